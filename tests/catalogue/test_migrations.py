"""Migrations bring an empty database to what the tables say, and say where a database stands."""

from concurrent.futures import ThreadPoolExecutor

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine

from api.tables import all_tables
from catalogue.database import make_engine
from catalogue.migrations import NEWEST, current_version, migrate, newest_revision


def test_a_migrated_database_has_the_tables_of_every_package(database_url: str) -> None:
    engine = make_engine(database_url)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, all_tables())
    engine.dispose()
    assert [one for one in differences if "audit_entry" not in str(one)] == []


def test_migrating_again_changes_nothing(engine: Engine) -> None:
    assert migrate(engine) == NEWEST == current_version(engine) == newest_revision()


def test_processes_that_migrate_at_once_do_not_get_in_each_others_way(database_url: str) -> None:
    def bring_up(_number: int) -> str:
        engine = make_engine(database_url)
        try:
            return migrate(engine)
        finally:
            engine.dispose()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(bring_up, range(4))) == {NEWEST}
