"""`ogledalo connectors`, `sources check` and `harvest --dry-run` on the command line, and the same list in the API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from api.cli import main
from connectors.connector import offers
from tests.api.caller import Caller
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving

PORTAL = """
[[organisation]]
id = "grad-zagreb"
[[source]]
id = "zagreb"
connector = "ckan"
url = "{url}"
owner = "grad-zagreb"
options = {{ page_size = 4, organizations = ["zagreb"] }}
"""
CHECKED = """\
zagreb: ckan, 0 mappings, options:
  api, ni navedeno, zato "action": Kateri API se uporablja: lastni API CKAN ali prehod podatki.gov.si (ena od vrednosti "action", "opsi-gateway")
  page_size = 4: Zapisov na stran (celo število od 1 do 1000; sicer 100)
  organizations = ["zagreb"]: Imena, oznake ali nazivi organizacij, katerih zbirke se prevzamejo; prazno: vse (seznam: besedilo; sicer [])
"""


@dataclass
class Node:
    """A node on the command line, whose portal a test changes."""

    folder: Path
    ckan: FakeCkan
    url: str
    capsys: pytest.CaptureFixture[str]
    heard: list[str] = field(default_factory=list)

    def run(self, *arguments: str, status: int = 0) -> str:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        told = self.capsys.readouterr()
        assert (ended.value.code or 0) == status, told
        return told.out

    def json(self, *arguments: str, status: int = 0) -> Any:
        return json.loads(self.run(*arguments, status=status))

    def files(self) -> Mapping[str, str]:
        """Every file of the node by its hash, its database and its audit log among them."""
        found = sorted(path for path in (self.folder / "node").rglob("*") if path.is_file())
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Node]:
    ckan = FakeCkan([package(f"set-{number}") for number in range(6)])
    with serving(ckan) as server:
        monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "node"))
        monkeypatch.setenv("OGLEDALO_ALLOW_HOSTS", server.target)
        monkeypatch.setenv("OGLEDALO_HARVEST_PACE", "0")
        (tmp_path / "portal.toml").write_text(
            PORTAL.format(url=server.url).replace(', organizations = ["zagreb"]', ""), encoding="utf-8"
        )
        found = Node(tmp_path, ckan, server.url, capsys)
        found.run("sources", "import", str(tmp_path / "portal.toml"))
        yield found


def test_a_check_shows_each_option_typed(node: Node) -> None:
    file = node.folder / "portal.toml"
    file.write_text(PORTAL.format(url=node.url), encoding="utf-8")
    told = node.run("sources", "check", str(file), "--lang", "sl")
    assert told.startswith(CHECKED)
    assert told.endswith(f"{file}: in order\n")


def test_a_dry_run_stores_nothing_and_says_what_would_happen(node: Node) -> None:
    node.run("harvest", "zagreb")
    for number in (1, 2, 3, 4):
        node.ckan.packages[number]["title"] = None
    node.ckan.packages[5]["title"] = "Novi naslov"
    del node.ckan.packages[0]
    before = node.files()
    told = node.run("harvest", "zagreb", "--dry-run", "--lang", "hr", status=1)
    assert node.files() == before
    assert told.splitlines()[:8] == [
        "zagreb:",
        "  odbijeno: set-1",
        "  odbijeno: set-2",
        "  odbijeno: set-3",
        "  odbijeno: set-4",
        "  promijenjeno: Novi naslov",
        "  uklonjeno: Set-0 (ostaje do kraja roka odgode)",
        "  ishod bi bio djelomično: 1 promijenjeno, 1 uklonjeno, 4 odbijeno",
    ]
    assert told.count("zapisa 4, connectors.ckan-record title: očekivano ") == 1
    assert "  Zaštita bi propustila prikupljanje: izgubljeno bi bilo 1 od 6 skupova, bez pitanja 1." in told
    assert (
        node.run("harvest", "zagreb").splitlines()[-6].startswith("  partial: 1 changed, 1 gone, 4 refused")
    )


def test_a_dry_run_as_json_says_whether_the_guard_would_hold(node: Node) -> None:
    node.run("harvest", "zagreb")
    del node.ckan.packages[:3]
    told = node.json("harvest", "zagreb", "--dry-run", "--json", status=2)
    assert (told["state"], told["stored"], told["outcomes"]["gone"], told["guard"]) == (
        "held", False, 3, {"standing": 6, "lost": 3, "allowed": 1, "missing": ["id-set-0", "id-set-1", "id-set-2"], "holds": True},
    )  # fmt: skip
    part = node.json("harvest", "zagreb", "--preview", "2", "--json")
    assert (part["whole"], part["guard"], [item["outcome"] for item in part["items"]]) == (
        False, None, ["unchanged", "unchanged"],
    )  # fmt: skip


def test_the_connectors_are_listed_with_where_they_come_from(node: Node) -> None:
    told = {one["name"]: one for one in node.json("connectors", "list", "--json")}
    assert list(told) == [offer.name for offer in offers()]
    assert told["ckan"]["built_in"]
    assert told["ckan"]["schema"]["properties"]["page_size"]["maximum"] == 1000
    shown = node.run("connectors", "show", "sdmx", "--lang", "sl").splitlines()
    assert shown[0] == "sdmx: vgrajen"
    assert node.run("connectors", "list").splitlines()[0].split()[:3] == ["air-arso", "built", "in"]
    node.run("connectors", "show", "sdmxx", status=1)


def test_the_api_lists_the_connectors_with_a_schema_of_their_options(client: Caller) -> None:
    told = client.get("/api/v1/connectors?lang=sl").json()
    (table,) = [one for one in told["connectors"] if one["name"] == "table"]
    assert table["options"][1] == {
        "name": "separator", "type": "besedilo, znakov največ 1", "required": False, "default": "", "secret": False,
        "means": {
            "en": "The sign between columns of a text file; found out unless told.",
            "sl": "Znak med stolpci besedilne datoteke; sicer se ugotovi.",
            "hr": "Znak između stupaca tekstne datoteke; inače se utvrđuje.",
        },
    }  # fmt: skip
    assert table["schema"]["additionalProperties"] is False
    assert told["count"] == len(offers())
