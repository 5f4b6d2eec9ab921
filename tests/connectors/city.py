"""A city's file server and its node, for tests of the harvest: real HTTP, real database."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.database import unit_of_work
from catalogue.models import ObservationRow
from catalogue.object_store import ObjectStore
from connectors.fetching import Answer, Request
from connectors.harvest import Harvester
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.runs import Worker
from tests.connectors.outgoing import PatientClient, client_for
from tests.fakes.server import LoopbackServer, Reply, Seen, serving

CSV = "text/csv; charset=utf-8"
EMISSIONS = """Sector;Scope 1;Total
Buildings;41.280;65.831
Transport;67.346;68.068
"""
SOURCES = """
[[organisation]]
id = "mestna-obcina-kranj"
name = "Kranj"

[[basis]]
id = "kranj-2018"
accounting = "CCC"
base_period = "2018"
gwp_set = "AR5"
gas_group = "CO2E"

[maps.sectors]
"Buildings" = "I"
"Transport" = "II"

[maps.scopes]
"Scope 1" = "S1"
"Total" = "_T"

[[source]]
id = "kranj"
connector = "table"
url = "{url}/"
owner = "mestna-obcina-kranj"
licence = "CC BY 4.0"

[[source.mapping]]
name = "emissions"
indicator = "GHG.SEC"
basis = "kranj-2018"
path = "emissions.csv"
locale = "sl"
unpivot = {{ columns = ["Scope 1", "Total"], into = "scope", map = "scopes" }}
columns = {{ sector = {{ column = "Sector", map = "sectors" }}, value = "value" }}
constants = {{ place = "SI_052", period = "2018", unit = "T_CO2E" }}

[[source.mapping]]
name = "population"
indicator = "CX.POP"
path = "population.csv"
locale = "plain"
columns = {{ period = "Year", value = "People" }}
constants = {{ place = "SI_052", unit = "NR" }}
"""


@dataclass
class City:
    """A served folder of files and a node that harvests it.

    Args:
        files: by path; a test writes and deletes them.
        replies: whole answers by path, before the files.
    """

    engine: Engine
    store: ObjectStore
    server: LoopbackServer
    client: PatientClient
    now: datetime
    files: dict[str, str]
    replies: dict[str, Reply] = field(default_factory=dict)
    alive: bool = True

    def worker(self, name: str = "here:1:1") -> Worker:
        return Worker(name, timedelta(seconds=60), lambda _holder: self.alive)

    def harvester(self, name: str = "here:1:1") -> Harvester:
        return Harvester(self.engine, self.store, self.send, lambda: self.now, self.worker(name))

    def send(self, request: Request) -> Answer:
        return self.client.outgoing.fetch(request)

    def register(self, text: str = SOURCES) -> None:
        with unit_of_work(self.engine) as session:
            checked = check_sources(text.format(url=self.server.url), known(session))
            assert checked.problems == ()
            assert checked.file is not None
            put_sources(session, checked.file)

    def rows(self) -> list[tuple[str, str, str, str, str]]:
        """Give what stands: indicator, period, sector, scope, value."""
        with Session(self.engine) as session:
            current = select(ObservationRow).where(col(ObservationRow.recorded_to).is_(None))
            return sorted(
                (row.indicator, row.period, row.sector, row.scope, str(row.value))
                for row in session.exec(current)
            )

    def paths(self) -> list[str]:
        return [seen.path for seen in self.server.seen]


@contextmanager
def city_node(engine: Engine, folder: Path, now: datetime) -> Iterator[City]:
    """Serve Kranj's two tables and register them."""
    files = {"/emissions.csv": EMISSIONS, "/population.csv": "Year,People\n2018,56000\n2020H2,57133\n"}
    replies: dict[str, Reply] = {}

    def answer(seen: Seen) -> Reply:
        if seen.path in replies:
            return replies[seen.path]
        if seen.path not in files:
            return Reply(b"no such file", 404, media_type="text/plain")
        content = files[seen.path].encode()
        etag = f'"{hashlib.sha256(content).hexdigest()[:8]}"'
        if seen.headers.get("if-none-match") == etag:
            return Reply(b"", 304, {"ETag": etag}, CSV)
        return Reply(content, 200, {"ETag": etag}, CSV)

    with serving(answer) as server, client_for(server.target) as client:
        city = City(engine, ObjectStore(folder / "objects"), server, client, now, files, replies)
        city.register()
        yield city


KRANJ = [
    ("CX.POP", "2018", "_T", "_T", "56000"),
    ("CX.POP", "2020-S2", "_T", "_T", "57133"),
    ("GHG.SEC", "2018", "I", "S1", "41280"),
    ("GHG.SEC", "2018", "I", "_T", "65831"),
    ("GHG.SEC", "2018", "II", "S1", "67346"),
    ("GHG.SEC", "2018", "II", "_T", "68068"),
]
"""What stands after the first harvest."""
