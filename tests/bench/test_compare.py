"""Comparing: four places, and a hundred out of and over twenty years; every place has its own basis; and over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import pytest

from api.answers import json_response
from api.app import create_app
from api.gateway import Gateway
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.database import make_engine, unit_of_work
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from catalogue.registry import put_basis
from catalogue.releases import ReleaseDraft, publish
from schemas.basis import CODED, Basis
from schemas.codes import codelist
from schemas.comparability.compare import compare
from schemas.comparability.comparison import Comparison
from schemas.comparability.evidence import Evidence
from schemas.comparability.question import Question
from schemas.comparability.series import compare_series
from schemas.comparability.series_told import series_dict
from schemas.languages import Text
from schemas.observations import Observation, SeriesKey, StoredObservation, observation_id
from schemas.places import shipped_places
from tests.api.caller import Caller

ROUNDS = 7
SMALL, LARGE = 0.020, 2.0
"""Seconds that four places with 30 cells, and a hundred places with 20 years of 30 cells, may take."""

CELLS = ("I", "II", "III", "IV", "V.1_V.3")
SUBSECTORS = (
    "I.1", "I.2", "I.3", "I.4", "I.5", "I.6", "I.7", "II.1", "II.2", "II.3", "III.1", "III.2", "III.3", "III.4",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """A question with its evidence."""

    question: Question
    evidence: Evidence


def asked(places: int, years: Sequence[int]) -> Asked:
    """Make places with 30 cells a year, each on a basis of its own."""
    codes = [place.code for place in shipped_places().values() if place.kind == "MUN"][:places]
    bases = {f"basis-{number}": _basis(number) for number in range(places)}
    observations = tuple(
        row
        for number, place in enumerate(codes)
        for year in years
        for row in _rows(place, str(year), f"basis-{number}", number + year)
    )
    evidence = Evidence(observations, bases, shipped_places())
    return Asked(Question("GHG.TOT", tuple(codes), period=str(years[-1])), evidence)


def _basis(number: int) -> Basis:
    """State something else of each place, now and then nothing."""
    stated = {}
    for place, attribute in enumerate(CODED):
        codes = [code.code for code in codelist(attribute)]
        stated[attribute] = codes[number * (place + 3) % len(codes)]
    stated |= {"boundary": "MUN", "lulucf": "EX"}
    return Basis(f"basis-{number}", elec_factor=Decimal(300 + number) / 1000, **stated)


def _rows(place: str, year: str, basis: str, seed: int) -> Iterator[StoredObservation]:
    total = Decimal(0)
    for one, sector in enumerate(CELLS):
        for scope in ("S1", "S2", "S3"):
            value = Decimal((seed * 7919 + one * 131 + int(scope[1]) * 17) % 9973 + 1)
            total += value if scope != "S3" or sector == "III" else Decimal(0)
            yield _row("GHG.SEC", place, year, basis, value, sector=sector, scope=scope)
    for one, sector in enumerate(SUBSECTORS):
        yield _row("GHG.SEC", place, year, basis, Decimal(100 + one), sector=sector, scope="S1")
    yield _row("GHG.TOT", place, year, basis, total, scope="S1_S2_S3")


def _row(
    indicator: str, place: str, year: str, basis: str, value: Decimal, **where: str
) -> StoredObservation:
    key = SeriesKey(indicator, place, year, unit="T_CO2E", source="bench", basis=basis, **where)
    seen = Observation(key, value, published_value=value, published_unit="T_CO2E")
    return StoredObservation(observation_id(key, "release"), "release", "bench", seen)


def _seconds(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    started = clock()
    work()
    return clock() - started


def _measure(one: Asked) -> tuple[Comparison, float, float, float]:
    answer = compare(one.question, one.evidence)
    answer.to_dict("sl")
    comparing = median(_seconds(lambda: compare(one.question, one.evidence)) for _ in range(ROUNDS))
    busy = median(_seconds(lambda: compare(one.question, one.evidence), process_time) for _ in range(3))
    return answer, comparing, busy, _seconds(lambda: answer.to_dict("en"))


def _print_series(one: Asked) -> None:
    """Print the time of a trend of a hundred places over twenty years."""
    years = [str(year) for year in range(2001, 2021)]
    answer = compare_series(one.question, years, one.evidence)
    taken = median(_seconds(lambda: compare_series(one.question, years, one.evidence)) for _ in range(3))
    busy = _seconds(lambda: compare_series(one.question, years, one.evidence), process_time)
    print(f"  series of {len(answer.places)} places over {len(years)} years, {answer.inputs:,} rows used")
    print(
        f"    compare_series {taken * 1000:8.1f} ms   (limit {LARGE * 1000:.0f} ms; {busy * 1000:.1f} ms of processor)"
    )
    print(f"    series_dict    {_seconds(lambda: series_dict(answer)) * 1000:8.1f} ms")
    assert [len(trend.sides) for trend in answer.trends.values()] == [20] * 100


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Caller]:
    """Somebody who asks a node that holds the hundred places and their years, and the four with one year."""
    engine = make_engine(f"sqlite:///{tmp_path / 'bench.db'}")
    migrate(engine)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    store, settings = ObjectStore(tmp_path / "objects"), Settings(data_dir=tmp_path)
    gateway = Gateway(settings, engine, store, AuditLog.beside(engine, tmp_path), b"pepper", lambda: now)
    with unit_of_work(engine) as session:
        for source, one in (("few", asked(4, range(2018, 2019))), ("many", asked(100, range(2001, 2021)))):
            for basis in one.evidence.bases.values():
                put_basis(session, basis)
            rows = tuple(
                replace(seen.observation, key=replace(seen.observation.key, source=source))
                for seen in one.evidence.observations
                if source == "few" or seen.observation.key.place not in _places(4)
            )
            put_dataset(
                session,
                DatasetDraft(id=source, source=source, remote=source, title=Text.of(source)),
                record_snapshot="",
                now=now,
            )
            publish(session, store, ReleaseDraft(f"{source}/all", source, source, "all@1", rows, ()), now)
    yield Caller(create_app(gateway))
    engine.dispose()


def _places(count: int) -> list[str]:
    return [place.code for place in shipped_places().values() if place.kind == "MUN"][:count]


@pytest.mark.bench
def test_comparing_over_http(served: Caller) -> None:
    """Print the time from question to JSON, in the process; each round asks something new, so that nothing is kept."""
    four, hundred = ("".join(f"&place={code}" for code in some) for some in (_places(4), _places(100)[4:]))
    questions = (
        ("4 places", f"/api/v1/compare?indicator=GHG.TOT{four}&period=2018", SMALL, 15),
        ("96 places", f"/api/v1/compare?indicator=GHG.TOT{hundred}&period=2018", LARGE, 3),
        (
            "96 places, 20 years",
            f"/api/v1/compare/series?indicator=GHG.TOT{hundred}&from=2001&to=2020",
            LARGE,
            3,
        ),
    )
    print()
    for said, path, limit, rounds in questions:
        size = len(served.json(path))
        again = path.rpartition("&place=")[2].partition("&")[0]
        asked_anew = [path + f"&place={again}" * (one + 1) for one in range(rounds)]
        taken = median(_seconds(partial(served.get, one)) for one in asked_anew)
        kept = median(_seconds(partial(served.get, path)) for _ in range(5))
        print(
            f"  HTTP, {said}: {taken * 1000:8.1f} ms (limit {limit * 1000:.0f} ms); asked again {kept * 1000:.1f} ms"
        )
        assert size


@pytest.mark.bench
def test_comparing() -> None:
    """Print the time that comparing takes, and putting the answer into words, beside the limits."""
    print(f"\nmedian of {ROUNDS} rounds, every place on a basis of its own")
    _print_series(asked(100, range(2001, 2021)))
    for places, years, limit in ((4, range(2018, 2019), SMALL), (100, range(2001, 2021), LARGE)):
        one = asked(places, years)
        answer, comparing, busy, saying = _measure(one)
        reasons = sum(len(pair.reasons) for pair in answer.pairs)
        rows = len(one.evidence.observations)
        print(
            f"  {places} places, {len(years)} years, {rows:,} rows: {len(answer.pairs):,} pairs, {reasons:,} reasons"
        )
        print(
            f"    compare   {comparing * 1000:8.1f} ms   (limit {limit * 1000:.0f} ms; {busy * 1000:.1f} ms of processor)"
        )
        print(f"    to_dict   {saying * 1000:8.1f} ms")
        print(f"    JSON      {_seconds(partial(json_response, answer.to_dict('en'))) * 1000:8.1f} ms")
        assert len(answer.sides) == places
        assert all(pair.reasons for pair in answer.pairs)
