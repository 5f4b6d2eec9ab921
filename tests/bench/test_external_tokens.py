"""Access tokens of external providers: whole validations a second of processor time, the provider looked up each time."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from api.gateway import Gateway
from api.oidc.bearer import subject_of_token
from api.oidc.registry import ProviderEntry, put_provider
from api.oidc.signatures import read_keys, verified
from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from tests.api.oidc.conftest import MovedClock, node
from tests.fakes.oidc_provider.tiny import AUDIENCE, key_of, tiny_provider

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOKENS = 2_000


def rate(act: Callable[[], object]) -> float:
    """Give how often something is done in a second of processor time."""
    act()
    begun = time.process_time()
    for _ in range(TOKENS):
        act()
    return TOKENS / (time.process_time() - begun)


def validate(session: Session, gateway: Gateway, token: str) -> None:
    """Validate a token as a request does: nothing is known of the provider yet."""
    session.expunge_all()
    subject_of_token(session, gateway, token, NOW)


@pytest.mark.bench
@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA"])
def test_tokens_a_second(tmp_path: Path, algorithm: str) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'ogledalo.db'}")
    migrate(engine)
    with tiny_provider(NOW, algorithm) as provider:
        gateway = node(engine, tmp_path, MovedClock(NOW), (provider.target,))
        with unit_of_work(engine) as session:
            put_provider(
                session, gateway, ProviderEntry(provider.issuer, ("utility",), audience=AUDIENCE), NOW
            )
        token = provider.access_token({"alg": algorithm}, key_of(algorithm), organisation="utility")
        keys = read_keys({"keys": [key_of(algorithm).as_dict(private=False)]})
        bare = rate(lambda: verified(token, keys))
        with unit_of_work(engine) as session:
            whole = rate(lambda: validate(session, gateway, token))
    gateway.close()
    print(f"\n{algorithm}: {whole:,.0f} external tokens/s, of {bare:,.0f} signatures/s, by processor time")
