"""Verification: a figure comes out of the stored bytes again, and whatever was changed is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.archive import write_archive
from catalogue.errors import SnapshotDamagedError, SnapshotNotFoundError
from catalogue.models import MappingVersion, ObservationRow, Release, Snapshot
from catalogue.releases import to_observation
from connectors.verification import Verification, verify
from schemas.observations import Observation
from tests.connectors.city import EMISSIONS, City, city_node

DAY = timedelta(days=1)


@dataclass
class Proof:
    """Everything that a verification takes, of one figure; a test spoils a part of it."""

    city: City
    observation: Observation
    definition: dict[str, object]
    snapshot: Snapshot
    release: Release

    def verified(self) -> Verification:
        places = frozenset({"SI_052"})
        return verify(self.observation, self.definition, self.snapshot, self.city.store, places, self.release)

    def failures(self) -> list[str]:
        found = self.verified()
        assert not found.holds
        return [failure.key for failure in found.failures]


@pytest.fixture
def city(engine: Engine, tmp_path: Path, now: datetime) -> Iterator[City]:
    with city_node(engine, tmp_path, now) as node:
        yield node


def proof(city: City, raw: str) -> Proof:
    """Harvest nothing; take what is on record of the figure that was printed so."""
    with Session(city.engine, expire_on_commit=False) as session:
        row = session.exec(select(ObservationRow).where(col(ObservationRow.raw_value) == raw)).one()
        version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
        release = session.exec(select(Release).where(col(Release.id) == row.release)).one()
    assert version is not None
    assert snapshot is not None
    return Proof(city, to_observation(row), dict(version.definition), snapshot, release)


def test_current_and_closed_figures_come_out_of_their_own_bytes(city: City) -> None:
    city.harvester().harvest("kranj")
    city.files["/emissions.csv"] = EMISSIONS.replace("65.831", "65.832")
    city.now += DAY
    city.harvester().harvest("kranj")
    for raw, value in (("65.831", "65831"), ("65.832", "65832"), ("41.280", "41280"), ("56000", "56000")):
        assert proof(city, raw).verified() == Verification(True, value, value, raw)


def spoil_bytes(spoiled: Proof) -> None:
    path = spoiled.city.store.path(spoiled.snapshot.sha256)
    path.write_bytes(path.read_bytes().replace(b"65.831", b"65.931"))


def lose_bytes(spoiled: Proof) -> None:
    spoiled.city.store.path(spoiled.snapshot.sha256).unlink()


@pytest.mark.parametrize(
    ("spoil", "error"), [(spoil_bytes, SnapshotDamagedError), (lose_bytes, SnapshotNotFoundError)]
)
def test_wrong_bytes_are_an_error(city: City, spoil: Callable[[Proof], None], error: type[Exception]) -> None:
    city.harvester().harvest("kranj")
    spoiled = proof(city, "65.831")
    spoil(spoiled)
    with pytest.raises(error):
        spoiled.verified()


def change_value(spoiled: Proof) -> None:
    spoiled.observation = replace(spoiled.observation, value=Decimal(65832))


def change_status(spoiled: Proof) -> None:
    spoiled.observation = replace(spoiled.observation, obs_status="E")


def change_mapping(spoiled: Proof) -> None:
    spoiled.definition["maps"] = {**_maps(spoiled), "other": {"x": "y"}}


def change_locale(spoiled: Proof) -> None:
    mapping = spoiled.definition["mapping"]
    assert isinstance(mapping, dict)
    spoiled.definition["mapping"] = {**mapping, "locale": "en"}


def change_words(spoiled: Proof) -> None:
    spoiled.definition["maps"] = {**_maps(spoiled), "sectors": {"Buildings": "II", "Transport": "I"}}


def _maps(spoiled: Proof) -> dict[str, object]:
    maps = spoiled.definition["maps"]
    assert isinstance(maps, dict)
    return maps


def lose_archive(spoiled: Proof) -> None:
    spoiled.city.store.path(spoiled.release.archive_sha256).unlink()


def spoil_archive(spoiled: Proof) -> None:
    path = spoiled.city.store.path(spoiled.release.archive_sha256)
    path.write_bytes(path.read_bytes()[:-1] + b"?")


def change_archive(spoiled: Proof) -> None:
    other = replace(spoiled.observation, value=Decimal(1))
    spoiled.release.archive_sha256 = spoiled.city.store.put(write_archive([other]))


def add_to_archive(spoiled: Proof) -> None:
    key = replace(spoiled.observation.key, sector="III")
    rows = [spoiled.observation, replace(spoiled.observation, key=key)]
    spoiled.release.archive_sha256 = spoiled.city.store.put(write_archive(rows))


@pytest.mark.parametrize(
    ("spoil", "failures"),
    [
        (change_value, ["verify.value", "verify.row"]),
        (change_status, ["verify.value", "verify.row"]),
        (change_mapping, ["verify.mapping"]),
        (change_locale, ["verify.mapping", "verify.value"]),
        (change_words, ["verify.mapping", "verify.missing"]),
        (lose_archive, ["verify.archive"]),
        (spoil_archive, ["verify.archive"]),
        (change_archive, ["verify.release", "verify.row"]),
        (add_to_archive, ["verify.release"]),
    ],
)
def test_whatever_was_changed_is_named(
    city: City, spoil: Callable[[Proof], None], failures: list[str]
) -> None:
    city.harvester().harvest("kranj")
    spoiled = proof(city, "65.831")
    spoil(spoiled)
    assert spoiled.failures() == failures
