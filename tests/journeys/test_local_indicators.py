"""A city's own indicators by the command line: read from a file, listed, proposed what they may be near to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.journeys.node import Node

ROWS = [
    {
        "Indicator Name": "I-3 Local RES energy production",
        "Indicator Unit": "MWh",
        "Definition": "made in the city",
    },
    {"Indicator Name": "I5- Number of rental stations", "Indicator Unit": "number"},
]


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A node with nothing in it."""
    made = Node(tmp_path, f"sqlite:///{tmp_path / 'var' / 'ogledalo.db'}", {})
    made.run("migrate")
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a city's indicators, as the contract's table has them."""
    path = tmp_path / "velenje.json"
    path.write_text(json.dumps(ROWS), encoding="utf-8")
    return path


def test_a_file_is_recorded_and_says_what_each_may_be_near_to(node: Node, file: Path) -> None:
    printed = node.run("indicators", "import", str(file), "--place", "SI_133")
    assert "added      si-133-i-3-local-res-energy-production" in printed
    assert "closeMatch EN.RES.GEN: Its words fit: res energy production." in printed
    assert "none of ours seems near" in printed
    assert "unchanged  si-133-i5-number-of-rental-stations" in node.run(
        "indicators", "import", str(file), "--place", "SI_133"
    )
    listed = node.run("indicators", "local", "--place", "SI_133")
    assert "SI_133     I-3 Local RES energy production [MWh]  -" in listed
    told = json.loads(node.run("indicators", "local", "--json"))
    assert [one["unit_code"] for one in told] == ["MWH", "NR"]


def test_an_indicator_is_shown_with_what_it_is_elsewhere(node: Node) -> None:
    shown = node.run("indicators", "show", "GHG.TOT")
    assert "eurostat   closeMatch    env_air_gge?airpol=GHG&unit=THS_T&src_crf=TOTX4_MEMONIA  ..2024" in shown
    assert json.loads(node.run("indicators", "show", "GHG.TOT", "--json"))["code"] == "GHG.TOT"
    assert "EN.PUBLIGHT" in node.run("indicators", "list", "--words", "javne razsvetljave", "--lang", "sl")


def test_a_file_that_cannot_be_meant_records_nothing(node: Node, file: Path) -> None:
    file.write_text(json.dumps([*ROWS, {"Indicator Unit": "t"}]), encoding="utf-8")
    assert "3: name" in node.run("indicators", "import", str(file), "--place", "SI_133", code=1)
    assert node.run("indicators", "local") == ""
