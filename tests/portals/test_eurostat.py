"""Eurostat's twin: JSON-stat with sparse values and flags without a value, and once the answer that comes later.

env_air_gge and demo_pjan hold what Eurostat said of Slovenia, Croatia and the EU (the demonstration's transcriptions; see
deploy/demo/figures/SOURCES.md), sdg_13_10 what it said of 2018; the other tables' figures are invented.
"""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.connectors.test_harvest import outcomes
from tests.fakes.eurostat import Cube, FakeEurostat
from tests.portals.twin import Twin, twin_of

FIGURES = Path(__file__).resolve().parents[2] / "deploy" / "demo" / "figures" / "eurostat"
GEO = ("SI", "HR", "EU27_2020")
GGE = ("freq", "unit", "airpol", "src_crf", "geo")
PJAN = ("freq", "unit", "age", "sex", "geo")


def transcribed(name: str, dimensions: Sequence[str]) -> Cube:
    """A cube of a transcription: figures as printed, with their flags."""
    with (FIGURES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [{"freq": "A", **row} for row in csv.DictReader(file)]
    cells = {
        (*(row[dimension] for dimension in dimensions), row["time"]): (row["value"], row["flag"]) for row in rows
    }  # fmt: skip
    codes = {dimension: tuple(dict.fromkeys(row[dimension] for row in rows)) for dimension in dimensions}
    return Cube(codes, tuple(sorted({row["time"] for row in rows})), cells)


def cube(dimensions: dict[str, Sequence[str]], cells: dict[tuple[str, ...], tuple[str, str]]) -> Cube:
    """A cube of a few cells, by codes and year."""
    years = tuple(sorted({key[-1] for key in cells}))
    return Cube({"freq": ("A",), **dimensions}, years, {("A", *key): told for key, told in cells.items()})


TABLES = {
    "env_air_gge": transcribed("env_air_gge", GGE),
    "demo_pjan": transcribed("demo_pjan", PJAN),
    "sdg_13_10": cube(
        {
            "airpol": ("GHG",),
            "src_crf": ("TOTX4_MEMONIA", "TOTXMEMONIA"),
            "unit": ("I90", "T_HAB"),
            "geo": ("SI", "HR", "EU27_2020"),
        },
        {
            ("GHG", "TOTX4_MEMONIA", "T_HAB", "SI", "2018"): ("8.6", ""),
            ("GHG", "TOTX4_MEMONIA", "T_HAB", "HR", "2018"): ("6.2", ""),
            ("GHG", "TOTX4_MEMONIA", "T_HAB", "EU27_2020", "2000"): ("10.6", "b"),
            ("GHG", "TOTX4_MEMONIA", "I90", "SI", "2018"): ("94.9", ""),
            ("GHG", "TOTXMEMONIA", "T_HAB", "SI", "2018"): ("9.1", ""),
        },
    ),
    "demo_r_pjanaggr3": cube(
        {"unit": ("NR",), "sex": ("T",), "age": ("TOTAL",), "geo": ("SI041", "SI042", "SI034", "HR050", "AT111")},
        {
            ("NR", "T", "TOTAL", "SI041", "2021"): ("555000", ""),
            ("NR", "T", "TOTAL", "SI042", "2021"): ("207000", ""),
            ("NR", "T", "TOTAL", "SI034", "2021"): ("258000", "p"),
            ("NR", "T", "TOTAL", "HR050", "2021"): ("809000", "be"),
            ("NR", "T", "TOTAL", "AT111", "2021"): ("37000", ""),
        },
    ),
    "nrg_bal_c": cube(
        {"nrg_bal": ("FC_E", "FC_NE"), "siec": ("E7000", "TOTAL"), "unit": ("GWH", "TJ"), "geo": GEO},
        {
            ("FC_E", "E7000", "GWH", "SI", "2019"): ("13456.5", ""),
            ("FC_E", "E7000", "GWH", "HR", "2019"): ("16012.123", ""),
            ("FC_E", "TOTAL", "GWH", "SI", "2019"): ("55000", ""),
            ("FC_E", "E7000", "TJ", "SI", "2019"): ("48443.4", ""),
        },
    ),
    "env_wasmun": cube(
        {"wst_oper": ("GEN", "DSP_L"), "unit": ("KG_HAB", "THS_T"), "geo": GEO},
        {
            ("GEN", "KG_HAB", "SI", "2019"): ("504", ""),
            ("GEN", "KG_HAB", "HR", "2019"): ("445", ""),
            ("GEN", "KG_HAB", "EU27_2020", "2019"): ("504", "es"),
            ("DSP_L", "THS_T", "SI", "2019"): ("120", ""),
        },
    ),
    "road_eqs_carhab": cube(
        {"unit": ("NR",), "geo": GEO},
        {("NR", "SI", "2019"): ("556", ""), ("NR", "HR", "2019"): ("425", "")},
    ),
}  # fmt: skip


@pytest.fixture
def service() -> FakeEurostat:
    return FakeEurostat(TABLES)


@pytest.fixture
def eurostat(engine: Engine, tmp_path: Path, now: datetime, service: FakeEurostat) -> Iterator[Twin]:
    with twin_of("eurostat", "https://ec.europa.eu", service, engine, tmp_path, now) as twin:
        yield twin


def of_table(name: str, basis: str, sector: str, factor: Decimal, **codes: str) -> list[tuple[str, ...]]:
    """The figures of a part of a table, in our unit, with their flags as printed."""
    table = TABLES[name]
    names = [*table.dimensions, "time"]
    unit = "NR" if name == "demo_pjan" else "T_CO2E"
    found = []
    for key, (value, _) in table.cells.items():
        told = dict(zip(names, key, strict=True))
        if value and told["geo"] in GEO and all(told[one] == code for one, code in codes.items()):
            shown = f"{(Decimal(value) * factor).normalize():f} {unit}"
            found.append((told["geo"], told["time"], sector, "_T", shown, basis))
    return sorted(found)


def expected() -> dict[str, list[tuple[str, ...]]]:
    excl, kilo, mega = "eurostat-ghg-excl", Decimal(1000), Decimal(1_000_000)
    regions = [
        (place, "2021", "_T", "_T", f"{count} NR", "eurostat-population-nuts3")
        for place, count in (("SI041", 555000), ("SI042", 207000), ("SI034", 258000), ("HR050", 809000))
    ]
    people = of_table("demo_pjan", "eurostat-population", "_T", Decimal(1))
    return {
        "CX.POP": sorted([*people, *regions]),
        "EN.FEC": [
            ("HR", "2019", "_T", "ELEC", "16012123 MWH", "eurostat-energy"),
            ("SI", "2019", "_T", "ELEC", "13456500 MWH", "eurostat-energy"),
        ],
        "GHG.CAP": [
            ("EU27_2020", "2000", "_T", "_T", "10.6 T_CO2E/HAB", "eurostat-ghg-per-head"),
            ("HR", "2018", "_T", "_T", "6.2 T_CO2E/HAB", "eurostat-ghg-per-head"),
            ("SI", "2018", "_T", "_T", "8.6 T_CO2E/HAB", "eurostat-ghg-per-head"),
        ],
        "GHG.NET": of_table("env_air_gge", "eurostat-ghg-net", "_T", kilo, src_crf="TOTXMEMO"),
        "GHG.SEC": of_table("env_air_gge", excl, "I_II", mega, src_crf="CRF1"),
        "GHG.TOT": of_table("env_air_gge", excl, "_T", kilo, src_crf="TOTX4_MEMO"),
        "MO.CAR.RATE": [
            ("HR", "2019", "_T", "_T", "425 NR/1000HAB", "eurostat-cars"),
            ("SI", "2019", "_T", "_T", "556 NR/1000HAB", "eurostat-cars"),
        ],
        "WA.GEN": [
            ("EU27_2020", "2019", "_T", "_T", "504 KG/HAB", "eurostat-waste"),
            ("HR", "2019", "_T", "_T", "445 KG/HAB", "eurostat-waste"),
            ("SI", "2019", "_T", "_T", "504 KG/HAB", "eurostat-waste"),
        ],
    }


def test_the_tables_become_figures_that_come_out_of_their_bytes_again(
    eurostat: Twin, service: FakeEurostat
) -> None:
    service.delays = 1
    first, figures = eurostat.harvest("eurostat"), eurostat.figures()

    assert (first.state, outcomes(first)) == ("done", {"added": 9})
    assert figures == expected()
    assert ("SI", "2018", "_T", "_T", "17744900 T_CO2E", "eurostat-ghg-excl") in figures["GHG.TOT"]
    assert ("HR", "2024", "_T", "_T", "20869890 T_CO2E", "eurostat-ghg-net") in figures["GHG.NET"]
    assert ("EU27_2020", "2024", "_T", "_T", "3017187980 T_CO2E", "eurostat-ghg-excl") in figures["GHG.TOT"]
    assert outcomes(eurostat.harvest("eurostat")) == {"unchanged": 9}
    assert eurostat.prove() == 9
    assert eurostat.explained("GHG.TOT", "SI", "2018", scope="S1")[0] == "17744.9"


def test_a_code_that_a_table_no_longer_has_is_told_and_the_others_go_on(
    eurostat: Twin, service: FakeEurostat
) -> None:
    rates = service.tables["sdg_13_10"]
    changed = Cube(dict(rates.dimensions) | {"src_crf": ("TOTX4_MEMONIT",)}, rates.periods, {})
    service.tables = {**service.tables, "sdg_13_10": changed}
    result = eurostat.harvest("eurostat")

    assert (result.state, outcomes(result)) == ("partial", {"added": 8, "refused": 1})
    assert "GHG.CAP" not in eurostat.figures()
