"""The worked example of comparability.md: every number on the page comes out of commands on the demonstration."""

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from schemas.languages import LANGUAGES
from schemas.side_by_side.laid_open import TABLES
from tests.journeys.node import Node
from tests.journeys.test_published_figures import CITIES, compare

PAGE = Path(__file__).resolve().parents[2] / "docs/comparability.md"
PLACES = tuple(part for city in CITIES for part in ("--place", city))
MARKED = re.compile(r"^<!-- table (\w+) -->\n((?:.+\n)+)", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
HEADLINE = re.compile(r"^\| (\w+) \| ([\d,.]+) \| ([\d,]+) \([^)]*\) \| ([\d.]+) \|$", re.MULTILINE)
NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,])\d+\.\d+(?: %)?")
LINK = re.compile(r"\]\([^)]*\)")


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def plain(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def outputs(text: str) -> str:
    """What commands print of a page: the tables below marks, and the blocks of commands."""
    return "\n".join([*(table for _, table in MARKED.findall(text)), *FENCED.findall(text)])


def prose(text: str) -> str:
    """The page without what commands print and without where links lead."""
    return LINK.sub("]", FENCED.sub("", MARKED.sub("", text)))


@pytest.mark.parametrize("name", TABLES)
def test_every_table_of_the_page_is_what_the_command_prints(name: str, demo_node: Node) -> None:
    tables = dict(MARKED.findall(page()))
    assert tables[name] == demo_node.run("report", "comparability", *PLACES, "--table", name)


def test_the_page_filled_anew_is_the_page(demo_node: Node, tmp_path: Path) -> None:
    copy = tmp_path / "page.md"
    copy.write_text(MARKED.sub(r"<!-- table \1 -->\nold\n", page()), encoding="utf-8")
    demo_node.run("report", "comparability", *PLACES, "--fill", str(copy))
    assert copy.read_text(encoding="utf-8") == page()


def test_the_headline_is_the_printed_totals_divided_by_the_inhabitants_named(demo_node: Node) -> None:
    found = compare(demo_node, "GHG.TOT", *CITIES)["places"]
    printed = {one["name"]: Decimal(one["published"]["value"]) for one in found}
    rows = HEADLINE.findall(page())
    assert {city: plain(total) for city, total, _, _ in rows} == printed
    assert [_tenths(plain(total) / plain(people)) for _, total, people, _ in rows] == [
        Decimal(each) for *_, each in rows
    ]


def _tenths(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def derived(demo_node: Node) -> Mapping[str, Decimal]:
    """The numbers that the page reckons itself, from figures that commands give."""
    (reason,) = (
        one
        for pair in compare(demo_node, "GHG.TOT", "SI_052", "SI_133")["pairs"]
        for one in pair["reasons"]
        if one["dimension"] == "internal_sum"
    )
    industry = compare(demo_node, "GHG.SEC", "SI_061", "SI_133", sector="IV", profile="AS-PUBLISHED")[
        "places"
    ][1]
    return {"3,476.84": Decimal(industry["published"]["value"]) - Decimal(reason["tonnes"])}


def test_every_number_of_the_text_stands_in_what_a_command_prints(demo_node: Node) -> None:
    text = page()
    reckoned = derived(demo_node)
    assert {said: plain(said) for said in reckoned} == reckoned
    told = set(NUMBER.findall(outputs(text))) | set(reckoned)
    said = set(NUMBER.findall(HEADLINE.sub("", prose(text))))
    assert len(said) > 10
    assert said - told == set()


def test_one_factor_moves_three_cities_by_the_tonnes_that_the_page_tells(demo_node: Node) -> None:
    common = compare(demo_node, "GHG.TOT", *CITIES, factors="common")["places"]
    moved = {
        one["place"]: {step["step"]: Decimal(step["delta"]) for step in one["harmonised"]["steps"]}
        for one in common
    }
    whole = Decimal(1)
    assert {place: steps["elec_factor"].quantize(whole) for place, steps in moved.items() if "elec_factor" in steps} == {
        "SI_052": Decimal(-8028), "SI_061": Decimal(-311627), "SI_133": Decimal(-26408),
    }  # fmt: skip
    assert moved["HR_01333"]["ef_basis"].quantize(whole) == -277606


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_whole_report_is_written_in_every_language(lang: str, demo_node: Node) -> None:
    said = demo_node.run("report", "comparability", *PLACES, "--lang", lang)
    assert len(re.findall(r"^## ", said, re.MULTILINE)) == len(TABLES)
    assert re.findall(r"side_by_side\.|compare\.\w+\.", said) == []


def test_a_report_on_places_with_nothing_in_common_says_so_and_invents_nothing(demo_node: Node) -> None:
    said = demo_node.run("report", "comparability", "--place", "SI_052", "--place", "SI_001", "--lang", "sl")
    assert "Ni celice, ki bi jo imeli vsi kraji." in said
    assert "| Ajdovščina | – | – | – | – | – | – |" in said


def test_energy_is_laid_open_without_emission_factors(demo_node: Node) -> None:
    asked = ("--indicator", "EN.FEC", "--profile", "ENERGY")
    said = demo_node.run(
        "report", "comparability", *PLACES, *asked, "--table", "electricity", "--table", "fuels"
    )
    assert said == (
        "## Electricity, with one factor for a grid and year\n\nThese figures are no emissions.\n\n"
        "## Fuels, with the factors of combustion\n\nNo source prints both energy and emissions of its fuels.\n"
    )


def test_a_table_that_there_is_not_is_told_with_those_that_there_are(demo_node: Node, tmp_path: Path) -> None:
    said = demo_node.run("report", "comparability", *PLACES, "--table", "print", code=1)
    assert said.startswith("error: table='print': expected one of printed, statements, adjusted, ")
    copy = tmp_path / "page.md"
    copy.write_text("<!-- table heat -->\n", encoding="utf-8")
    assert "table='heat'" in demo_node.run("report", "comparability", *PLACES, "--fill", str(copy), code=1)
    assert copy.read_text(encoding="utf-8") == "<!-- table heat -->\n"
