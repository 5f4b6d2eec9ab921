"""The second figures of the demonstration: each against the capture it was transcribed from."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.deploy.transcriptions import rows

YEARS = ("2018", "2019", "2020", "2021")


def capture(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("name", "origin", "place", "value"),
    [
        ("national-unfccc-annex1.csv", "unfccc_annex1_SI_HR.csv", "Place", "Total GHG without LULUCF"),
        ("national-climate-trace.csv", "climatetrace_SI_HR.csv", "Place", "Total GHG"),
        ("national-climate-watch.csv", "climatewatch_SI_HR.csv", "Place", "Total GHG"),
        ("national-gcb-2022.csv", "gcb2022_SI_HR.csv", "Place", "Fossil CO2"),
    ],
)
def test_a_states_totals_are_as_captured(
    shared: Path, name: str, origin: str, place: str, value: str
) -> None:
    captured = {
        (row["actor_id"], row["year"]): row["total_emissions"]
        for row in capture(shared / "data" / "national" / origin)
        if row["year"] in YEARS
    }
    assert {(row[place], row["Year"]): row[value] for row in rows(name)} == captured


def test_edgars_totals_are_as_captured_on_both_sets_with_every_digit(shared: Path) -> None:
    found = {
        (row["Country"], row["Year"], gwp): row[gwp]
        for row in rows("national-edgar-v7.csv")
        for gwp in ("AR4", "AR5")
        if row[gwp]
    }
    captured = {
        (row["EDGAR Country Code"], year, gwp): row[year]
        for gwp in ("AR4", "AR5")
        for row in capture(shared / "data" / "national" / f"edgar_v7_Total_GHG_by_country_{gwp}_SVN_HRV.csv")
        for year in YEARS
    }
    assert found == captured


@pytest.mark.parametrize(
    ("name", "origin", "value"),
    [
        ("city-openghgmap-2018.csv", "openghgmap2018_SI_HR.csv", "CO2"),
        ("city-eucom-2022.csv", "eucom_EmissionsAgg_SI_HR.csv", "Emissions"),
    ],
)
def test_a_citys_second_figure_is_as_captured(shared: Path, name: str, origin: str, value: str) -> None:
    captured = {
        (row["actor_id"], row["year"]): row["total_emissions"]
        for row in capture(shared / "data" / "city_inventories" / origin)
    }
    found = {(row["City"], row["Year"]): row[value] for row in rows(name)}
    assert found
    assert {key: captured[key] for key in found} == found


def test_slovenia_2021_is_told_as_four_sources_tell_it() -> None:
    told = {
        row["Place"]: row["Total GHG without LULUCF"]
        for row in rows("national-unfccc-annex1.csv")
        if row["Year"] == "2021"
    }
    [edgar] = [
        Decimal(row["AR5"])
        for row in rows("national-edgar-v7.csv")
        if (row["Country"], row["Year"]) == ("SVN", "2021")
    ]
    assert (told["SI"], round(edgar, 1)) == ("16106477", Decimal("19.2"))
