"""The portals that misbehave: each has a catalogue that stands from a good run, copied for every fault."""

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from sqlalchemy import Engine

from catalogue.database import make_engine
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from connectors.addresses import Resolve, resolve_by_system
from connectors.harvest import Harvester
from connectors.http import Outgoing, OutgoingSettings
from connectors.robots import Robots
from tests.connectors.city import City
from tests.connectors.outgoing import SETTINGS, PatientClient
from tests.fakes.air import FakeIszz
from tests.fakes.arcgis import SERVICES, FakeArcgis, FakeLayer, dataset
from tests.fakes.ckan import FakeCkan, package, resource
from tests.fakes.eurostat import Cube, FakeEurostat
from tests.fakes.misbehaving import misbehaving
from tests.fakes.ngsi import FakeBroker, prop
from tests.fakes.pxweb import FakePxWeb, PxTable, PxVariable, plain
from tests.fakes.server import Answering, LoopbackServer, Reply, Seen

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GRACE = timedelta(days=7)
PEOPLE = b"Year,People\n2018,56000\n2019,57133\n"
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 2_000_000
"""Bytes of an answer that the tests' client takes."""

OFFICE = """
[[organisation]]
id = "office"
[[source]]
id = "{name}"
connector = "{name}"
url = "{{url}}{path}"
owner = "office"
licence = "CC BY 4.0"
options = {{{{ {options} }}}}
[[source.mapping]]
name = "people"
indicator = "{indicator}"
locale = "plain"
select = {{{{ {select} }}}}
columns = {{{{ {columns} }}}}
constants = {{{{ {constants} }}}}
"""


@dataclass(frozen=True)
class Portal:
    """A portal, and how it is registered.

    Args:
        name: the connector, which is the source's id, too.
        sources: its definition, with ``{url}`` for its address.
        twin: makes the honest portal at an address.
    """

    name: str
    sources: str
    twin: Callable[[str], Any]
    tls: bool = False

    @property
    def called(self) -> str:
        """What the table of faults calls it."""
        return f"{self.name} over TLS" if self.tls else self.name


def ckan_twin(url: str) -> FakeCkan:
    """Ten packages on three pages, the first with a file of figures."""
    packages = [package(f"set-{number}") for number in range(10)]
    packages[0]["resources"] = [resource("people", f"{url}/people.csv")]
    return FakeCkan(
        packages, files={"/people.csv": Reply(PEOPLE, media_type=CSV), "/robots.txt": Reply(b"", 404)}
    )


PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


@dataclass
class Feed:
    """Ten datasets of DCAT in Turtle on three pages; a test changes ``sets``.

    Args:
        sets: each dataset's statements.
    """

    url: str
    sets: list[str]
    size: int = 4

    def __call__(self, seen: Seen) -> Reply:
        if seen.path == "/people.csv":
            return Reply(PEOPLE, media_type=CSV)
        if seen.path != "/catalog":
            return Reply(b"", 404)
        number = int(seen.query.get("page", ["1"])[0])
        sets = self.sets[(number - 1) * self.size : number * self.size]
        more = f"<> hydra:next <?page={number + 1}> .\n" if number * self.size < len(self.sets) else ""
        text = f"{PREFIXES}<{self.url}/catalog> a dcat:Catalog .\n{''.join(sets)}{more}"
        return Reply(text.encode(), media_type="text/turtle")


def described(name: str, more: str = "") -> str:
    told = f'dct:title "{name.title()}" ; dct:identifier "{name}" {more}'
    return f"<https://city.example/{name}> a dcat:Dataset ; {told} .\n"


def dcat_twin(url: str) -> Feed:
    figures = (
        f'; dcat:distribution [ a dcat:Distribution ; dct:title "people" ; dcat:downloadURL <{url}/people.csv> ; '
        f"dcat:accessURL <{url}/people.csv> ]"
    )
    return Feed(url, [described(f"set-{number}", "" if number else figures) for number in range(10)])


@dataclass
class Files:
    """A folder of files at a web server; a test changes ``files``."""

    files: dict[str, tuple[bytes, str]]

    def __call__(self, seen: Seen) -> Reply:
        found = self.files.get(seen.path)
        return Reply(found[0], media_type=found[1]) if found else Reply(b"", 404, media_type="text/plain")


