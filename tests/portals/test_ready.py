"""The ready sources files: each is in order by itself, all are together, and the command line registers one by its name."""

import tomllib
from pathlib import Path

import pytest

from connectors.ready_errors import UnknownReadyError
from connectors.ready_sources import ready_names, ready_sources, ready_text
from connectors.references import check_sources
from connectors.sources import Known
from schemas.licences import read_licence
from tests.journeys.node import Node

NAMES = (
    "arso", "data-gov-hr", "data-zagreb-hr", "dzs", "eurostat", "geohub-zagreb", "iszz", "opsi", "sistat",
)  # fmt: skip
THEMES = {
    "population": "CX.POP", "electricity": "EN.FEC", "waste": "WA.GEN", "vehicles": "MO.CAR.RATE",
    "air quality": "AQ.PM10", "national GHG": "GHG.TOT",
}  # fmt: skip


def test_there_is_one_for_each_of_the_real_portals() -> None:
    assert ready_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_in_order_by_itself_and_says_whose_it_is(name: str) -> None:
    checked = check_sources(ready_text(name), Known())

    assert checked.problems == ()
    assert checked.file is not None
    (source,) = checked.file.source
    assert source.id == name
    assert source.owner in {one.id for one in checked.file.organisation}
    assert source.attribution
    assert source.url.startswith("https://")
    assert source.schedule or name == "dzs"


def test_all_of_them_are_in_order_one_after_the_other_and_declare_shared_organisations_alike() -> None:
    told: dict[str, object] = {}
    for name in NAMES:
        for one in tomllib.loads(ready_text(name))["organisation"]:
            assert told.setdefault(one["id"], one) == one
    names = [f"{name}:{key}" for name in NAMES for key in tomllib.loads(ready_text(name)).get("maps", {})]
    assert len({name.partition(":")[2] for name in names}) == len(names)
    bases = [one["id"] for name in NAMES for one in tomllib.loads(ready_text(name)).get("basis", [])]
    assert len(set(bases)) == len(bases)


def test_what_a_city_needs_is_brought_under_a_basis_that_says_how_it_was_made() -> None:
    brought = {indicator for ready in ready_sources() for indicator in ready.indicators}

    assert brought >= set(THEMES.values())
    for name in NAMES:
        told = tomllib.loads(ready_text(name))
        bases = {one["id"] for one in told.get("basis", [])}
        assert {mapping["basis"] for mapping in told["source"][0].get("mapping", [])} == bases


def test_no_licence_is_invented_and_those_that_are_stated_are_known() -> None:
    stated = {name: tomllib.loads(ready_text(name))["source"][0].get("licence", "") for name in NAMES}

    assert {name: read_licence(licence).code for name, licence in stated.items()} == {
        "arso": "CC_BY", "data-gov-hr": "NONE", "data-zagreb-hr": "NONE", "dzs": "OTVORENA_DOZVOLA",
        "eurostat": "CC_BY", "geohub-zagreb": "NONE", "iszz": "NONE", "opsi": "NONE", "sistat": "CC_BY",
    }  # fmt: skip


def test_a_name_that_there_is_not_is_told_with_those_that_there_are() -> None:
    with pytest.raises(UnknownReadyError) as told:
        ready_text("SiStaat")

    assert str(told.value) == (
        "ready: found SiStaat. Expected: the name of a ready sources file: " + ", ".join(NAMES) + " (nearest: sistat). "
        "Name one of them, or write a file of your own (docs/sources.md) and name its path. [connectors.ready-name]"
    )  # fmt: skip
    with pytest.raises(UnknownReadyError):
        ready_text("../ready/sistat")


def test_the_command_line_lists_prints_and_registers_them(tmp_path: Path) -> None:
    node = Node(tmp_path, f"sqlite:///{tmp_path / 'ogledalo.db'}", {})
    node.run("migrate")
    listed = node.run("sources", "ready").splitlines()

    assert [line.split()[0] for line in listed] == list(NAMES)
    assert "CX.POP, EN.FEC, WA.GEN, WA.LAND, MO.CAR.RATE" in listed[-1]
    assert node.run("sources", "ready", "iszz") == ready_text("iszz")
    assert [node.run("sources", "import", "--ready", name) for name in NAMES] == [
        f"registered: {name}\n" for name in NAMES
    ]
    assert [line.split()[0] for line in node.run("sources", "list").splitlines()] == list(NAMES)
    assert "nearest: sistat" in node.run("sources", "import", "--ready", "sistaat", code=1)
    assert "name either a sources file or" in node.run("sources", "import", code=1)
