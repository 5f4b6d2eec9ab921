"""The rules across rows over a million stored rows: cities' inventories, and monthly figures of the air."""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, product
from pathlib import Path

import pytest
from sqlmodel import Session

from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.models import Dataset
from catalogue.object_store import ObjectStore
from catalogue.quality import recheck
from catalogue.releases import ReleaseDraft, publish
from catalogue.rule_rows import collector_at_rest
from schemas.observations import Observation, SeriesKey
from schemas.places import shipped_places
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASES, FACTORS, SCOPE

ROWS = 1_000_000
AIM_MICROSECONDS = 15.0
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TOWNS = sorted(code for code, place in shipped_places().items() if place.kind == "MUN")
YEARS = range(1994, 2025)
PARTS = ("I.1", "I.2", "I.3", "I.5", "II.1", "II.2", "II.3", "II.5")
OTHERS = ("III", "IV", "V.1_V.3")
CENT = Decimal("0.01")


def spread(*numbers: int) -> int:
    """Give a number of 0 to 999 that looks like chance and is the same every time."""
    mixed = 7
    for number in numbers:
        mixed = (mixed * 1_000_003 + number * 7919 + 11) % 2_147_483_647
    return mixed // 97 % 1000


def figure(key: SeriesKey, value: Decimal, at: int) -> Observation:
    """Print a figure as English does."""
    return Observation(
        key, value, published_value=value, published_unit=key.unit, raw_value=f"{value:,}", raw_unit="t CO2e/MWh",
        source_cell=f"A-1!C{at}", snapshot="0" * 64, mapping="rows@1",
    )  # fmt: skip


def inventories() -> Iterator[Observation]:
    """Make inventories of 31 years that close: inhabitants, energy by carrier, emissions by sector, scope and carrier."""
    for town, place in enumerate(TOWNS):
        people = 5000 + spread(town) * 90
        for year in YEARS:
            key = SeriesKey("CX.POP", place, str(year), unit="NR", source="bench", basis="made-up")
            yield figure(key, Decimal(people), 1)
            yield from _inventory(key, town, year, people)


def _inventory(key: SeriesKey, town: int, year: int, people: int) -> Iterator[Observation]:
    at = iter(range(2, 10_000))
    emitted: dict[tuple[str, str], Decimal] = {}
    for (row, part), (column, carrier) in product(enumerate(PARTS), enumerate(FACTORS)):
        scope = SCOPE.get(carrier, "S1")
        size = (
            people * (200 + spread(town, row, column)) * (970 + spread(town, row, column, year) * 60 // 1000)
        )
        energy = (Decimal(size) / 1_000_000).quantize(CENT)
        gives = (energy * FACTORS[carrier]).quantize(CENT)
        spot = {"sector": part, "scope": scope, "carrier": carrier}
        yield figure(replace(key, indicator="EN.FEC", unit="MWH", **spot), energy, next(at))
        yield figure(replace(key, indicator="GHG.SEC", unit="T_CO2E", **spot), gives, next(at))
        for sector in (part, part.partition(".")[0], "_T"):
            emitted[sector, scope] = emitted.get((sector, scope), Decimal(0)) + gives
    for sector in OTHERS:
        gives = (Decimal(people) * (990 + spread(town, year) // 50) / 2000).quantize(CENT)
        emitted |= {(sector, "S1"): gives, ("_T", "S1"): emitted["_T", "S1"] + gives}
    for sector in dict.fromkeys(sector for sector, _ in emitted):
        told = {scope: emitted.get((sector, scope), Decimal(0)) for scope in ("S1", "S2")}
        indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
        for scope, value in {**told, "S1_S2": sum(told.values(), Decimal(0))}.items():
            yield figure(
                replace(key, indicator=indicator, unit="T_CO2E", sector=sector, scope=scope), value, next(at)
            )


def months() -> Iterator[Observation]:
    """Make monthly means of nitrogen dioxide since 1970, by eight networks of stations."""
    for network, (town, place) in product(range(8), enumerate(TOWNS)):
        for year, month in product(range(1970, 2025), range(1, 13)):
            key = SeriesKey(
                "AQ.NO2", place, f"{year}-{month:02d}", freq="M", unit="UG_M3", source=f"net-{network}", basis="air"
            )  # fmt: skip
            yield figure(key, Decimal(100 + spread(network, town, year, month) // 2) / 10, month)


@pytest.mark.bench
@pytest.mark.parametrize("shape", [inventories, months])
def test_a_million_rows_are_held_beside_one_another(
    tmp_path: Path, shape: Callable[[], Iterator[Observation]]
) -> None:
    """Print what the rules cost a row: by themselves, and with loading and recording as after a publication."""
    rows = list(islice(shape(), ROWS))
    with collector_at_rest():
        begun = time.perf_counter()
        found = cross_check(rows, BASES, today=NOW.date())
        alone = time.perf_counter() - begun
    engine = make_engine(f"sqlite:///{tmp_path / 'ogledalo.db'}")
    migrate(engine)
    with unit_of_work(engine) as session:
        _store(session, tmp_path, rows)
    count = len(rows)
    del rows
    with unit_of_work(engine) as session:
        begun = time.perf_counter()
        recorded = recheck(session, set(TOWNS), NOW)
        whole = time.perf_counter() - begun
    engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    rules = dict(sorted(Counter(one.rule for one in found).items()))
    print(f"\n{count:,} rows, {shape.__name__}: {len(found)} findings {rules}, {len(recorded)} recorded")
    for name, seconds in (("the rules alone", alone), ("loaded, asked, recorded", whole)):
        print(
            f"  {name:26} {seconds:6.1f} s  {count / seconds:12,.0f} rows/s {seconds / count * 1e6:8.1f} us a row"
            f"  (aim: under {AIM_MICROSECONDS:g})"
        )
    print(f"  most memory of the process {peak:6.2f} GB (the rows were made in it, too)")


def _store(session: Session, folder: Path, rows: list[Observation]) -> None:
    session.add(
        Dataset(
            id="bench", source="bench", remote="all", title={"en": "Rows"}, publisher="office",
            licence="https://creativecommons.org/licenses/by/4.0/", attribution="Office of Statistics",
            note={"en": "Made up"}, recorded_from=NOW, recorded_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    publish(
        session,
        ObjectStore(folder / "objects"),
        ReleaseDraft("bench/all", "bench", "bench", "m", tuple(rows), ("0" * 64,)),
        NOW,
    )