def workbook(rows: Sequence[Sequence[object]], sheet: str = "People") -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    page.title = sheet
    for row in rows:
        page.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


BOOK = workbook([["Year", "People"], [2018, 294054], [2019, 295504]])


def table_twin(_url: str) -> Files:
    return Files({"/people.csv": (PEOPLE, CSV), "/people.xlsx": (BOOK, XLSX)})


CUBE = Cube(
    {"unit": ["NR"], "geo": ["SI"]}, ["2019", "2020"],
    {("NR", "SI", "2019"): ("2080908", ""), ("NR", "SI", "2020"): ("2095861", "bp")},
)  # fmt: skip
PLACES = PxVariable("PLACE", {"052": "Kranj", "061": "Ljubljana"})
YEARS = plain("YEAR", "2019", "2020", time=True)


def eurostat_twin(_url: str) -> Answering:
    return FakeEurostat({"demo_pjan": CUBE})


def pxweb_twin(_url: str) -> FakePxWeb:
    figures = {
        ("052", "2019"): "56000",
        ("052", "2020"): "57133",
        ("061", "2019"): "294054",
        ("061", "2020"): "295504",
    }
    return FakePxWeb(
        {"/api/v1/sl/Data/people.px": PxTable((PLACES, YEARS), lambda at: figures[at["PLACE"], at["YEAR"]])},
    )


LAYER = "a" * 32 + "_0"


def arcgis_twin(url: str) -> FakeArcgis:
    fields = {"OBJECTID": "OID", "place": "String", "people": "Integer", "year": "String"}
    features = [
        {"OBJECTID": 1, "place": "Grad Zagreb", "people": 790017, "year": "2011"},
        {"OBJECTID": 2, "place": "Grad Zagreb", "people": 767131, "year": "2021"},
    ]
    hub = FakeArcgis({"People/FeatureServer/0": FakeLayer(fields, features, most=1)})
    more = [dataset(f"{letter * 32}_0", f"Set {letter}") for letter in "bcdefghij"]
    hub.datasets = [dataset(LAYER, "People", f"{url}{SERVICES}/People/FeatureServer/0"), *more]
    return hub


def ngsi_twin(_url: str) -> FakeBroker:
    people = [
        {"id": "urn:ngsi-ld:Census:1", "type": "Census", "people": prop(56000), "year": prop("2018")},
        {"id": "urn:ngsi-ld:Census:2", "type": "Census", "people": prop(57133), "year": prop("2019")},
    ]
    return FakeBroker(people)


def air_twin(_url: str) -> FakeIszz:
    return FakeIszz({("155", "5", "4"): lambda _stamp: "20"})


def _office(name: str, select: str, columns: str, constants: str, **more: str) -> str:
    told = {"path": "", "options": "", "indicator": "CX.POP"} | more
    return OFFICE.format(name=name, select=select, columns=columns, constants=constants, **told)


YEAR, KRANJ = 'period = "Year", value = "People"', 'place = "SI_052", unit = "NR"'
BOOK_MAPPING = """
[[source.mapping]]
name = "book"
indicator = "CX.POP"
locale = "plain"
path = "people.xlsx"
select = {{ sheet = "People" }}
columns = {{ period = "Year", value = "People" }}
constants = {{ place = "SI_061", unit = "NR" }}
"""

