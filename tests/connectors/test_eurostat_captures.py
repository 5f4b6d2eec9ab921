"""Every answer of Eurostat's that was captured is read in full."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.cells import Reading, read_status
from connectors.csv_table import read_csv
from connectors.errors import DelayedAnswerError
from connectors.eurostat_answer import read_answer, updated_at
from connectors.eurostat_delay import Delay, delay_of
from connectors.fetching import Answer, Fetched
from connectors.raw_table import RawCell, RawTable
from connectors.sdmx_structure import Listed, Part, Reference, read_structure, structure_reference
from schemas.codes import codelist
from schemas.correspondences import category_code, eurostat_code
from tests.fakes.eurostat import structure


def captured(shared: Path, name: str) -> Fetched:
    content = (shared / "data" / "eurostat" / name).read_bytes()
    return Fetched.of(Answer(200, {}, content, f"https://ec.example/{name}", 0.0))


def table_of(shared: Path, name: str) -> RawTable:
    return read_answer(captured(shared, name))


def total(table: RawTable) -> Decimal:
    return sum((Decimal(row[-2].text) for row in table.rows if row[-2].kind == "number"), Decimal())


def flags(table: RawTable) -> dict[str, int]:
    return dict(Counter(row[-1].text for row in table.rows))


TEXTS = {
    "env_air_gge_2026_SI_HR_EU.tsv": (
        ("freq", "unit", "airpol", "src_crf", "geo"), 270, "106472318.68832", {"": 225, "m": 45},
    ),
    "sdg_13_10_bulk_2023.tsv": (
        ("airpol", "src_crf", "unit", "geo"), 3968, "198430.1",
        {"": 3858, "b": 54, "e": 38, "ep": 6, "p": 6, "bep": 4, "bp": 2},
    ),
    "demo_pjan_custom_tabular.tsv": (
        ("freq", "unit", "age", "sex", "geo"), 1717, "124268608387",
        {"": 1535, "b": 87, "e": 47, "p": 21, "be": 9, "bep": 8, "ep": 7, "bp": 3},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_a_table_as_text_is_read_cell_by_cell(shared: Path, name: str) -> None:
    dimensions, count, sum_of, used = TEXTS[name]
    table = table_of(shared, name)
    header, *lines = captured(shared, name).content.decode().splitlines()
    periods = [period.strip() for period in header.split("\t")[1:]]
    printed = [
        (*line.split("\t")[0].split(","), period, *[*cell.strip().split(" "), ""][:2])
        for line in lines
        for period, cell in zip(periods, line.split("\t")[1:], strict=True)
        if cell.strip() != ":"
    ]

    assert table.columns == (*dimensions, "time", "value", "status")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        (*codes, "" if value == ":" else value, flag) for *codes, value, flag in printed
    ]
    assert (len(table.rows), total(table), flags(table)) == (count, Decimal(sum_of), used)


def test_national_totals_are_those_that_are_known(shared: Path) -> None:
    table = table_of(shared, "env_air_gge_2026_SI_HR_EU.tsv")
    found = {
        (row[1].text, row[3].text, row[4].text, row[5].text): (row[6].text, row[6].ref) for row in table.rows
    }

    assert found["THS_T", "TOTX4_MEMO", "SI", "2018"] == ("17744.9", "J15")
    assert found["THS_T", "TOTX4_MEMO", "HR", "2024"][0] == "25275.42"
    assert found["THS_T", "TOTX4_MEMO", "EU27_2020", "2024"][0] == "3017187.98"
    assert found["THS_T", "TOTXMEMO", "SI", "2024"] == ("11032.27", "P19")


def test_sdmx_csv_with_the_column_of_confidentiality_is_read(shared: Path) -> None:
    fetched = captured(shared, "sdmxcsv_2026_header_lines.csv")
    table = read_answer(fetched)

    assert table.columns == (
        "freq",
        "reason",
        "citizen",
        "duration",
        "unit",
        "geo",
        "time",
        "value",
        "status",
    )
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("A", "TOTAL", "TOTAL", "TOTAL", "PER", "FR", "2021", "287179", ""),
        ("A", "TOTAL", "TOTAL", "TOTAL", "PER", "FR", "2022", "326948", ""),
    ]
    assert [row[-2].ref for row in table.rows] == ["J2", "J3"]
    assert updated_at(fetched) == datetime(2026, 5, 22, 9, tzinfo=UTC)


def test_an_answer_of_the_statistics_interface_is_read(shared: Path) -> None:
    fetched = captured(shared, "jsonstat2_prc_hicp_manr_EA.json")
    table = read_answer(fetched)

    assert table.columns == ("freq", "unit", "coicop", "geo", "time", "value", "status")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("M", "RCH_A", "CP00", "EA", f"2025-{month}", value, "")
        for month, value in (("10", "2.1"), ("11", "2.1"), ("12", "2.0"))
    ]
    assert updated_at(fetched) == datetime(2026, 2, 6, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "count", "sum_of", "used"),
    [
        ("jsonstat1_eurostat-name_gpd_c.json", 3036, "22384900", {":": 1902, "": 1110, "b": 20, "e": 4}),
        ("jsonstat1_eurostat-name_gpd_c-geo_IT.json", 69, "515300", {":": 45, "": 24}),
    ],
)
def test_answers_of_the_former_service_are_read(
    shared: Path, name: str, count: int, sum_of: str, used: dict[str, int]
) -> None:
    table = table_of(shared, name)
    italy = {row[3].text: row[4].text for row in table.rows if row[2].text == "IT" and row[4].text}

    assert table.columns == ("unit", "indic_na", "geo", "time", "value", "status")
    assert (len(table.rows), total(table), flags(table)) == (count, Decimal(sum_of), used)
    assert (len(italy), italy["1990"], italy["2013"]) == (24, "15800", "25600")


def test_an_export_of_the_data_browser_is_read(shared: Path) -> None:
    name = "nrg_inf_epcrw_wind_SI_HR_EU.csv"
    table = table_of(shared, name)
    raw = list(csv.reader(io.StringIO(captured(shared, name).content.decode())))[1:]

    assert table.columns == ("time", "geo", "siec", "plant_tec", "unit", "value", "status")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        (*row, "") for row in raw if row[-1] != ":"
    ]
    assert (len(table.rows), table.rows[3][-2].text) == (49, "1,070.599")
    assert {row[-2].kind for row in table.rows} == {"text"}


def test_sdmx_ml_is_read(shared: Path) -> None:
    table = table_of(shared, "sdmx_NAMA_10_GDP-ss.xml")

    assert table.columns == ("geo", "na_item", "unit", "freq", "time", "value", "status")
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("LU", "B1GQ", "CP_MEUR", "A", period, value, "")
        for period, value in (
            ("2012", "46526.2"),
            ("2013", "49094.5"),
            ("2014", "51791.3"),
            ("2015", "54142.3"),
        )
    ]
    assert [row[-2].ref for row in table.rows] == [f"Series[1]/Obs[{n}]/OBS_VALUE" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("name", "file"), [("sdmx_footer.xml", "wHsvjs7hQCy7Dqf4"), ("sdmx_footer2.xml", "7JUdWyAy4fmjBSWT")]
)
def test_a_footer_names_the_file_that_will_come(shared: Path, name: str, file: str) -> None:
    delay = delay_of(captured(shared, name))

    assert isinstance(delay, Delay)
    assert (delay.way, delay.name) == ("file", f"http://ec.europa.eu/eurostat/SDMX/diss-web/file/{file}")
    with pytest.raises(DelayedAnswerError):
        table_of(shared, name)


def test_a_structure_whose_code_lists_are_in_other_versions_is_read(shared: Path) -> None:
    fetched = captured(shared, "sdmx_GOV_10Q_GGNFA.xml")
    structure = read_structure([fetched], "gov_10q_ggnfa")

    assert [part.id for part in structure.dimensions] == ["freq", "unit", "s_adj", "sector", "na_item", "geo"]
    assert [(part.id, part.kind) for part in structure.parts[6:]] == [
        ("TIME_PERIOD", "time"), ("OBS_VALUE", "measure"), ("OBS_FLAG", "attribute"),
    ]  # fmt: skip
    assert structure.dimensions[0] == Part("freq", "dimension", Listed("FREQ"))
    assert {part.id: len(part.list.codes) for part in structure.dimensions if part.list} == {
        "freq": 0, "unit": 3, "s_adj": 0, "sector": 0, "na_item": 0, "geo": 33,
    }  # fmt: skip
    assert structure_reference([fetched], "GOV_10Q_GGNFA") == Reference("ESTAT", "GOV_10Q_GGNFA", "43.0")


def test_each_combination_of_flags_is_read_letter_by_letter(shared: Path) -> None:
    content = captured(shared, "codelist_obs_flag.tsv").content
    listed = [row[0].text for row in read_csv(content, header_rows=0, separator="\t").rows]
    read = {flag: read_status(Reading(Decimal(5)), RawCell(flag, "A1"), "eurostat") for flag in listed}

    assert len(listed) == 42
    assert {flag: found.obs_status for flag, found in read.items() if len(flag) > 2} == {
        flag: "B" if "b" in flag else "D" for flag in listed if len(flag) > 2
    }
    assert {flag for flag, found in read.items() if found.comment} == {
        flag for flag in listed if len(flag) > 1
    }


def test_eurostats_sectors_are_those_that_we_have(shared: Path) -> None:
    content = captured(shared, "codelist_src_crf_subset.tsv").content
    listed = [row[0].text for row in read_csv(content, header_rows=0, separator="\t").rows]
    sectors = [code for code in listed if code.startswith("CRF") and "_" not in code]

    assert len(listed) == 29
    assert [eurostat_code(category_code(code)) for code in sectors] == sectors
    assert set(listed) <= {code.code for code in codelist("src_crf")}


def test_a_code_list_of_sdmx_3_0_completes_a_structure(shared: Path) -> None:
    message = Fetched.of(Answer(200, {}, structure("T", ["freq"]).encode(), "https://ec.example/t", 0.0))
    told = read_structure([message, captured(shared, "sdmx_CL_FREQ.xml")], "T")

    assert told.dimensions == (Part("freq", "dimension", Listed("FREQ", {"P": "Pluri-annual"})),)
