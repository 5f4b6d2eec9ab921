"""A million rows from CSV to a published release, while a reader goes on asking."""

from __future__ import annotations

import hashlib
import resource
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.models import FindingRow
from catalogue.object_store import ObjectStore
from catalogue.observations import ObservationQuery
from catalogue.row_texts import Form, row_texts
from connectors.fetching import Answer, Request
from connectors.harvest import Harvester
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.runs import Worker
from policies.asker import Asker
from policies.decision import ANONYMOUS, Action
from policies.in_force import without_policies
from policies.rowfilter import scope
from tests.bench.towns_tables import STATIONS, inventories, months

ROWS = 1_000_000
AIM_SECONDS, AIM_WAIT = 60.0, 1.0
SOURCE = """
[[organisation]]
id = "office"
name = "Office"

[[basis]]
id = "inventory"
accounting = "GPC_BASIC"
gwp_set = "AR5"
gas_group = "CO2E"

[[source]]
id = "bench"
connector = "table"
url = "http://bench.example/rows.csv"
owner = "office"
licence = "CC BY 4.0"
options = {{ separator = ";" }}

[[source.mapping]]
name = "rows"
indicator = "{indicator}"
basis = "inventory"
locale = "sl"
columns = {columns}
"""
PLACE = """
[[place]]
code = "{code}"
level = "local"
parent = "SI042"
name = "Station {code}"
"""
COMMON = 'place = "Place", unit = "Unit", value = "Value"'


@dataclass(frozen=True)
class Shape:
    """A kind of table, how a source maps it, and what a reader asks meanwhile."""

    write: Callable[[int], bytes]
    indicator: str
    columns: str
    place: str
    period: str
    places: tuple[str, ...] = ()

    def sources(self) -> str:
        """Give the sources file."""
        columns = f"{{ {COMMON}, {self.columns} }}"
        return SOURCE.format(indicator=self.indicator, columns=columns) + "".join(
            PLACE.format(code=code) for code in self.places
        )


INVENTORIES = Shape(
    inventories, "GHG.SEC", 'period = "Year", sector = "Sector", scope = "Scope", carrier = "Carrier"',
    "SI_052", "2018",
)  # fmt: skip
MONTHS = Shape(months, "AQ.NO2", 'period = "Month"', STATIONS[0], "2018-01", STATIONS)


@dataclass
class Reader:
    """Somebody who asks the same small question again and again, and remembers the longest wait."""

    engine: Engine
    shape: Shape
    ended: threading.Event = field(default_factory=threading.Event)
    answers: int = 0
    longest: float = 0.0

    def ask(self) -> None:
        """Ask until told to end."""
        period = self.shape.period
        query = ObservationQuery(
            indicators=(self.shape.indicator,), places=(self.shape.place,), first=period, last=period
        )
        within = scope(Asker(ANONYMOUS, datetime.now(UTC)), Action.READ, without_policies())
        while not self.ended.is_set():
            begun = time.perf_counter()
            with self.engine.connect() as connection:
                list(row_texts(connection, query, within, Form.JSON))
            self.longest = max(self.longest, time.perf_counter() - begun)
            self.answers += 1
            time.sleep(0.01)


@contextmanager
def reading(engine: Engine, shape: Shape) -> Iterator[Reader]:
    """Let somebody ask meanwhile."""
    reader = Reader(engine, shape)
    thread = threading.Thread(target=reader.ask)
    thread.start()
    try:
        yield reader
    finally:
        reader.ended.set()
        thread.join()


@pytest.mark.bench
@pytest.mark.parametrize("shape", [INVENTORIES, MONTHS], ids=["inventories", "months"])
def test_a_million_rows_are_published_while_others_read(tmp_path: Path, shape: Shape) -> None:
    """Print how long it takes, the longest that a reader waited, and the memory; then the same again with one change."""
    engine = make_engine(f"sqlite:///{tmp_path / 'ogledalo.db'}")
    migrate(engine)
    with unit_of_work(engine) as session:
        checked = check_sources(shape.sources(), known(session))
        assert checked.file is not None, checked.problems
        put_sources(session, checked.file)
    first = shape.write(ROWS)
    changed = first[: -len(",00\r\n")] + b",01\r\n"
    assert changed != first
    store = ObjectStore(tmp_path / "objects")
    for name, content, outcome in (
        ("a new release", first, "added"),
        ("the same with one change", changed, "changed"),
        ("unchanged", changed, "unchanged"),
    ):
        _measure(name, shape, engine, store, content, outcome)
    engine.dispose()


def _measure(
    name: str, shape: Shape, engine: Engine, store: ObjectStore, content: bytes, outcome: str
) -> None:
    harvester = Harvester(
        engine, store, lambda request: _answer(request, content), lambda: datetime.now(UTC),
        Worker("bench", timedelta(minutes=5), lambda _holder: True),
    )  # fmt: skip
    with reading(engine, shape) as reader:
        begun, worked = time.perf_counter(), time.process_time()
        result = harvester.harvest("bench")
        seconds, work = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    assert result.outcomes[outcome] == 1, result
    with unit_of_work(engine) as session:
        standing = select(FindingRow.rule).where(col(FindingRow.recorded_to).is_(None))
        found = dict(sorted(Counter(session.exec(standing)).items()))
    print(f"\n{ROWS:,} rows of CSV ({len(content):,} bytes), {name}: findings {found}")
    print(
        f"  from the file to what stands   {seconds:8.1f} s   (aim: under {AIM_SECONDS:g}; {work:.1f} s of work)"
    )
    print(
        f"  longest wait of a reader       {reader.longest:8.3f} s   (aim: under {AIM_WAIT:g}; {reader.answers} answers)"
    )
    print(f"  most memory of the process     {peak:8.2f} GB  (aim: under 4)")


def _answer(request: Request, content: bytes) -> Answer:
    headers = {"content-type": "text/csv; charset=utf-8", "etag": hashlib.sha256(content).hexdigest()}
    return Answer(200, headers, content, request.url, 0.0)
