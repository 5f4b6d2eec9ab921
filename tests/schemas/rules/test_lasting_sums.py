"""S2 and S3 over many cells and years: what one cause makes is told once, and what is nobody's mistake not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASES, observed, told

SECTORS: Mapping[str, str] = {"I": "41273", "II": "73411", "III": "9187", "IV": "6120", "V.1_V.3": "12044"}


def table(total: str, years: Sequence[int], more: Mapping[int, str]) -> list[Observation]:
    """Print sectors by years, with totals that hold what no row tells."""
    rows: list[Observation] = []
    for letter, year in zip("BCDEFG", years, strict=False):
        drift = Decimal(1000 - 7 * (year - years[0])) / 1000
        cells = {sector: (Decimal(text) * drift).quantize(Decimal(1)) for sector, text in SECTORS.items()}
        for line, (sector, value) in enumerate(cells.items(), start=2):
            rows.append(
                observed("GHG.SEC", value, f"T!{letter}{line}", period=str(year), sector=sector, scope="S1")
            )
        whole = sum(cells.values(), Decimal(0)) + Decimal(more.get(year, "0"))
        rows.append(observed(total, whole, f"T!{letter}9", period=str(year), scope="S1"))
    return rows


YEARS = range(2015, 2019)


def test_a_total_that_holds_the_same_unnamed_rest_each_year_is_told_once() -> None:
    rows = table("GHG.TOT", YEARS, dict.fromkeys(YEARS, "15312"))
    (finding,) = cross_check(rows, BASES)
    assert (finding.rule, finding.where.cell) == ("S2", "T!E9")
    assert {"T!B9", "T!C9", "T!D9"} <= set(finding.involves)


def test_different_mistakes_of_three_years_are_three_findings() -> None:
    rows = table("GHG.TOT", YEARS, {2015: "15312", 2016: "-2210", 2018: "640"})
    assert told(rows) == [("S2", "T!B9"), ("S2", "T!C9"), ("S2", "T!E9")]


def test_a_net_total_without_a_row_of_land_use_may_be_less_than_its_sectors() -> None:
    rows = [
        replace(row, source_cell=f"value[{number}]")
        for number, row in enumerate(table("GHG.NET", YEARS, dict.fromkeys(YEARS, "-41044")))
        if row.key.sector in ("I", "II", "_T")
    ]
    assert [one for one in told(rows) if one[0] == "S2"] == []
    gross = [
        replace(row, key=replace(row.key, indicator="GHG.TOT")) if row.key.sector == "_T" else row
        for row in rows
    ]
    assert [one for one in told(gross) if one[0] == "S2"] == [("S2", "value[23]")]


def test_totals_that_are_all_in_another_unit_are_one_finding() -> None:
    carriers = {
        "NG": ("14021", "9133", "77"),
        "LFO": ("4110", "2873", "61"),
        "DIESEL": ("812", "61033", "1785"),
    }
    rows: list[Observation] = []
    for line, (carrier, values) in enumerate(carriers.items(), start=2):
        cells = dict(zip(("I", "II", "III"), map(Decimal, values), strict=True))
        for letter, sector in zip("BCE", cells, strict=True):
            at = {"sector": sector, "scope": "S1", "carrier": carrier}
            rows.append(observed("GHG.SEC", cells[sector], f"T!{letter}{line}", **at))
        whole = sum(cells.values(), Decimal(0)) * 1000
        rows.append(observed("GHG.TOT", whole, f"T!D{line}", scope="S1", carrier=carrier))
    (finding,) = (one for one in cross_check(rows, BASES) if one.rule == "S2")
    assert finding.expected.key == "rules.S2.totals.expected"
    assert {"T!D2", "T!D3", "T!D4"} <= {finding.where.cell, *finding.involves}
    assert "off by a thousand times" in finding.sentence("en")


def series(values: Sequence[int], first: int) -> list[Observation]:
    return [
        observed("GHG.TOT", Decimal(value), f"S!{year}", period=str(year))
        for year, value in enumerate(values, start=first)
    ]


def test_a_war_long_ago_is_no_finding_and_a_jump_of_late_is() -> None:
    usual = [2_100_000 + 1_371 * year for year in range(25)]
    assert told(series([2_050_000, 1_210_000, *usual], 1940)) == []
    assert told(series([*usual, 3_010_417], 1990)) == [("S3", "S!2015")]


def test_a_series_that_jumps_every_other_year_is_told_once() -> None:
    rows = series([30_117, 41_230, 58_611, 40_915, 57_408, 79_016], 2015)
    assert len(told(rows)) == 1
