"""The demo's figures: what the issue says of them, and each against the capture it was transcribed from."""

import csv
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from tests.deploy.transcriptions import FIGURES, number, rows, total

SCOPES = ("Scope 1", "Scope 2", "Scope 3")
YEARS = ("2018", "2019", "2020", "2021", "2022")
ZAGREB = ("Households", "Services", "Industry", "Agriculture", "Mobility")
IPPU = "Industrial Process and Product Use (IPPU)"
Cell = tuple[str, str, str, str]  # table, sector, year, scope

CARRIERS = {
    "Electricity": "electricity",
    "Electrical energy": "electricity",
    "District heat": "district_heat",
    "District heating": "district_heat",
    "DH": "district_heat",
    "Natural gas": "natural_gas",
    "Heating oil": "heating_oil",
    "Extra light fuel oil": "heating_oil",
    "Light fuel oil": "heating_oil",
    "Liquefied petroleum gas": "lpg",
    "Gasoline": "gasoline",
    "Petrol": "gasoline",
    "Wood biomass": "biomass",
    "Diesel - railway traffic": "diesel",
}
SECTORS = {
    "Buildings": "buildings",
    "Transport": "transport",
    "Waste": "waste_energy",
    IPPU: "ippu_labelled_energy",
}


def capture(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def printed(shared: Path, city: str) -> dict[Cell, str]:
    """Give what is printed in a city's inventory, cell by cell."""
    captured = capture(shared / "data" / "ccc" / "city_inventories_ccc.csv")
    return {
        (r["table"], r["sector"], r["base_year"], r["scope"]): r["raw_value"]
        for r in captured
        if r["city"] == city
    }


def short(sector: str) -> str:
    """Give the capture's word for a sector as our tables write it."""
    if "(AFOLU)" in sector:
        return "AFOLU sinks" if "Sinks" in sector else "AFOLU sources"
    return "IPPU" if sector == IPPU else sector


def activities(shared: Path, city: str) -> list[tuple[str, str, Decimal]]:
    """Give sector, carrier and MWh of a city's captured energy figures, sorted."""
    captured = capture(shared / "data" / "indicators" / "pilot_energy_activity.csv")
    return sorted(
        (r["ccc_sector"], r["carrier"], Decimal(r["activity_mwh"])) for r in captured if r["city"] == city
    )


def carriers_of(table: list[dict[str, str]], style: str) -> list[tuple[str, str, Decimal]]:
    """Give sector, carrier and MWh of a transcribed A-1.1, its sector totals left out, sorted."""
    found = []
    for row in table:
        if row["Energy carrier"] != "Total":
            carrier = CARRIERS.get(row["Energy carrier"], row["Energy carrier"].lower())
            amounts = [amount for scope in SCOPES if (amount := number(row[scope], style)) is not None]
            found += [(SECTORS.get(row["Sector"], "afolu_energy"), carrier, amount) for amount in amounts]
    return sorted(found)


# ---------------------------------------------------------------- what the printed tables say of themselves


def test_kranj_adds_up_to_its_printed_total() -> None:
    *sectors, whole = rows("workbook/kranj-a-1-3.csv")
    for column in (*SCOPES, "Total"):
        assert total([row[column] for row in sectors], "sl") == number(whole[column], "sl")
    assert whole["Total"] == "238.832"


def test_kranj_activities_add_up_to_its_sectors() -> None:
    sectors, parts = rows("workbook/kranj-a-1-3.csv"), rows("workbook/kranj-a-1-4.csv")
    for sector in ("Buildings", "Transport", "Waste", IPPU):
        [whole] = [row for row in sectors if row["Sector"] == sector]
        for scope in SCOPES:
            found = total([row[scope] for row in parts if row["Sector"] == sector], "sl")
            assert found == (number(whole[scope], "sl") or 0)
    land = total([row["Scope 1"] for row in parts if "(AFOLU)" in row["Sector"]], "sl")
    assert land == total([row["Scope 1"] for row in sectors if "(AFOLU)" in row["Sector"]], "sl") == 50923


def test_velenje_does_not_add_up_and_the_difference_is_the_copied_cell() -> None:
    *sectors, whole = rows("velenje-a-1-3.csv")
    assert total([row["Total"] for row in sectors], "en") == Decimal("181162.08")
    assert whole["Total"] == "171,276.25"
    [copied] = [row["Scope 1"] for row in sectors if row["Sector"] == IPPU]
    energy = [
        row for row in rows("velenje-a-1-1.csv") if row["Sector"] == IPPU and row["Energy carrier"] != "Total"
    ]
    assert number(copied, "en") == total([row["Scope 1"] for row in energy], "en") == Decimal("13362.67")


def test_ljubljana_adds_up_in_every_year_to_within_two_tonnes() -> None:
    *parts, whole = rows("ljubljana-table-7.csv")
    assert whole["2018"] == "2,301,669"
    assert total([row["2018"] for row in parts], "en") == 2301669
    for year in YEARS:
        assert abs(total([row[year] for row in parts], "en") - (number(whole[year], "en") or 0)) <= 2


def test_zagreb_adds_up_to_its_printed_total_and_one_cell_is_a_letter() -> None:
    *carriers, whole = rows("zagreb-table-3.csv")
    assert (
        total([whole[sector] for sector in ZAGREB], "en")
        == number(whole["Total"], "en")
        == Decimal("2927203.98")
    )
    assert [row["Carrier"] for row in carriers if row["Total"] == "c"] == ["Petrol"]


def test_every_energy_table_adds_up_to_its_sector_rows() -> None:
    for name, style, rounding in (
        ("workbook/kranj-a-1-1.csv", "sl", 0),
        ("velenje-a-1-1.csv", "en", Decimal("0.02")),
        ("ljubljana-a-1-1.csv", "en", 1),
    ):
        table = rows(name)
        for whole in (row for row in table if row["Energy carrier"] == "Total"):
            parts = [row for row in table if row["Sector"] == whole["Sector"] and row is not whole]
            for scope in SCOPES:
                other = "sl" if whole[scope] == "13.362,67" else style  # one figure in the other convention
                difference = total([row[scope] for row in parts], style) - (number(whole[scope], other) or 0)
                assert abs(difference) <= rounding, (name, whole, scope)


def test_zagreb_energy_adds_up_to_its_totals_to_within_a_few_megawatt_hours() -> None:
    *carriers, whole = rows("zagreb-energy-2019.csv", ";")
    for row in (*carriers, whole):
        assert abs(total([row[sector] for sector in ZAGREB], "sl") - (number(row["Total"], "sl") or 0)) <= 3
    for column in (*ZAGREB, "Total"):
        assert abs(total([row[column] for row in carriers], "sl") - (number(whole[column], "sl") or 0)) <= 3


def test_the_municipalities_add_up_to_slovenia() -> None:
    state, *municipalities = rows("population-municipalities-si-2020h2.csv", ";")
    assert (state["Šifra občine"], len(municipalities)) == ("0", 212)
    found = total([row["Število prebivalcev"] for row in municipalities], "sl")
    assert found == number(state["Število prebivalcev"], "sl") == 2100126


def test_example_data_says_so_in_every_row() -> None:
    for name in ("elektro-example-customers-2022-2023.csv", "kranj-heat-plan-example.csv"):
        assert all(row["Opomba"].startswith("EXAMPLE DATA") for row in rows(name, ";"))


def test_every_served_file_names_its_source() -> None:
    told = (FIGURES / "SOURCES.md").read_text(encoding="utf-8")
    names = [path.name for path in FIGURES.rglob("*") if path.suffix in {".csv", ".xlsx", ".toml"}]
    assert [name for name in names if f"{name}`" not in told] == []


# ---------------------------------------------------------------- the workbook


def test_the_workbook_holds_the_printed_texts_under_a_header_of_two_rows() -> None:
    sheet = openpyxl.load_workbook(FIGURES / "kranj-a-1-3.xlsx")["A-1.3"]
    header = list(sheet.iter_rows(min_row=4, max_row=5, values_only=True))
    assert header == [("Sector", "Unit", "Scope", None, None, "Total"), (None, None, "1", "2", "3", None)]
    body = [list(row) for row in sheet.iter_rows(min_row=6, max_row=12, values_only=True)]
    assert body == [list(row.values()) for row in rows("workbook/kranj-a-1-3.csv")]
    assert (sheet["A1"].value, sheet["F6"].value, sheet["F12"].value) == (
        "A-1.3: GHG emissions by source sectors",
        "65.831",
        "238.832",
    )


def test_the_workbook_is_made_again_with_the_same_cells_and_bytes(tmp_path: Path) -> None:
    script = FIGURES / "make_workbooks.py"
    subprocess.run([sys.executable, str(script), "--into", str(tmp_path)], check=True, timeout=60)
    made, kept = tmp_path / "kranj-a-1-3.xlsx", FIGURES / "kranj-a-1-3.xlsx"
    for sheet in openpyxl.load_workbook(kept):
        again = openpyxl.load_workbook(made)[sheet.title]
        assert list(again.values) == list(sheet.values)
    assert made.read_bytes() == kept.read_bytes()


# ---------------------------------------------------------------- against the captures


@pytest.mark.parametrize(
    ("city", "name", "table"),
    [
        ("Kranj", "workbook/kranj-a-1-3.csv", "A-1.3"),
        ("Velenje", "velenje-a-1-3.csv", "A-1.3"),
        ("Ljubljana", "ljubljana-a-1-4.csv", "A-1.4"),
    ],
)
def test_an_inventory_by_scope_is_as_printed(shared: Path, city: str, name: str, table: str) -> None:
    cells = printed(shared, city)
    for row in rows(name):
        found = [row[scope] for scope in (*SCOPES, "Total")]
        assert found == [
            cells[table, short(row["Sector"]), "2018", scope] for scope in ("1", "2", "3", "total")
        ]


def test_ljubljanas_years_are_as_printed(shared: Path) -> None:
    cells = printed(shared, "Ljubljana")
    for row in rows("ljubljana-table-7.csv"):
        sector = short(row["Subsector"]).removesuffix(" sources")
        assert [row[year] for year in YEARS] == [cells["Table 7", sector, year, "1+2"] for year in YEARS]


def test_zagrebs_matrix_is_as_printed(shared: Path) -> None:
    cells = printed(shared, "Zagreb")
    for row in rows("zagreb-table-3.csv"):
        for sector in (*ZAGREB, "Total"):
            assert row[sector] == cells["Table 3", f"{sector} / {row['Carrier']}", "2019", "1+2 (not split)"]


@pytest.mark.parametrize(
    ("city", "name", "style"),
    [
        ("kranj", "workbook/kranj-a-1-1.csv", "sl"),
        ("velenje", "velenje-a-1-1.csv", "en"),
        ("ljubljana", "ljubljana-a-1-1.csv", "en"),
    ],
)
def test_an_energy_table_has_the_captured_figures(shared: Path, city: str, name: str, style: str) -> None:
    assert carriers_of(rows(name), style) == activities(shared, city)


def test_zagrebs_energy_has_the_captured_figures(shared: Path) -> None:
    found = []
    for row in rows("zagreb-energy-2019.csv", ";")[:-1]:
        carrier = CARRIERS.get(row["Carrier"], row["Carrier"].lower())
        amounts = [(sector.lower(), number(row[sector], "sl") or Decimal(0)) for sector in ZAGREB]
        found += [(sector, carrier, amount) for sector, amount in amounts if amount]
    assert sorted(found) == activities(shared, "zagreb")


def test_the_municipal_populations_are_those_of_surs(shared: Path) -> None:
    answer = json.loads(
        (shared / "data" / "sistat_pxweb" / "prebivalstvo_obcine.json").read_text(encoding="utf-8")
    )
    category = answer["dataset"]["dimension"]["OBČINE"]["category"]
    values = answer["dataset"]["value"]
    expected = {code: (category["label"][code], values[place]) for code, place in category["index"].items()}
    table = rows("population-municipalities-si-2020h2.csv", ";")
    found = {r["Šifra občine"]: (r["Občina"], number(r["Število prebivalcev"], "sl")) for r in table}
    assert found == expected


def test_the_cities_populations_are_the_captured_municipal_ones(shared: Path) -> None:
    told = json.loads((shared / "data" / "geo" / "city_references.json").read_text(encoding="utf-8"))
    captured = {city["key"]: city["population"] for city in told["cities"]}
    for row in rows("population-cities.csv"):
        known = captured[row["Municipality"].lower()]
        year = "2016/2017" if row["Year"] == "2017" and row["Municipality"] == "Ljubljana" else row["Year"]
        named = {label for label in known if year in label and label != year}
        assert int(row["Inhabitants"]) in {known[label] for label in named if "town" not in label}
    towns = {value for known in captured.values() for label, value in known.items() if "town" in label}
    assert not towns & {int(row["Inhabitants"]) for row in rows("population-cities.csv")}


@pytest.mark.parametrize(
    ("name", "origin", "dimensions"),
    [
        ("env_air_gge", "env_air_gge_2026_SI_HR_EU.tsv", ("unit", "airpol", "src_crf", "geo")),
        ("demo_pjan", "demo_pjan_custom_tabular.tsv", ("unit", "age", "sex", "geo")),
    ],
)
def test_eurostats_tables_have_the_captured_figures_and_flags(
    shared: Path, name: str, origin: str, dimensions: tuple[str, ...]
) -> None:
    header, *lines = (shared / "data" / "eurostat" / origin).read_text(encoding="utf-8").splitlines()
    years = [year.strip() for year in header.split("\t")[1:]]
    captured = {
        (*line.split("\t")[0].split(",")[1:], year): cell.strip()
        for line in lines
        for year, cell in zip(years, line.split("\t")[1:], strict=True)
    }
    table = rows(f"eurostat/{name}.csv")
    for row in table:
        key = (*(row[dimension] for dimension in dimensions), row["time"])
        match = re.fullmatch(r"(:|-?[\d.]+) ?([a-z]*)", captured[key])
        assert match is not None
        assert (row["value"] or ":", row["flag"]) == match.groups()
    series = {tuple(row[dimension] for dimension in dimensions) for row in table}
    assert len(table) == len(series) * len(years)