FILES = (
    _office("table", "", YEAR, KRANJ, path="/").replace("select = {{  }}", 'path = "people.csv"')
    + BOOK_MAPPING
)
PORTALS = {
    portal.called: portal
    for portal in (
        Portal("ckan", _office("ckan", 'dataset = "set-0"', YEAR, KRANJ, options="page_size = 4"), ckan_twin),
        Portal(
            "dcat",
            _office("dcat", 'dataset = "set-0", resource = "people"', YEAR, KRANJ, path="/catalog"),
            dcat_twin,
        ),
        Portal(
            "table",
            FILES,
            table_twin,
        ),
        Portal("table", FILES, table_twin, tls=True),
        Portal(
            "eurostat",
            _office(
                "eurostat", 'table = "demo_pjan"', 'place = "geo", period = "time", value = "value", status = "status"',
                'unit = "NR"', path="/eurostat/api/dissemination",
            ),
            eurostat_twin,
        ),
        Portal(
            "pxweb",
            _office(
                "pxweb", 'table = "people"', 'place = {{ column = "PLACE", prefix = "SI_" }}, period = "period", value = "value"',
                'unit = "NR"', path="/api/v1/sl/Data", options="max_cells = 4",
            ),
            pxweb_twin,
        ),
        Portal(
            "arcgis",
            _office(
                "arcgis", f'dataset = "{LAYER}"', 'period = "year", value = "people"', 'place = "HR_01333", unit = "NR"',
                options='services = "{url}/arcgis/rest/services", zone = "Europe/Zagreb"',
            ),
            arcgis_twin,
        ),
        Portal(
            "ngsi-ld",
            _office("ngsi-ld", 'table = "Census", key = {{ attrs = ["people"] }}', 'period = "year", value = "people"', KRANJ),
            ngsi_twin,
        ),
        Portal(
            "air-iszz",
            _office(
                "air-iszz", 'key = {{ station = ["155"], component = ["pm10"] }}, since = "2017", until = "2017"',
                'period = "period", value = "value", unit = "unit", status = "status", comment = "comment"',
                'place = "HR_01333"', path="/iskzl", options="type = 4", indicator="AQ.PM10",
            ).replace("columns = ", "where = \"statistic == 'mean'\"\ncolumns = ", 1),
            air_twin,
        ),
    )
}  # fmt: skip


class Time:
    """A real clock for deadlines, which waits between tries only put forward."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self) -> float:
        return time.monotonic() + sum(self.waits)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


PATIENT = replace(SETTINGS, max_bytes=LARGEST, tries=2, deadline=20.0)
HURRIED = replace(PATIENT, read_timeout=0.3, connect_timeout=0.3, deadline=0.45, tries=1)
"""For portals that are slow; nothing honest is asked meanwhile."""


@dataclass
class Standing:
    """A portal's server, and the catalogue that stands from a good run of it.

    Args:
        folder: the database and its object store.
    """

    portal: Portal
    server: LoopbackServer
    folder: Path

    def copied(self, folder: Path) -> Engine:
        """Give a catalogue of its own to a test."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return make_engine(f"sqlite:///{folder / 'ogledalo.db'}")


@contextmanager
def stood_up(portal: Portal, folder: Path, certificate: Path | None = None) -> Iterator[Standing]:
    """Serve a portal and harvest it once."""
    with misbehaving(certificate) as server:
        server.answer = portal.twin(server.url)
        engine = make_engine(f"sqlite:///{folder / 'ogledalo.db'}")
        migrate(engine)
        harvest_well(portal, server, engine, folder, ca_file=certificate)
        engine.dispose()
        yield Standing(portal, server, folder)


def harvest_well(
    portal: Portal, server: LoopbackServer, engine: Engine, folder: Path, ca_file: Path | None = None
) -> None:
    """Register a portal and harvest it once."""
    with client(server, replace(PATIENT, ca_file=ca_file)) as asking:
        node = City(engine, ObjectStore(folder / "objects"), server, asking, NOW, {})
        node.register(portal.sources)
        result = harvester(node).harvest(portal.name)
        assert result.state == "done", result.as_json()


@contextmanager
def client(
    server: LoopbackServer, settings: OutgoingSettings, resolve: Resolve = resolve_by_system
) -> Iterator[PatientClient]:
    """The real client, with the real clock for deadlines; it waits without sleeping."""
    clock = Time()
    allowed = frozenset({server.target, f"localhost:{server.server_port}"})
    told = replace(settings, allow_hosts=settings.allow_hosts | allowed)
    with Outgoing(told, sleep=clock.sleep, monotonic=clock, jitter=lambda: 1.0, resolve=resolve) as outgoing:
        yield PatientClient(outgoing, clock.waits)


def harvester(node: City) -> Harvester:
    """A harvester as a node has it: robots.txt heeded, and a grace for what is missing."""
    return replace(node.harvester(), send=Robots(node.send), grace=GRACE)
