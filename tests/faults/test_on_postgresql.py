"""Faults whose outcome is a matter of the database, on PostgreSQL; each copies the catalogue of a good run."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from catalogue.database import make_engine
from catalogue.migrations import migrate
from tests.fakes.postgres import new_database
from tests.faults.conftest import Stands
from tests.faults.fault import Fault
from tests.faults.portals import Standing, harvest_well
from tests.faults.run import met
from tests.faults.table import FAULTS
from tests.faults.test_faults import foretold

MEANT = [fault for fault in FAULTS if fault.sql]


class Copies:
    """Catalogues on PostgreSQL, each a copy of one that stands from a good run."""

    def __init__(self, server_url: str, factory: pytest.TempPathFactory) -> None:
        self._server = server_url
        self._factory = factory
        self._known: dict[str, tuple[str, Path]] = {}

    def of(self, stand: Standing, folder: Path) -> str:
        """Give the address of a new copy, its object store put into a folder."""
        url, objects = self._known.setdefault(stand.portal.name, self._stood(stand))
        shutil.copytree(objects, folder, dirs_exist_ok=True)
        copy = make_url(new_database(self._server))
        engine = create_engine(
            make_url(self._server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT"
        )
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {copy.database}"))
            connection.execute(text(f"CREATE DATABASE {copy.database} TEMPLATE {make_url(url).database}"))
        engine.dispose()
        return copy.render_as_string(hide_password=False)

    def _stood(self, stand: Standing) -> tuple[str, Path]:
        if stand.portal.name in self._known:
            return self._known[stand.portal.name]
        url, objects = new_database(self._server), self._factory.mktemp("objects")
        stand.server.answer = stand.portal.twin(stand.server.url)
        engine = make_engine(url)
        migrate(engine)
        harvest_well(stand.portal, stand.server, engine, objects)
        engine.dispose()
        return url, objects


@pytest.fixture(scope="module")
def copies(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Copies:
    return Copies(postgres_url, tmp_path_factory)


@pytest.mark.parametrize("fault", MEANT, ids=lambda fault: fault.id)
def test_a_fault_has_the_same_outcome_on_postgresql(
    fault: Fault, stands: Stands, copies: Copies, tmp_path: Path
) -> None:
    stand = stands(fault.portal)
    engine = make_engine(copies.of(stand, tmp_path))
    try:
        found = met(fault, stand, engine, tmp_path, stands.certificates)
    finally:
        engine.dispose()
    assert found == foretold(fault, found)
