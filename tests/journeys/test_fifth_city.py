"""A fifth Mission city joins by workbook alone: Gabrovo, which no list here knows, in a country that none does.

Its figures are real: Climate City Contract of Gabrovo, Climate Neutrality Action Plan, tables A-1.1.2, A-1.3, A-1.4.2
and A-2.2, in the text version at github.com/Open-Earth-Foundation/Query_mechanism_urbind @ 312462e, documents/gabrovo.md
(machine-converted from PDF: to be checked against the original). Facts with citation; the contract states no licence.
"""

import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.fakes.postgres import new_database
from tests.journeys.node import Node
from tests.journeys.test_published_figures import CITIES, compare, published

Rows: TypeAlias = Mapping[tuple[str, ...], tuple[str, ...]]
GABROVO = "BG_GAB05"
PLACE = {"Place code": GABROVO, "Place name": "Gabrovo", "Country": "BG: Bulgaria"}
DOCUMENT = {
    "Organisation": "obshtina-gabrovo",
    "Document title": "Climate City Contract of Gabrovo",
    "Number format": "1,234.5",
}
BASIS = {
    **PLACE,
    **DOCUMENT,
    "Base year": "2018",
    "Land use in the total": "NET",
    "GWP set": "AR5: IPCC fifth assessment report",
    "Basis of emission factors": "STD_CO2",
    "Electricity factor (t CO2e/MWh)": "0.461",
    "Energy of industry": "I",
    "Biogenic CO2": "ZERO",
}
INVENTORY: Rows = {
    ("A-1.1", "Buildings", "All carriers"): ("170 325", "258 628", "-", "428 953"),
    ("A-1.1", "Buildings", "Natural gas"): ("33 724", "-", "-", "33 724"),
    ("A-1.1", "Buildings", "Heating oil"): ("13 247", "-", "-", "13 247"),
    ("A-1.1", "Buildings", "LPG"): ("4 448", "-", "-", "4 448"),
    ("A-1.1", "Buildings", "Coal"): ("55 488", "-", "-", "55 488"),  # lignite 1 247, other coal 54 241
    ("A-1.1", "Buildings", "Biomass"): ("58 290", "-", "-", "58 290"),  # biofuels 54 821, other biomass 3 469
    ("A-1.1", "Buildings", "Other"): ("5 129", "-", "-", "5 129"),
    ("A-1.1", "Buildings", "District heating"): ("-", "19 328", "-", "19 328"),
    ("A-1.1", "Buildings", "Electricity"): ("-", "239 300", "-", "239 300"),
    ("A-1.1", "Transport", "All carriers"): ("378 385", "-", "-", "378 385"),
    ("A-1.1", "Transport", "Natural gas"): ("5 337", "-", "-", "5 337"),
    ("A-1.1", "Transport", "LPG"): ("48 046", "-", "-", "48 046"),
    ("A-1.1", "Transport", "Diesel"): ("261 848", "-", "-", "261 848"),
    ("A-1.1", "Transport", "Gasoline"): ("63 154", "-", "-", "63 154"),
    ("A-1.3", "Buildings"): ("31 117", "111 601", "-", "142 719"),
    ("A-1.3", "Transport"): ("97 609", "-", "-", "97 609"),
    ("A-1.3", "Waste"): ("17 503", "-", "-", "17 503"),
    ("A-1.3", "Industrial Process and Product Use (IPPU)"): ("-", "-", "-", "-"),
    ("A-1.3", "Agriculture, Forestry and Land Use (AFOLU) sources"): ("-", "-", "-", "-"),
    ("A-1.3", "Agriculture, Forestry and Land Use (AFOLU) sinks"): ("-41 088", "-", "-", "-41 088"),
    ("A-1.3", "Total"): ("105 142", "111 601", "-", "216 743"),
}
TARGETS: Rows = {
    ("A-2.1", "1 Baseline emissions"): ("400 573",),
    ("A-2.1", "2 Target reduction"): ("322 280", "80.5"),
    ("A-2.1", "4 Emissions gap"): ("127 337",),
    ("A-2.1", "6 Residual emissions"): ("78 293",),
}


def filled(template: bytes, basis: Mapping[str, str], rows: Rows) -> bytes:
    """Fill a template in as a person does: beside the labels, below the headings."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    for row in book["Basis"].iter_rows(min_row=4):
        if row[0].value in basis:
            row[1].value = basis[str(row[0].value)]
    for (name, *labels), texts in rows.items():
        sheet = book[name]
        assert isinstance(sheet, Worksheet)
        first = 1 + next(cell.column for cell in sheet[4] if cell.value == "Translation")
        number = next(
            row[0].row
            for row in sheet.iter_rows(min_row=5)
            if [cell.value for cell in row[: len(labels)]] == labels
        )
        for column, text in enumerate(texts, start=first):
            sheet.cell(int(number or 0), column).value = text
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def fill(node: Node, set_name: str, basis: Mapping[str, str], rows: Rows) -> Path:
    """Get a set's template by the command line and fill it in."""
    file = node.folder / f"gabrovo-{set_name}.xlsx"
    node.run("template", set_name, "-o", str(file))
    file.write_bytes(filled(file.read_bytes(), basis, rows))
    return file


