"""The connector `ckan` on a real CKAN 2.12: PostgreSQL, Redis and CKAN as they are, only the search engine is a stand-in."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlmodel import Session, col, select

from catalogue.database import make_engine
from catalogue.migrations import migrate
from catalogue.models import Dataset, MappingVersion, ObservationRow, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors import ckan_datastore
from connectors.ckan import list_packages, show_package
from connectors.ckan_asking import Asking
from connectors.ckan_datastore import datastore_pages, read_datastore
from connectors.ckan_options import CkanOptions
from connectors.ckan_records import CkanPackage
from connectors.errors import (
    AccessRefusedError,
    CkanRefusalError,
    ConnectorError,
    HtmlAnswerError,
    NotFoundError,
    RequestRefusedError,
)
from connectors.fetching import Answer, Fetch, Request, sending
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.outgoing import PatientClient, client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.server import LoopbackServer

pytestmark = pytest.mark.real
TOOLS = Path(__file__).resolve().parents[3] / "shared/tools/ckan"
SECONDS = 500

SOURCE = """
[[organisation]]
id = "kranj"
[[source]]
id = "real"
connector = "ckan"
url = "{url}"
owner = "kranj"
options = {{ encoding = "windows-1250", modified_filter = true }}

[[source.mapping]]
name = "stored"
indicator = "CX.POP"
locale = "sl"
select = {{ dataset = "kranj-people", resource = "kranj-people.csv" }}
columns = {{ period = "leto", value = "ljudje" }}
constants = {{ place = "SI_052", unit = "NR" }}

