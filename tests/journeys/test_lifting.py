"""What would make the demonstration's cities comparable, asked at the command line, and the letters it writes."""

import re
import shlex

import pytest

from tests.journeys.node import Node
from tests.journeys.test_documented_commands import BLOCK, DOCS, pattern

FOUR = ("--place", "SI_052", "--place", "SI_133", "--place", "SI_061", "--place", "HR_01333")


def test_the_documented_answer_is_what_is_printed(demo_node: Node) -> None:
    [block] = BLOCK.findall((DOCS / "lifting.md").read_text(encoding="utf-8"))
    [example] = re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]
    command, _, printed = example.partition("\n")
    found = demo_node.run(*shlex.split(command)[1:])
    assert pattern(printed).fullmatch(found), found


def test_what_is_missing_between_the_four_cities_makes_sense(demo_node: Node) -> None:
    answer = demo_node.json("lifts", "GHG.TOT", *FOUR, "--json")
    assert {
        "recalculation.HR_01333.ef_basis.STD_GHG",
        "grid_factor.SI.2018",
        "cells.HR_01333.III",
        "cells.HR_01333.V.1_V.3",
        "recalculation.SI_052.waste.GENERATED",
        "closed_table.SI_133",
        "statement.SI_133.ets",
        "statement.HR_01333.ets",
        "answer.SI_133.2018",
        "year.HR_01333.2018",
    } <= {one["id"] for one in answer["lifts"]}
    assert answer["smallest_set"] == ["cells.HR_01333.III", "cells.HR_01333.V.1_V.3"]
    assert (answer["verdict_after"], answer["remaining"]) == ("with_caveats", [])


@pytest.mark.parametrize(
    ("lang", "subject"),
    [
        ("en", "Subject: request for data – figures for the sector “waste”"),
        ("sl", "Zadeva: prošnja za podatke – vrednosti za sektor »odpadki in odpadne vode«"),
        ("hr", "Predmet: molba za dostavu podataka – vrijednosti za sektor „otpad i otpadne vode”"),
    ],
)
def test_a_letter_is_written_by_id(demo_node: Node, lang: str, subject: str) -> None:
    printed = demo_node.run(
        "lifts", "GHG.TOT", *FOUR, "--letter", "cells.HR_01333.III", "--lang", lang, "--date", "2026-12-01"
    )
    assert subject in printed
    assert printed.splitlines()[1] == "2026-12-01"


def test_a_letter_that_is_not_there_is_an_error_of_one_line(demo_node: Node) -> None:
    printed = demo_node.run("lifts", "GHG.TOT", *FOUR, "--letter", "99", code=1)
    assert printed.startswith("error: no letter '99' belongs to this comparison; there are: ")
