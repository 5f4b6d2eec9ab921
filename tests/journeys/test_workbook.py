"""A city's own workbook: filled from the template, reported cell by cell, published, compared and explained."""

import io
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.journeys.node import Node
from tests.journeys.test_published_figures import compare

BASIS: dict[str, str | int] = {
    "Place code": "SI_052",
    "Organisation": "mestna-obcina-kranj",
    "Base year": 2018,
    "Document title": "Climate City Contract of Kranj",
    "Number format": "1.234,5",
    "Land use in the total": "NET: including net LULUCF",
    "GWP set": "AR5: IPCC fifth assessment report",
    "Electricity factor (t CO2e/MWh)": "0,358",
    "Energy of industry": "IV: Industry energy filed under IPPU",
}
EMISSIONS: dict[str, tuple[str | int | None, ...]] = {
    "Buildings": ("41.280", "24.551", "-", "65.831"),
    "Transport": ("67.346", "722", "-", "68.068"),
    "Waste": ("20.655", "388", "5.711", "26.754"),
    "Industrial Process and Product Use (IPPU)": ("27.256", "-", "-", "27.256"),
    "Agriculture, Forestry and Land Use (AFOLU) sources": ("55.568", "-", "-", "55.568"),
    "of which agriculture": ("40.667", None, None, "40.667"),
    "of which land use": ("14.901", None, None, "14.901"),
    "Agriculture, Forestry and Land Use (AFOLU) sinks": ("- 4.645", "-", "-", "- 4.645"),
    "Total": ("207.460", "25.661", "5.711", "238.832"),
}
ENERGY: dict[tuple[str, str], tuple[str | int | None, ...]] = {
    ("Buildings", "Heating oil"): (42178, None),
    ("Buildings", "Biomass"): (43158, None),
    ("Buildings", "Natural gas"): (70851, None),
    ("Buildings", "Electricity"): (None, 68579),
    ("Buildings", "District heating"): (49341, None),
    ("Transport", "Diesel"): (200496, None),
    ("Transport", "Gasoline"): (55477, None),
    ("Transport", "Electricity"): (None, 2016),
}


Row = tuple[str | int | None, ...]


def filled(template: bytes, changes: dict[str, Row] | None = None) -> bytes:
    """Fill the template as Kranj's contract prints it, with some rows changed."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    basis = {cell.value: cell.row for cell in book["Basis"]["A"]}
    for field, value in BASIS.items():
        write(book["Basis"], basis[field], 2, (value,))
    for row, values in {**EMISSIONS, **(changes or {})}.items():
        number = next(cell.row for cell in book["A-1.3"]["A"] if cell.value == row)
        write(book["A-1.3"], number, 3, values)
    for (sector, carrier), energy in ENERGY.items():
        sheet = book["A-1.1"]
        number = next(
            row[0].row for row in sheet.iter_rows() if (row[0].value, row[1].value) == (sector, carrier)
        )
        write(sheet, number, 4, energy)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def write(sheet: Worksheet, row: int | None, column: int, values: Row) -> None:
    assert row is not None
    for offset, value in enumerate(values):
        if value is not None:
            sheet.cell(row, column + offset).value = value


@pytest.fixture
def template(node: Node, tmp_path: Path) -> bytes:
    file = tmp_path / "template.xlsx"
    node.run("template", "ghg-inventory", "-o", str(file))
    return file.read_bytes()


def test_a_filled_workbook_is_reported_cell_by_cell_and_published(
    node: Node, tmp_path: Path, template: bytes
) -> None:
    node.run("harvest", "kranj-contract")
    file = tmp_path / "kranj.xlsx"
    file.write_bytes(filled(template))
    report = node.run("import", str(file), "--place", "SI_052")
    assert "A-1.3!F5: 65.831 -> GHG.SEC sector I scope _T carrier _T = 65831 T_CO2E" in report
    assert "A-1.1!E6: 68579 -> EN.FEC sector I scope S2 carrier ELEC = 68579 MWH" in report
    assert "import again with --publish" in report
    assert "published as source workbook-si-052 (added)" in node.run(
        "import", str(file), "--place", "SI_052", "--publish"
    )
    assert "(unchanged)" in node.run("import", str(file), "--place", "SI_052", "--publish")


def test_a_changed_cell_shows_in_the_comparison_and_leads_back_to_itself(
    node: Node, tmp_path: Path, template: bytes
) -> None:
    node.run("harvest")
    file = tmp_path / "kranj.xlsx"
    changes: dict[str, Row] = {
        "Buildings": ("41.281", "24.551", "-", "65.832"),
        "Total": ("207.461", "25.661", "5.711", "238.833"),
    }
    file.write_bytes(filled(template, changes))
    node.run("import", str(file), "--place", "SI_052", "--publish")
    places = ("SI_052", "SI_061")
    asked = compare(node, "GHG.TOT", *places, source="workbook-si-052")
    assert [one["published"]["value"] for one in asked["places"]] == [238833, 2301669]
    assert asked["places"][0]["harmonised"]["value"] == 228577
    unasked = compare(node, "GHG.TOT", *places)
    assert unasked["places"][0]["published"]["value"] == 238832
    said = node.run(
        "explain", "GHG.SEC", "SI_052", "2018", "--sector", "I", "--scope", "_T", "--source", "workbook-si-052",
        "--verify",
    )  # fmt: skip
    assert "65.832" in said
    assert "A-1.3!F5" in said
    assert "give 65832, as published" in said


def test_a_wrong_cell_refuses_the_workbook_and_names_itself(
    node: Node, tmp_path: Path, template: bytes
) -> None:
    file = tmp_path / "kranj.xlsx"
    file.write_bytes(filled(template, {"Buildings": ("41,280.5", "24.551", "-", "65.831")}))
    report = node.run("import", str(file), "--place", "SI_052", "--publish", code=1)
    assert "A-1.3!C5: found 41,280.5" in report.replace("kranj.xlsx ", "")
    assert "not published" in report
    assert "no observation" in node.run("explain", "GHG.SEC", "SI_052", "2018", "--sector", "I", code=1)


def test_a_workbook_of_another_place_is_refused(node: Node, tmp_path: Path, template: bytes) -> None:
    file = tmp_path / "kranj.xlsx"
    file.write_bytes(filled(template))
    assert "SI_052, as the workbook's Basis sheet says" in node.run(
        "import", str(file), "--place", "SI_061", code=1
    )


# A file of anybody's making

EMISSIONS_CSV = """Mestna občina Kranj: emisije TGP 2018 (t CO2e)

