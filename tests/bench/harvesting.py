"""A portal of many records and the node that harvests it, each measurement in a process of its own.

`python -m tests.bench.harvesting WHAT RECORDS PROCESSES FOLDER` prints what it measured as JSON.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from api.tables import all_tables
from catalogue import registry
from catalogue.database import make_engine, unit_of_work
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from connectors.checking import CheckPool, Surroundings, check_here
from connectors.connector import connector
from connectors.fetching import Answer, Request, sending
from connectors.harvest import Harvester
from connectors.reading import Context
from connectors.references import check_sources
from connectors.registered import find_source, known, put_sources
from connectors.runs import Worker

ROOT = Path(__file__).resolve().parents[2]
BEGAN = datetime(2026, 11, 24, tzinfo=UTC)
SOURCE = """
[[organisation]]
id = "office"
[[source]]
id = "{id}"
connector = "ckan"
url = "http://{id}.example"
owner = "office"
"""


@dataclass
class Portal:
    """A CKAN whose records are made when they are asked for, so that none of them is held.

    Args:
        records: how many.
        words: stand in each description; other words change every record.
    """

    records: int
    words: str = ""

    def __call__(self, request: Request) -> Answer:
        parts = urlsplit(request.url)
        asked = parse_qs(parts.query)
        start, rows = int(asked["start"][0]), int(asked["rows"][0])
        name = str(parts.hostname).partition(".")[0]
        page = [self._record(name, at) for at in range(start, min(self.records, start + rows))]
        body = json.dumps({"success": True, "result": {"count": self.records, "results": page}}).encode()
        return Answer(200, {"content-type": "application/json"}, body, request.url, 0.0)

    def _record(self, name: str, at: int) -> Mapping[str, Any]:
        files = [
            {"id": f"{name}-{at}-{part}", "name": f"table {part}", "format": "CSV",
             "url": f"https://portal.example/{name}/{at}/{part}.csv"}
            for part in range(2)
        ]  # fmt: skip
        return {
            "id": f"id-{name}-{at}", "name": f"{name}-{at}", "title": f"{name.title()} {at}", "resources": files,
            "notes": f"What {name} {at} is about {self.words}. " * 10,
            "tags": [{"name": "environment"}, {"name": f"word {at % 50}"}],
        }  # fmt: skip


@dataclass
class Ticking:
    """A clock that goes on by a millisecond whenever somebody looks at it."""

    now: datetime = field(default=BEGAN)

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now


def node(folder: Path, *sources: str) -> None:
    """Make a node with some sources."""
    engine = make_engine(f"sqlite:///{folder / 'ogledalo.db'}")
    migrate(engine, all_tables())
    for source in sources:
        with unit_of_work(engine) as session:
            checked = check_sources(SOURCE.format(id=source), known(session))
            assert checked.file is not None, checked.problems
            put_sources(session, checked.file)
    engine.dispose()


def harvested(folder: Path, portal: Portal, source: str, processes: int) -> dict[str, float]:
    """Harvest a source as a worker does and give records, seconds and memory in MB, that of the processes it began apart."""
    engine, pool = make_engine(f"sqlite:///{folder / 'ogledalo.db'}"), CheckPool(processes)
    worker = Worker(f"bench:{source}", timedelta(minutes=5), lambda _holder: True)
    clock = Ticking(max(BEGAN, datetime.now(UTC)))
    harvester = Harvester(engine, ObjectStore(folder / "objects"), portal, clock, worker, check=pool)
    begun = time.perf_counter()
    result = harvester.harvest(source)
    seconds = time.perf_counter() - begun
    assert result.state == "done", (result.state, result.outcomes, result.errors[:2])
    pool.close()
    engine.dispose()
    return {"seconds": seconds, **memory(), **result.outcomes}


def memory() -> dict[str, float]:
    """Give the most memory that this process had, and the most that one which it began had, in MB."""
    own, begun = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"memory": own, "children": begun}


def one_by_one(folder: Path, portal: Portal) -> dict[str, float]:
    """Check records by pyshacl, one after the other, as long as it takes."""
    engine = make_engine(f"sqlite:///{folder / 'ogledalo.db'}")
    with unit_of_work(engine) as session:
        source = find_source(session, "one")
        places = registry.places_in_time(session)
        around = Surroundings(registry.organisations(session), places, BEGAN)
        items = connector("ckan").items(source, [], sending(portal), Context({}, places, 2026))
        drafts = [item.dataset for item in items if item.dataset is not None]
        check_here(drafts[:1], around)  # reads the shapes
        begun = time.perf_counter()
        for draft in drafts[1:]:
            check_here([draft], around)
    return {"seconds": time.perf_counter() - begun, "records": len(drafts) - 1}


def apart(what: str, records: int, processes: int, folder: Path) -> subprocess.Popen[str]:
    """Begin a measurement in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.bench.harvesting",
        what,
        str(records),
        str(processes),
        str(folder),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> dict[str, float]:
    """Give what a measurement printed."""
    text, _ = process.communicate()
    assert process.returncode == 0
    found: dict[str, float] = json.loads(text.splitlines()[-1])
    return found


def main(what: str, records: str, processes: str, folder: str) -> None:
    """Measure one thing and print it."""
    source, _, words = what.partition(":")
    portal, place = Portal(int(records), words), Path(folder)
    found = (
        one_by_one(place, portal) if source == "pyshacl" else harvested(place, portal, source, int(processes))
    )
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
