"""The node that is attacked: an open, a restricted and a hidden dataset, with what hangs on each of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.gateway import Gateway
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.object_store import ObjectStore
from tests.api.caller import Caller
from tests.api.conftest import BASE_URL, PEPPER, client, reader_key
from tests.api.three_datasets import fill
from tests.attacks.personas import Persona, personas_of
from tests.attacks.world import hang_on, rule_instead

__all__ = ["client", "reader_key"]


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path, now: datetime) -> Gateway:
    """A node without figures that answers as often as it is asked: who is told 429 learns nothing."""
    settings = Settings(
        data_dir=tmp_path, base_url=BASE_URL, limit_address="none", limit_key="none", limit_organisation="none",
        limit_sign_in="none", limit_token="none",
    )  # fmt: skip
    audit, store = AuditLog.beside(engine, tmp_path), ObjectStore(tmp_path / "objects")
    return Gateway(settings, engine, store, audit, PEPPER, lambda: now)


@pytest.fixture(params=["declared", "ruled"])
def attacked(gateway: Gateway, now: datetime, request: pytest.FixtureRequest) -> Caller:
    """Somebody who asks the whole node: once where sources declare who sees what, once where policies say it."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
        hang_on(session, now)
        if request.param == "ruled":
            rule_instead(session, now)
    return Caller(create_app(gateway))


@pytest.fixture
def personas(gateway: Gateway, now: datetime) -> tuple[Persona, ...]:
    """Everybody who may ask it."""
    return personas_of(gateway, now)