Sektor;Obseg 1;Obseg 2;Skupaj
Stavbe;41.280;24.551;65.831
Promet;67.346;722;68.068
Skupaj;108.626;25.273;133.899
"""


def test_a_citys_own_table_is_mapped_saved_checked_and_imported(node: Node, tmp_path: Path) -> None:
    file, saved = tmp_path / "emisije.csv", tmp_path / "emisije.toml"
    file.write_bytes(EMISSIONS_CSV.encode("cp1250"))
    shown = node.run("map", str(file), "--save", str(saved))
    assert "certain   locale = sl: 2 printed sums close only if numbers are written 1.234,5" in shown
    assert "B4: 41.280 T_CO2E -> GHG.SEC SI_052 2018 I S1 _T = 41280 T_CO2E" in shown
    assert "Sum check: 6 of 6 printed totals close" in shown
    assert "in order" in node.run("sources", "check", str(saved))
    done = node.run("import", str(file), "--place", "SI_052", "--mapping", str(saved), "--publish")
    assert "9 cells read; published as source emisije (added)." in done
    told = node.run(
        "explain", "GHG.SEC", "SI_052", "2018", "--sector", "I", "--scope", "S1", "--source", "emisije", "--verify"
    )  # fmt: skip
    assert "B4" in told
    assert "give 41280, as published" in told


def test_a_mapping_with_an_open_question_is_saved_as_a_draft_only(node: Node, tmp_path: Path) -> None:
    file, saved = tmp_path / "figures.csv", tmp_path / "figures.toml"
    file.write_text("Sektor;2018\nStavbe;65.831\nPromet;68.068\n", encoding="utf-8")
    said = ("map", str(file), "--place", "SI_052", "--indicator", "GHG.SEC", "--unit", "T_CO2E")
    assert "--locale" in node.run(*said)
    assert "not saved" in node.run(*said, "--save", str(saved), code=1)
    assert not saved.exists()
    node.run(*said, "--save", str(saved), "--draft")
    assert "# ask: locale" in saved.read_text(encoding="utf-8")
    told = node.json(*said, "--locale", "sl", "--json")
    assert (told["publishable"], [row["value"] for row in told["tables"][0]["rows"]]) == (
        True,
        [65831, 68068],
    )


def test_a_file_at_an_address_is_mapped_and_harvested(node: Node, tmp_path: Path) -> None:
    saved = tmp_path / "velenje.toml"
    url = f"{node.addresses['files']}/velenje-a-1-3.csv"
    shown = node.run("map", url, "--period", "2018", "--source", "velenje-mapped", "--save", str(saved))
    assert "B8: 35814.44 is printed, its 5 parts add up to 45700.27; the difference is -9885.83" in shown
    node.run("sources", "import", str(saved))
    assert "done" in node.run("harvest", "velenje-mapped")


def test_a_citys_own_indicators_are_recorded_in_its_words_when_their_workbook_is_published(
    node: Node, tmp_path: Path
) -> None:
    template = tmp_path / "template.xlsx"
    node.run("template", "indicators", "-o", str(template), "--lang", "sl")
    book = openpyxl.load_workbook(template)
    basis = {cell.value: cell.row for cell in book["Basis"]["A"]}
    for field in ("Place code", "Organisation", "Base year", "Document title", "Number format"):
        write(book["Basis"], basis[field], 2, (BASIS[field],))
    write(
        book["B-3.1"], 5, 1, ("OI 2.1", "Dolžina kolesarskih povezav", "MO.CYCLE", "exactMatch", "km", "70")
    )
    write(book["B-3.1"], 6, 1, ("OI 0.1", "Delež zmanjšanja emisij v vrzeli", None, None, "%", "20"))
    filled_in = tmp_path / "indicators.xlsx"
    book.save(filled_in)
    done = node.run("import", str(filled_in), "--place", "SI_052", "--publish")
    assert "B-3.1!F5: 70 -> MO.CYCLE sector _T scope _T carrier _T = 70 KM" in done
    assert "published as source workbook-si-052" in done
