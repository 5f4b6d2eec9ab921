"""A node of cities and somebody who reads its pages."""

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
from tests.api.pages.city_node import READER, fill
from tests.api.pages.reading import Reader

PEPPER = b"pepper"


@pytest.fixture
def gateway(engine: Engine, tmp_path: Path, now: datetime) -> Gateway:
    """A node without any figures."""
    audit, store = AuditLog.beside(engine, tmp_path), ObjectStore(tmp_path / "objects")
    return Gateway(Settings(data_dir=tmp_path), engine, store, audit, PEPPER, lambda: now)


@pytest.fixture
def empty(gateway: Gateway) -> Reader:
    """A reader of a node without any figures."""
    return Reader(create_app(gateway))


@pytest.fixture
def reader(empty: Reader, gateway: Gateway, now: datetime) -> Reader:
    """A reader of the cities' node."""
    with unit_of_work(gateway.engine) as session:
        fill(session, gateway.store, now)
    return empty


@pytest.fixture
def key(gateway: Gateway, now: datetime) -> str:
    """The key of an organisation that may read what is on request."""
    with unit_of_work(gateway.engine) as session:
        return issue_key(session, PEPPER, staff="ana", organisation=READER, now=now)
