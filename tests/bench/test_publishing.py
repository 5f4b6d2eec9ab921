"""A million rows from CSV to a published release, while a reader goes on asking."""

from __future__ import annotations

import hashlib
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice, product
from pathlib import Path

import pytest
from sqlalchemy import Engine

from catalogue import registry
from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from catalogue.observations import ObservationQuery
from catalogue.row_texts import Form, row_texts
from connectors.fetching import Answer, Request
from connectors.harvest import Harvester
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.runs import Worker
from policies.decision import ANONYMOUS, Action
from policies.engine import residual
from policies.rowfilter import scope
from schemas.codes import codelist
from schemas.places import shipped_places

ROWS = 1_000_000
AIM_SECONDS, AIM_WAIT = 60.0, 1.0
SOURCES = """
[[organisation]]
id = "office"
name = "Office"

[[basis]]
id = "inventory"
accounting = "GPC"
gwp_set = "AR5"
gas_group = "CO2E"

[[source]]
id = "bench"
connector = "table"
url = "http://bench.example/rows.csv"
owner = "office"
licence = "CC BY 4.0"
options = { separator = ";" }

[[source.mapping]]
name = "rows"
indicator = "GHG.SEC"
basis = "inventory"
locale = "sl"
columns = { place = "Place", period = "Year", sector = "Sector", scope = "Scope", unit = "Unit", value = "Value" }
"""


@dataclass
class Reader:
    """Somebody who asks the same small question again and again, and remembers the longest wait."""

    engine: Engine
    ended: threading.Event = field(default_factory=threading.Event)
    answers: int = 0
    longest: float = 0.0

    def ask(self) -> None:
        """Ask until told to end."""
        query = ObservationQuery(indicators=("GHG.SEC",), places=("SI_052",), first="2018", last="2018")
        within = scope(Action.READ, residual(ANONYMOUS, Action.READ))
        while not self.ended.is_set():
            begun = time.perf_counter()
            with self.engine.connect() as connection:
                list(row_texts(connection, query, within, Form.JSON))
            self.longest = max(self.longest, time.perf_counter() - begun)
            self.answers += 1
            time.sleep(0.01)


@contextmanager
def reading(engine: Engine) -> Iterator[Reader]:
    """Let somebody ask meanwhile."""
    reader = Reader(engine)
    thread = threading.Thread(target=reader.ask)
    thread.start()
    try:
        yield reader
    finally:
        reader.ended.set()
        thread.join()


@pytest.mark.bench
def test_a_million_rows_are_published_while_others_read(tmp_path: Path) -> None:
    """Print how long it takes, the longest that a reader waited, and the memory; then the same again with one change."""
    engine = make_engine(f"sqlite:///{tmp_path / 'ogledalo.db'}")
    migrate(engine)
    with unit_of_work(engine) as session:
        checked = check_sources(SOURCES, known(session))
        assert checked.file is not None, checked.problems
        put_sources(session, checked.file)
        places = sorted(registry.places(session)) or sorted(shipped_places())
    first = _table(places, ROWS)
    changed = first.replace(b";1,5\r\n", b";1,25\r\n", 1)
    store = ObjectStore(tmp_path / "objects")
    for name, content in (
        ("a new release", first),
        ("the same with one change", changed),
        ("unchanged", changed),
    ):
        _measure(name, engine, store, content)
    engine.dispose()


def _measure(name: str, engine: Engine, store: ObjectStore, content: bytes) -> None:
    harvester = Harvester(
        engine, store, lambda request: _answer(request, content), lambda: datetime.now(UTC),
        Worker("bench", timedelta(minutes=5), lambda _holder: True),
    )  # fmt: skip
    with reading(engine) as reader:
        begun = time.perf_counter()
        result = harvester.harvest("bench")
        seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"\n{ROWS:,} rows of CSV ({len(content):,} bytes), {name}: {result.outcomes}")
    print(f"  from the file to what stands   {seconds:8.1f} s   (aim: under {AIM_SECONDS:g})")
    print(
        f"  longest wait of a reader       {reader.longest:8.3f} s   (aim: under {AIM_WAIT:g}; {reader.answers} answers)"
    )
    print(f"  most memory of the process     {peak:8.2f} GB  (aim: under 4)")


def _answer(request: Request, content: bytes) -> Answer:
    headers = {"content-type": "text/csv; charset=utf-8", "etag": hashlib.sha256(content).hexdigest()}
    return Answer(200, headers, content, request.url, 0.0)


def _table(places: list[str], rows: int) -> bytes:
    """Write a table of cities' emissions by sector and scope as their offices do, with a comma before the decimals."""
    sectors = [code.code for code in codelist("sector")]
    scopes = ("S1", "S2", "S3", "S1_S2", "S1_S2_S3")
    keys = product(range(1990, 2025), sectors, scopes, places)
    lines = [
        f"{place};{year};{sector};{scope_};T_CO2E;{_number(number)}"
        for number, (year, sector, scope_, place) in enumerate(islice(keys, rows))
    ]
    assert len(lines) == rows, "too few combinations"
    return "\r\n".join(["Place;Year;Sector;Scope;Unit;Value", *lines, ""]).encode()


def _number(number: int) -> str:
    value = number * 7919 % 10_000_019
    return "1,5" if number == 0 else f"{value // 10:,}".replace(",", ".") + f",{value % 10}"
