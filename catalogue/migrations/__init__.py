"""Migrations of the one database: run by themselves on the embedded default, by `ogledalo migrate` elsewhere.

Alembic is loaded only where there is something to migrate: a command on a database that is up to date need not wait
for it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, MetaData, func, inspect, select, text

from catalogue.database import WRITES_FIRST

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
_LOCK = 0x06_1EDA10
NEWEST = "0012"
"""The version that the code needs: the last revision in `versions`; a test holds it to that."""


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


def migrate(engine: Engine, metadata: MetaData | None = None) -> str:
    """Bring a database to the newest version and give that version.

    Args:
        engine: the database.
        metadata: the tables of every package, handed in by `api`; only making a new revision needs them.
    """
    if current_version(engine) == NEWEST:
        return NEWEST
    from alembic import command

    config = _config()
    with engine.connect().execution_options(**{WRITES_FIRST: True}) as connection:
        _wait_for_turn(connection)
        config.attributes["connection"] = connection
        config.attributes["metadata"] = metadata
        command.upgrade(config, "head")
        connection.commit()
    return NEWEST


def _wait_for_turn(connection: Connection) -> None:
    """Let one process migrate at a time: the others wait, and then find nothing left to do."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    else:
        connection.execute(select(1))  # begins the transaction, and with it takes the write lock


def newest_revision() -> str:
    """Give the last revision in `versions`."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current_version(engine: Engine) -> str:
    """Give the version a database is at, empty where it was never migrated."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
