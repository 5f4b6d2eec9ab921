"""The gateway: what every request and command works with, put together once."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from api.clock import Clock, utc_now
from api.policy_shelf import PolicyShelf
from api.settings import Settings
from api.tables import all_tables
from catalogue.audit import AuditLog
from catalogue.database import make_engine
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from catalogue.object_stores.opening import open_store


@dataclass(frozen=True)
class Gateway:
    """Engine, object store, audit log and clock of one node."""

    settings: Settings
    engine: Engine
    store: ObjectStore
    audit: AuditLog
    pepper: bytes = field(repr=False)
    clock: Clock = utc_now
    policies: PolicyShelf = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Make a shelf for the policies, empty until somebody asks."""
        object.__setattr__(self, "policies", PolicyShelf(self.settings.base_url))

    def close(self) -> None:
        """Close the database connections."""
        self.audit.flush_or_tell()
        self.engine.dispose()
        self.audit.engine.dispose()


def open_gateway(settings: Settings, clock: Clock = utc_now) -> Gateway:
    """Open a node: make its folder and migrate its database where that is needed."""
    folder = Path(settings.data_dir)
    folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(settings.resolved_database_url())
    migrate(engine, all_tables())
    audit = AuditLog.beside(engine, folder)
    audit.drain_or_tell(engine)
    return Gateway(settings, engine, object_store_of(settings), audit, settings.resolved_pepper(), clock)


def object_store_of(settings: Settings) -> ObjectStore:
    """Open the object store that the settings name.

    Raises:
        StoreAddressError: they name none that we can use.
    """
    key, secret = settings.s3_key.get_secret_value(), settings.s3_secret.get_secret_value()
    return open_store(settings.objects_address(), key=key, secret=secret)