@pytest.fixture(scope="module")
def joined(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, demo_node: Node
) -> tuple[Node, str]:
    """A node with the four cities that Gabrovo joined, and what the import said."""
    folder = tmp_path_factory.mktemp("fifth")
    own = f"sqlite:///{folder / 'var' / 'ogledalo.db'}"
    on_sqlite = demo_node.database_url.startswith("sqlite")
    node = Node(folder, own if on_sqlite else new_database(request.getfixturevalue("postgres_url")), {})
    demo_node.run("backup", str(folder / "node.tar.gz"))
    node.run("restore", str(folder / "node.tar.gz"))
    inventory = fill(node, "ghg-inventory", BASIS, INVENTORY)
    said = node.run("import", str(inventory), "--place", GABROVO, "--publish")
    targets = fill(
        node,
        "targets",
        {**PLACE, **DOCUMENT, "Base year": "2008", "Land use in the total": "EX", "GWP set": "AR5"},
        TARGETS,
    )
    node.run("import", str(targets), "--place", GABROVO, "--publish")
    return node, said


def test_a_filled_workbook_declares_its_place_and_is_read_cell_by_cell(joined: tuple[Node, str]) -> None:
    node, said = joined
    assert said.splitlines()[:2] == ["New here: Bulgaria (BG).", "New here: Gabrovo (BG_GAB05)."]
    assert "A-1.3!F13: 216 743 -> GHG.NET sector _T scope _T carrier _T = 216743 T_CO2E" in said
    assert said.endswith("84 cells read; published as source workbook-bg-gab05 (added).\n")
    again = node.run(
        "import", str(node.folder / "gabrovo-ghg-inventory.xlsx"), "--place", GABROVO, "--publish"
    )
    assert again.endswith("84 cells read; published as source workbook-bg-gab05 (unchanged).\n")
    assert "New here" not in again


def test_the_fifth_city_stands_beside_the_four_and_changes_none_of_them(
    joined: tuple[Node, str], demo_node: Node
) -> None:
    node, _ = joined
    four, five = compare(demo_node, "GHG.TOT", *CITIES), compare(node, "GHG.TOT", *CITIES, GABROVO)
    assert published(five) == {**published(four), GABROVO: ("GHG.NET", Decimal(216743), "T_CO2E")}
    harmonised = five["places"][-1]["harmonised"]
    assert harmonised["value"] == 257830
    assert [(step["step"], step["delta"]) for step in harmonised["steps"]] == [
        ("scope", -1),
        ("lulucf", 41088),
    ]
    assert (five["coverage"]["cells"], five["rank"]) == (["I", "II"], None)
    covered = [(one["place"], one["value"], one["delta"]) for one in five["coverage"]["values"]]
    before = [(one["place"], one["value"], one["delta"]) for one in four["coverage"]["values"]]
    assert covered == [*before, (GABROVO, 240327, -17503)]


def test_what_stands_between_it_and_each_of_the_four_is_told_in_tonnes(joined: tuple[Node, str]) -> None:
    pairs = {
        pair["places"][0]: (pair["verdict"], gravest(pair))
        for pair in compare(joined[0], "GHG.TOT", *CITIES, GABROVO)["pairs"]
        if pair["places"][1] == GABROVO
    }
    assert pairs == {
        "SI_052": ("not_comparable", ("scope_coverage", Decimal(40667))),
        "SI_061": ("with_caveats", ("waste", Decimal(48500))),
        "SI_133": ("not_comparable", ("scope_coverage", Decimal("9855.3"))),
        "HR_01333": ("not_comparable", ("scope_coverage", Decimal(17503))),
    }


def gravest(pair: dict[str, Any]) -> tuple[str, Decimal]:
    """Give the first reason of a pair, with its tonnes."""
    return pair["reasons"][0]["dimension"], Decimal(pair["reasons"][0]["tonnes"])


def test_its_figure_leads_back_to_the_cell_of_the_workbook_and_comes_out_again(
    joined: tuple[Node, str],
) -> None:
    said = joined[0].json(
        "explain", "GHG.SEC", GABROVO, "2018", "--sector", "I", "--scope", "S2", "--verify", "--json"
    )
    assert (said["cell"], said["raw_value"]) == ("A-1.3!D5", "111 601")
    assert said["document"]["url"] == "gabrovo-ghg-inventory.xlsx"
    assert (said["verified"]["holds"], said["verified"]["failures"]) == (True, [])


def test_its_owner_sees_the_question_about_its_figures_before_the_public(joined: tuple[Node, str]) -> None:
    node, _ = joined
    (line,) = node.run("findings", "list", "--place", GABROVO).splitlines()
    assert "A-1.3!C8: found -." in line
    assert line.endswith("[S8]")
    assert all(reason["dimension"] != "findings" for reason in reasons_on(node, "SI_052", GABROVO))
    node.run("findings", "reply", line.split()[0], "--state", "accepted", "--text", "It does not occur: NO.")
    assert "obshtina-gabrovo, accepted: It does not occur: NO." in node.run(
        "findings", "list", "--place", GABROVO
    )


