"""A store of 100,000 rows with the dimensions that real ones have."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, product
from pathlib import Path

from sqlmodel import Session

from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.models import Dataset
from catalogue.object_store import ObjectStore
from catalogue.releases import ReleaseDraft, publish
from schemas.indicators import indicators
from schemas.observations import Observation, SeriesKey
from schemas.places import shipped_places

ROWS = 100_000
YEARS = range(2010, 2025)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DATABASE = "ogledalo.db"
NOTE = "Converted by machine from the printed inventory; check against the original."


@dataclass(frozen=True)
class Store:
    """Where the rows stand.

    Args:
        folder: the node's data folder.
        frozen: the same database without a journal, for readers that take it as immutable.
        indicators: codes of the indicators that have rows, each for every place and year.
        places: codes of the places that have rows.
    """

    folder: Path
    frozen: Path
    indicators: Sequence[str]
    places: Sequence[str]


def build_store(folder: Path) -> Store:
    """Make a node's database through the catalogue's own doors."""
    places = list(shipped_places())
    codes = list(indicators())
    per_indicator = len(places) * len(YEARS)
    codes = codes[: -(-ROWS // per_indicator)]
    engine = make_engine(f"sqlite:///{folder / DATABASE}")
    migrate(engine)
    objects = ObjectStore(folder / "objects")
    with unit_of_work(engine) as session:
        _add_dataset(session)
        rows = tuple(islice(_rows(codes, places), ROWS))
        publish(session, objects, ReleaseDraft("bench/all", "bench", "bench", "m", rows, ("0" * 64,)), NOW)
    engine.dispose()
    frozen = folder / "frozen.db"
    with sqlite3.connect(folder / DATABASE) as written, sqlite3.connect(frozen) as copy:
        written.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    written.close()
    copy.close()
    return Store(folder, frozen, codes[:-1], places)


def _add_dataset(session: Session) -> None:
    session.add(
        Dataset(
            id="bench", source="bench", remote="all", title={"en": "Inventories"}, publisher="office",
            licence="https://creativecommons.org/licenses/by/4.0/", attribution="Office of Statistics",
            note={"en": NOTE}, recorded_from=NOW, recorded_at=NOW,
        )
    )  # fmt: skip
    session.flush()


def _rows(codes: Sequence[str], places: Sequence[str]) -> Iterator[Observation]:
    for number, (code, place, year) in enumerate(product(codes, places, YEARS)):
        value = Decimal(number * 7919 % 10_000_019) / 100
        key = SeriesKey(
            code, place, str(year), unit=indicators()[code].unit or "NR", source="bench",
            basis=f"{place.lower()}-inventory-{year}",
        )  # fmt: skip
        yield Observation(
            key, value, published_value=value, published_unit=key.unit, raw_value=f"{value:,}", raw_unit="t CO2e",
            source_cell=f"A-1.3!C{number % 900 + 4}", snapshot="0" * 64, mapping="all@0123456789abcdef",
            comment="estimated, see the report" if number % 10 == 0 else "",
        )  # fmt: skip
