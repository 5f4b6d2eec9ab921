"""A node with one dataset of each state of access, and somebody who asks it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.gateway import Gateway
from api.keys import issue_key
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.object_store import ObjectStore
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, OWNERS, READER, fill

PEPPER = b"pepper"
BASE_URL = "https://node.example"


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path, now: datetime) -> Gateway:
    """A node without figures."""
    settings = Settings(data_dir=tmp_path, base_url=BASE_URL)
    audit, store = AuditLog.beside(engine, tmp_path), ObjectStore(tmp_path / "objects")
    return Gateway(settings, engine, store, audit, PEPPER, lambda: now)


@pytest.fixture
def client(gateway: Gateway, now: datetime) -> Caller:
    """Somebody who asks a node with an open, a restricted and a hidden dataset."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
    return Caller(create_app(gateway))


@pytest.fixture
def reader_key(gateway: Gateway, now: datetime) -> str:
    """The key of an organisation that the restricted dataset names as a reader."""
    with unit_of_work(gateway.engine) as session:
        return issue_key(session, PEPPER, staff="ana", organisation=READER, now=now)


@pytest.fixture
def owner_key(gateway: Gateway, now: datetime) -> str:
    """The key of the organisation that owns the hidden dataset."""
    with unit_of_work(gateway.engine) as session:
        return issue_key(session, PEPPER, staff="bor", organisation=OWNERS[HIDDEN], now=now)
