"""How many keys and tokens of ours are checked a second, each with its row read anew, beside the bare signature."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc import jwt
from sqlmodel import Session

from api.gateway import open_gateway
from api.keys import issue_key, subject_of_key
from api.machines.granting import Granted
from api.machines.key_text import Kind
from api.oauth.clients import make_client
from api.oauth.signing import signer
from api.oauth.tokens import written_token
from api.oauth.verifying import subject_of_own_token
from api.settings import Settings

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TIMES = 1500


def per_second(check: Callable[[], object]) -> float:
    """Give how often something is done a second."""
    check()
    begun = time.perf_counter()
    for _ in range(TIMES):
        check()
    return TIMES / (time.perf_counter() - begun)


@pytest.mark.bench
def test_keys_and_tokens_checked_a_second(tmp_path: Path) -> None:
    gateway = open_gateway(Settings(data_dir=tmp_path, base_url="https://node.example"), lambda: NOW)
    granted = Granted("kranj", "bor", "", Kind.LIVE, ["read"], None, None, NOW + timedelta(days=1))
    with Session(gateway.engine) as session:
        key = issue_key(session, gateway.pepper, staff="bor", organisation="kranj", now=NOW)
        row, _ = make_client(session, gateway.pepper, granted, created_by="", now=NOW)
        signing = signer(session, gateway.pepper, NOW)
        token = written_token(signing, row, ["read"], ["https://node.example"], "https://node.example", NOW)
        session.commit()

    def by_key() -> None:
        with Session(gateway.engine) as session:
            subject_of_key(session, gateway.pepper, key, NOW)

    def by_token() -> None:
        with Session(gateway.engine) as session:
            subject_of_own_token(session, gateway, token, NOW)

    keys, tokens = per_second(by_key), per_second(by_token)
    bare = per_second(lambda: jwt.decode(token, signing.key, algorithms=["ES256"]))
    print(
        f"\nkeys {keys:,.0f}/s, tokens {tokens:,.0f}/s; the signature alone {bare:,.0f}/s ({tokens / bare:.0%})"
    )
    gateway.close()
