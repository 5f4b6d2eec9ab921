"""A node whose clock a test moves, and two providers that each speak for an organisation of their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from api.app import create_app
from api.gateway import Gateway
from api.oidc.registry import ProviderEntry, put_provider
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from catalogue.object_store import ObjectStore
from catalogue.registry import put_organisation
from tests.api.caller import Caller
from tests.api.three_datasets import OWNERS
from tests.fakes.oidc_provider.tiny import AUDIENCE, CLIENT, SECRET, TinyProvider, tiny_provider

PEPPER = b"pepper"


@dataclass
class MovedClock:
    """A clock that a test moves."""

    time: datetime

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        """Let time pass."""
        self.time += timedelta(**by)


@pytest.fixture
def clock(now: datetime) -> MovedClock:
    """The node's clock."""
    return MovedClock(now)


@pytest.fixture
def city(now: datetime) -> Iterator[TinyProvider]:
    """The provider of the city's office."""
    with tiny_provider(now) as provider:
        yield provider


@pytest.fixture
def utility(now: datetime) -> Iterator[TinyProvider]:
    """The provider of the utility."""
    with tiny_provider(now, "ES256") as provider:
        provider.said = {"organisation": "utility", "sub": "person-2"}
        yield provider


def entry_of(provider: TinyProvider, organisation: str, **other: object) -> ProviderEntry:
    """The registration of a provider for one organisation."""
    entry = ProviderEntry(
        issuer=provider.issuer, organisations=(organisation,), label=f"Sign-in of {organisation}", client_id=CLIENT,
        client_secret=SECRET, audience=AUDIENCE,
    )  # fmt: skip
    return replace(entry, **other)  # type: ignore[arg-type]  # parts of an entry, by name


def register(gateway: Gateway, entry: ProviderEntry) -> None:
    """Register a provider."""
    with unit_of_work(gateway.engine) as session:
        put_provider(session, gateway, entry, gateway.clock())


def node(engine: Engine, folder: Path, clock: MovedClock, hosts: tuple[str, ...]) -> Gateway:
    """A node that may ask some hosts of this machine, with three organisations."""
    settings = Settings(data_dir=folder, base_url=AUDIENCE, allow_hosts=hosts)
    store = ObjectStore(folder / "objects")
    made = Gateway(settings, engine, store, AuditLog.beside(engine, folder), PEPPER, clock)
    with unit_of_work(engine) as session:
        for owner in OWNERS.values():
            put_organisation(session, Organisation(id=owner))
    return made


@pytest.fixture
def gateway(
    engine: Engine, tmp_path: Path, clock: MovedClock, city: TinyProvider, utility: TinyProvider
) -> Gateway:
    """A node with both providers registered."""
    made = node(engine, tmp_path, clock, (city.target, utility.target))
    roles = {"ogledalo-editors": "editor", "ogledalo-heads": "city-office:administrator"}
    register(made, entry_of(city, "city-office", role_claim="realm.roles", role_map=roles,
                            assurance_map={"urn:loa:2": "substantial"}))  # fmt: skip
    register(made, entry_of(utility, "utility"))
    return made


@pytest.fixture
def caller(gateway: Gateway) -> Caller:
    """Somebody who asks the node."""
    return Caller(create_app(gateway))
