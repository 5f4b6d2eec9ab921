"""Slovenia and the cities as the demonstration's sources see them, asked at the command line."""

import re
import shlex
from decimal import Decimal
from typing import Any

from tests.journeys.node import Node
from tests.journeys.test_documented_commands import BLOCK, DOCS, pattern


def mirror(node: Node, place: str, *asked: str) -> dict[str, dict[str, Any]]:
    answer = node.json("mirror", place, *asked, "--json")
    return {one["title"]: one for one in answer["sources"]}


def test_slovenia_2021_is_told_otherwise_by_each_source(demo_node: Node) -> None:
    found = mirror(demo_node, "SI", "--period", "2021")
    assert {title: (one["value"], one["level"]) for title, one in found.items()} == {
        "Eurostat": (Decimal(16149770), "eu"),
        "UNFCCC, national inventories": (Decimal(16106477), "national"),
        "EDGAR v7.0 (AR4)": (Decimal("18446999.803205"), "eu"),
        "EDGAR v7.0 (AR5)": (Decimal("19202553.18540847"), "eu"),
        "Climate TRACE": (Decimal(18990444), "other"),
        "Climate Watch": (Decimal(16460000), "other"),
        "Global Carbon Budget 2022": (Decimal(12549330), "other"),
    }
    assert [part["amount"] for part in found["EDGAR v7.0 (AR4)"]["difference"]["parts"] if part["part"] == "gwp_set"] == [
        Decimal("-755553.38220347")
    ]  # fmt: skip
    assert found["Climate Watch"]["difference"]["parts"][0]["amount"] == Decimal("1085440")


def test_each_city_has_a_second_figure_and_its_own_is_the_reference(demo_node: Node) -> None:
    for place, own in (
        ("SI_052", "238832"),
        ("SI_061", "2301669"),
        ("SI_133", "171276.25"),
        ("HR_01333", "2927203.98"),
    ):
        first, *others = mirror(demo_node, place).values()
        assert (first["value"], first["level"], first["reference"]) == (Decimal(own), "local", True)
        assert [one["difference"]["residual"] is not None for one in others] == [True] * len(others) != []


def test_the_documented_mirror_is_what_is_printed(demo_node: Node) -> None:
    [block] = BLOCK.findall((DOCS / "mirror.md").read_text(encoding="utf-8"))
    [example] = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    command, _, printed = example.partition("\n")
    found = demo_node.run(*shlex.split(command)[1:])
    assert pattern(printed).fullmatch(found), found