def reasons_on(node: Node, *places: str) -> list[dict[str, Any]]:
    """Give the reasons between two places."""
    (pair,) = compare(node, "GHG.TOT", *places)["pairs"]
    found: list[dict[str, Any]] = pair["reasons"]
    return found


def test_its_target_is_a_level_and_its_reduction_is_none(joined: tuple[Node, str]) -> None:
    told = joined[0].json("progress", GABROVO, "--json")
    (target,) = told["targets"]
    said = {name: (target[name]["value"], target[name]["how"]) for name in ("level", "reduction", "residual")}
    assert (told["baseline"]["value"], told["baseline"]["period"]) == (400573, "2008")
    assert said == {
        "level": (78293, "computed"), "reduction": (322280, "printed"), "residual": (78293, "printed"),
    }  # fmt: skip


def test_what_is_held_of_it_and_what_is_missing_is_told(joined: tuple[Node, str]) -> None:
    asked = [part for code in ("GHG.NET", "EN.FEC", "CX.POP") for part in ("--indicator", code)]
    said = joined[0].run("coverage", "--place", GABROVO, "--level", "local", *asked)
    assert [line.split()[0] for line in said.splitlines() if "missing:" in line] == ["CX.POP"]
    assert "216743 T_CO2E 2018" in said


def test_without_its_inhabitants_nothing_is_divided_and_the_reason_is_told(joined: tuple[Node, str]) -> None:
    answer = compare(joined[0], "GHG.CAP", "SI_052", GABROVO)
    told = answer["places"][1]
    assert (told["harmonised"], told["population"], answer["rank"]) == (None, None, None)
    assert [(reason["level"], reason["dimension"]) for reason in told["reasons"]] == [
        ("BLOCKER", "population")
    ]


def test_the_place_goes_out_with_what_is_registered(joined: tuple[Node, str]) -> None:
    assert 'code = "BG_GAB05"' in joined[0].run("sources", "export")


LAHTI = "FI_398"
NEWCOMER = {
    "Place code": LAHTI, "Place name": "Lahti", "Country": "FI: Finland", "Organisation": "lahden-kaupunki",
    "Base year": "2018", "Document title": "Inventory of Lahti (invented figures)", "Number format": "1.234,5",
    "Land use in the total": "EX",
}  # fmt: skip
PRINTED: Rows = {
    ("A-1.3", "Buildings"): ("88 100,5", "201 300", "-", "289 400,5"),
    ("A-1.3", "Transport"): ("150.200", "-", "-", "150.200"),
    ("A-1.3", "Waste"): ("17503", "NO", "NO", "17503"),
    ("A-1.3", "Total"): ("255.803,5", "201 300", "-", "457.103,5"),
}
MISSING = {**NEWCOMER, "Number format": "", "Base year": "2018/19"}


def slipped(content: bytes, sheet: str, cell: str, text: str) -> bytes:
    """Write over a cell of a workbook, as a newcomer does."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    book[sheet][cell].value = text
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def test_a_newcomers_slips_each_say_how_to_mend_and_the_mended_workbook_is_published(
    joined: tuple[Node, str],
) -> None:
    node, _ = joined
    file = node.folder / "lahti.xlsx"
    node.run("template", "ghg-inventory", "-o", str(file))
    template = file.read_bytes()

    def sent(content: bytes, code: int = 1) -> str:
        file.write_bytes(content)
        return node.run("import", str(file), "--place", LAHTI, "--publish", code=code)

    good = filled(template, NEWCOMER, PRINTED)
    renamed = slipped(
        slipped(filled(template, MISSING, PRINTED), "A-1.3", "C4", "Emissions"), "A-1.1", "H4", "Note"
    )
    for told in (
        "Write “Base year” into Basis!B6",
        "Write “Number format” into Basis!B8",
        "Write “Scope 1” into A-1.3!C4",
    ):
        assert told in sent(renamed)
    assert "Restore the label in A-1.3!A6" in sent(slipped(good, "A-1.3", "A6", "Trafic"))
    assert "Expected: figures in rows 5 to 13" in sent(slipped(good, "A-1.3", "C20", "77"))
    assert "Write the figures into the coloured cells" in sent(filled(template, NEWCOMER, {}))
    assert "A-1.3!C5: found ca. 88 100" in sent(slipped(good, "A-1.3", "C5", "ca. 88 100"))
    other = sent(filled(template, {**NEWCOMER, "Number format": "1,234.5"}, PRINTED))
    assert "A-1.3!C5: found 88 100,5. Expected: a number written as 1,234.5" in other
    assert sent(good, code=0).endswith("16 cells read; published as source workbook-fi-398 (added).\n")
    assert published(compare(node, "GHG.TOT", LAHTI, GABROVO))[LAHTI] == (
        "GHG.TOT",
        Decimal("457103.5"),
        "T_CO2E",
    )