[[source.mapping]]
name = "file"
indicator = "CX.AREA"
locale = "sl"
select = {{ dataset = "kranj-people", resource = "površina" }}
columns = {{ period = "leto", value = "površina" }}
constants = {{ place = "SI_052", unit = "KM2" }}
"""


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@dataclass(frozen=True)
class RealCkan:
    """A running CKAN, and what its administrator does through its API."""

    url: str
    token: str

    def act(self, action: str, **data: object) -> Any:
        answer = httpx.post(
            f"{self.url}/api/3/action/{action}", json=data, headers={"Authorization": self.token}, timeout=60
        )
        assert answer.json()["success"], answer.text
        return answer.json()["result"]

    def upload(self, package: str, name: str, content: bytes) -> None:
        answer = httpx.post(
            f"{self.url}/api/3/action/resource_create", headers={"Authorization": self.token}, timeout=60,
            data={"package_id": package, "name": name, "format": "CSV"}, files={"upload": (f"{name}.csv", content)},
        )  # fmt: skip
        assert answer.json()["success"], answer.text

    def create(self, name: str, **fields: object) -> str:
        told = {"title": name.title(), "owner_org": "kranj", "license_id": "cc-by", "notes": name} | fields
        return str(self.act("package_create", name=name, **told)["id"])

    @property
    def target(self) -> str:
        return self.url.removeprefix("http://")


@pytest.fixture(scope="module")
def ckan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCkan]:
    """Start it on ports of its own; half a minute."""
    if not TOOLS.is_dir():
        pytest.skip(f"needs {TOOLS}, which starts a CKAN and is not part of the repository")
    if os.geteuid() != 0 or shutil.which("runuser") is None:
        pytest.skip("a CKAN is started by root, who runs PostgreSQL as postgres")
    folder = tmp_path_factory.mktemp("ckan")
    for above in (folder, *folder.parents):
        if above != Path(above.anchor) and above.stat().st_uid == os.geteuid():
            above.chmod(above.stat().st_mode | 0o011)  # PostgreSQL, who is somebody else, must get through
    ports = {f"{name}_PORT": str(free_port()) for name in ("CKAN", "PG", "REDIS", "SOLR")}
    log = folder / "up.log"
    with log.open("wb") as stream:
        started = subprocess.run(
            [TOOLS / "up.sh", folder / "d"], env={**os.environ, **ports}, timeout=SECONDS,
            stdout=stream, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    try:
        if started.returncode:
            pytest.skip(f"no CKAN came up: {log.read_text(errors='replace')[-400:]}")
        yield RealCkan(f"http://127.0.0.1:{ports['CKAN_PORT']}", (folder / "d/token").read_text())
    finally:
        subprocess.run([TOOLS / "down.sh", folder / "d"], check=False, capture_output=True)


@pytest.fixture
def client(ckan: RealCkan) -> Iterator[PatientClient]:
    with client_for(ckan.target) as client:
        yield client


@pytest.fixture
def fetch(client: PatientClient) -> Fetch:
    return sending(client.outgoing.fetch)


@pytest.fixture
def node(ckan: RealCkan, client: PatientClient, tmp_path: Path, now: datetime) -> Iterator[City]:
    engine = make_engine(f"sqlite:///{tmp_path / 'node.sqlite'}")
    migrate(engine)

    class Served:
        url = ckan.url

    server: LoopbackServer = Served()  # type: ignore[assignment]  # only its address is asked for
    city = City(engine, ObjectStore(tmp_path / "objects"), server, client, now, {})
    city.register(SOURCE)
    yield city
    engine.dispose()


def listed(found: Fetch, ckan: RealCkan, **options: object) -> list[str]:
    pages = list_packages(found, ckan.url, CkanOptions.model_validate(options))
    return [one.name for page in pages for one in page.records if isinstance(one, CkanPackage)]


def current(city: City) -> dict[str, str]:
    """Title by remote name of what stands."""
    with Session(city.engine) as session:
        rows = session.exec(select(Dataset).where(col(Dataset.gone_at).is_(None)))
        return {row.id: str(row.title["en"]) for row in rows}


def test_public_packages_are_listed_and_a_private_one_is_not(ckan: RealCkan, fetch: Fetch) -> None:
    assert {"kranj-ghg-inventory", "ljubljana-pm10"} <= set(listed(fetch, ckan))
    assert "kranj-internal-energy" not in listed(fetch, ckan)
    assert listed(fetch, ckan, organizations=["Mestna obcina Ljubljana"]) == ["ljubljana-pm10"]


def test_a_record_of_a_real_ckan_is_read_without_a_remark(ckan: RealCkan, fetch: Fetch) -> None:
    package, _ = show_package(Asking(fetch, ckan.url), "kranj-ghg-inventory")

    assert (package.title, package.oddities, package.private, package.state) == (
        "Inventar toplogrednih plinov Kranj", (), False, "active",
    )  # fmt: skip
    assert package.organization is not None
    assert (package.organization.title, package.license_id, package.tags, package.groups) == (
        "Mestna občina Kranj", "cc-by", ("emisije", "ghg"), ("climate",),
    )  # fmt: skip
    assert [(one.name, one.format, one.datastore_active, one.size) for one in package.resources] == [
        ("kranj-ghg-inventory.csv", "CSV", True, None),
        ("original", "CSV", False, 12),
    ]


def test_a_table_of_the_datastore_is_read_in_pages(
    ckan: RealCkan, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ckan_datastore, "ROWS", 100)
    portal = Asking(fetch, ckan.url)
    package, _ = show_package(portal, "ljubljana-pm10")
    (resource,) = [one for one in package.resources if one.datastore_active]
    tables = [read_datastore(page) for page in datastore_pages(portal, resource.id)]

    assert [len(table.rows) for table in tables] == [100] * 6 + [72]
    assert tables[0].columns == ("ts", "station", "pm10")
    last = tables[-1].rows[-1]
    assert [(cell.text, cell.ref, cell.kind) for cell in last] == [
        ("2025-01-28T23:00:00.000", "/result/records/71/ts", "text"),
        ("LJ Bežigrad", "/result/records/71/station", "text"),
        ("44", "/result/records/71/pm10", "number"),
    ]


@pytest.mark.parametrize(
    ("action", "parameters", "kind"),
    [
        ("package_show", {"id": "nowhere"}, NotFoundError),
        ("package_show", {"id": "kranj-internal-energy"}, AccessRefusedError),
        ("package_search", {"rows": "abc"}, CkanRefusalError),
        ("package_search", {"fq": "title:[a TO"}, CkanRefusalError),
        ("datastore_search", {"resource_id": "nowhere"}, NotFoundError),
        ("no_such_action", {}, RequestRefusedError),
    ],
)
def test_the_errors_of_the_action_api_are_told(
    ckan: RealCkan, fetch: Fetch, action: str, parameters: dict[str, str], kind: type[ConnectorError]
) -> None:
    with pytest.raises(ConnectorError) as error:
        Asking(fetch, ckan.url).ask(action, parameters)

    assert error.type is kind, str(error.value)


def test_the_page_of_a_dataset_is_no_api(ckan: RealCkan, fetch: Fetch) -> None:
    with pytest.raises((HtmlAnswerError, NotFoundError)):
        listed(fetch, RealCkan(f"{ckan.url}/dataset", ""))


def test_a_portal_is_harvested_changed_and_harvested_again(ckan: RealCkan, node: City) -> None:
    people = ckan.create(
        "kranj-people", title="Prebivalci  Kranja", extras=[{"key": "issued", "value": "2020-01-31"}]
    )
    fields = [{"id": "leto", "type": "text"}, {"id": "ljudje", "type": "numeric"}]
    ckan.act("datastore_create", resource={"package_id": people, "name": "kranj-people.csv", "format": "CSV"},
             fields=fields, records=[{"leto": "2018", "ljudje": 56000}, {"leto": "2020H2", "ljudje": 57133}], force=True)  # fmt: skip
    ckan.upload(people, "površina", "leto;površina\n2018;150,9\n2021;151\n".encode("cp1250"))
    for number in range(3):
        ckan.create(f"extra-{number}")
    first = node.harvester().harvest("real")

    assert (first.state, set(outcomes(first))) == ("done", {"added"})
    assert current(node)["real-kranj-people"] == "Prebivalci Kranja"
    assert "real-kranj-internal-energy" not in current(node)
    assert node.rows() == [
        ("CX.AREA", "2018", "_T", "_T", "150.9"), ("CX.AREA", "2021", "_T", "_T", "151"),
        ("CX.POP", "2018", "_T", "_T", "56000"), ("CX.POP", "2020-S2", "_T", "_T", "57133"),
    ]  # fmt: skip
    for verified, raw in verifications(node):
        assert (verified.holds, verified.raw) == (True, raw)

    second = node.harvester().harvest("real")
    assert set(outcomes(second)) == {"unchanged"}

    ckan.act("package_patch", id="extra-0", title="Another title")
    ckan.act("package_delete", id="extra-1")
    resource = ckan.act("package_show", id=people)["resources"][0]["id"]
    ckan.act("datastore_upsert", resource_id=resource, method="insert", force=True,
             records=[{"leto": "2022", "ljudje": 57900}])  # fmt: skip
    node.now += timedelta(hours=1)
    third = node.harvester().harvest("real", full=True)

    assert third.state == "done"
    assert outcomes(third) | {"unchanged": 0} == {"changed": 2, "gone": 1, "unchanged": 0}
    assert current(node)["real-extra-0"] == "Another title"
    assert "real-extra-1" not in current(node)
    assert ("CX.POP", "2022", "_T", "_T", "57900") in node.rows()


def verifications(node: City) -> list[tuple[Verification, str]]:
    """Make every figure again out of the stored bytes."""
    with Session(node.engine, expire_on_commit=False) as session:
        found = []
        for row in session.exec(select(ObservationRow)):
            version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
            assert version is not None
            assert snapshot is not None
            again = verify(
                to_observation(row), version.definition, snapshot, node.store, frozenset({row.place})
            )
            found.append((again, row.raw_value))
        return found


def test_only_what_changed_is_listed(ckan: RealCkan, fetch: Fetch) -> None:
    before = {one.name: one for page in list_packages(fetch, ckan.url, CkanOptions()) for one in page.records
              if isinstance(one, CkanPackage)}  # fmt: skip
    newest = max(one.metadata_modified for one in before.values() if one.metadata_modified)
    ckan.act("package_patch", id="ljubljana-pm10", notes="Changed")
    pages = list_packages(fetch, ckan.url, CkanOptions(), newest + timedelta(seconds=1))
    again = [one.name for page in pages for one in page.records if isinstance(one, CkanPackage)]

    assert "ljubljana-pm10" in again
    assert "kranj-ghg-inventory" not in again


def test_pages_of_one_record_are_turned_while_packages_come_and_go(
    ckan: RealCkan, client: PatientClient
) -> None:
    names = [f"page-{number}" for number in range(8)]
    ids = {ckan.create(name): name for name in names}
    in_order = [ids[one] for one in sorted(ids)]
    stays = in_order[2:]
    turned: list[str] = []
    changes: dict[int, Callable[[], object]] = {
        3: lambda: ckan.act("package_delete", id=in_order[0]),
        5: lambda: (ckan.act("package_delete", id=in_order[1]), ckan.create("page-new-1")),
        7: lambda: ckan.create("page-new-2"),
    }

    def send(request: Request) -> Answer:
        answer = client.outgoing.fetch(request)
        turned.append(request.url)
        changes.get(len(turned), lambda: None)()
        return answer

    found = listed(sending(send), ckan, page_size=1)

    assert len(found) == len(set(found))
    assert set(stays) <= set(found)
    assert len(turned) == len(set(turned))
    assert set(listed(sending(client.outgoing.fetch), ckan)) >= {*stays, "page-new-1", "page-new-2"}
