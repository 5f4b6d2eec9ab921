"""Inputs that break one hard rule each, with a twin that breaks none: rows of an exchange table."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import openpyxl

Row = Mapping[str, str]
SHEET = "Figures"
GOOD: Row = {
    "indicator": "GHG.SEC", "place": "SI_052", "period": "2018", "freq": "A", "sector": "I", "scope": "S1", "gas": "_T",
    "carrier": "_T", "mode": "_T", "value_type": "ACT", "unit": "T_CO2E", "basis": "full", "obs_status": "A",
    "included_in": "", "value": "65831",
}  # fmt: skip
BASES = """
[[basis]]
id = "full"
gwp_set = "AR5"
gas_group = "CO2E"
base_period = "2018"

[[basis]]
id = "no-base-year"
gwp_set = "AR5"
"""


@dataclass(frozen=True)
class Case:
    """Rows that break rules, and the same rows mended.

    Args:
        rules: the ids that the violations carry.
        column: where the first of them stands: the column of its cell, in the last row.
        mapped: whether a mapping of a source can bring it; what only an exchange table says, it cannot.
        licence: of the source or the column; None where the table has none.
    """

    name: str
    rules: frozenset[str]
    broken: Sequence[Row]
    mended: Sequence[Row]
    column: str = "value"
    mapped: bool = True
    licence: str | None = None

    @property
    def xlsx(self) -> bool:
        """Whether it is sent as a workbook: every second one."""
        return len(self.name) % 2 == 0


def _one(
    name: str, rule: str, *, column: str = "value", mapped: bool = True, like: Row = GOOD, **change: str
) -> Case:
    return Case(name, frozenset({rule}), [{**like, **change}], [like], column, mapped)


POPULATION: Row = {
    **GOOD,
    "indicator": "CX.POP",
    "sector": "_T",
    "scope": "_T",
    "unit": "NR",
    "basis": "",
    "value": "57133",
}
SHARE: Row = {
    **GOOD,
    "indicator": "EN.RES.SHARE",
    "sector": "_T",
    "scope": "_T",
    "unit": "PC",
    "basis": "",
    "value": "24.5",
}
TARGET: Row = {**GOOD, "sector": "_T", "period": "2030", "value_type": "TGT", "value": "20000"}
BASELINE: Row = {
    **GOOD,
    "indicator": "GHG.TOT",
    "sector": "_T",
    "scope": "_T",
    "value_type": "BASE",
    "value": "100000",
}
REDUCTION: Row = {**BASELINE, "period": "2030", "value_type": "TGT_RED", "value": "80000"}
RESIDUAL: Row = {**REDUCTION, "indicator": "GHG.RESID", "value_type": "RESID", "value": "20000"}
OTHERS: Row = {**REDUCTION, "indicator": "GHG.GAP", "value_type": "PROJ", "value": "30000"}
GAP: Row = {**OTHERS, "value_type": "GAP", "value": "50000"}
PURCHASED: Row = {**GOOD, "scope": "S2"}
HEAT: Row = {**GOOD, "carrier": "DH", "scope": "S1_S2", "place": "HR_01333"}

CASES: Sequence[Case] = (
    _one("a sector that no list has", "H1", column="sector", sector="VII.9"),
    _one("a scope in words", "H1", column="scope", scope="direct"),
    _one("no kind of value", "H1", column="value_type", value_type=""),
    _one("a month's figure of a year", "H1", mapped=False, freq="M"),
    _one("a basis that nobody declares", "H1", mapped=False, basis="ful"),
    _one("an indicator in small letters", "H1", column="indicator", mapped=False, indicator="ghg.sec"),
    _one("a number that cannot exist", "H2", obs_status="M"),
    _one("a normal value that is none", "H2", value=""),
    _one("emissions in megawatt hours", "H3", unit="MWH"),
    _one("inhabitants in tonnes", "H3", like=POPULATION, unit="T"),
    _one("equivalents without a basis", "H4", basis=""),
    _one("kilotonnes without a basis", "H4", like={**GOOD, "place": "HR050", "unit": "KT_CO2E"}, basis=""),
    Case("purchased power, no basis", frozenset({"H4", "H5"}), [{**PURCHASED, "basis": ""}], [PURCHASED]),
    Case("purchased heat on no basis", frozenset({"H4", "H5"}), [{**HEAT, "basis": ""}], [HEAT]),
    Case("one cell twice", frozenset({"H6"}), [GOOD, GOOD], [GOOD, {**GOOD, "sector": "II"}]),
    Case("one cell, two numbers", frozenset({"H6"}), [GOOD, {**GOOD, "value": "7"}], [GOOD, {**GOOD, "scope": "S3"}]),
    Case("elsewhere, but not where", frozenset({"H7"}), [{**GOOD, "obs_status": "K", "value": ""}],
         [{**GOOD, "obs_status": "K", "value": "", "included_in": "IV"}], mapped=False),
    Case("industry included somewhere", frozenset({"H7"}), [{**GOOD, "sector": "IV", "obs_status": "K", "value": ""}],
         [{**GOOD, "sector": "IV", "obs_status": "M", "value": ""}]),
    _one("a target from no base year", "H9", like=TARGET, basis="no-base-year"),
    _one("a reduction from no year", "H9", like=REDUCTION, basis="no-base-year"),
    _one("observed in times to come", "H10", period="2099"),
    _one("inhabitants to be born", "H10", like=POPULATION, period="2098"),
    _one("less than no emissions", "H11", value="-5"),
    _one("more than the whole", "H11", like=SHARE, value="100.5"),
    _one("half an inhabitant", "H11", like=POPULATION, value="57133.5"),
    Case("a residual that does not fit", frozenset({"H12"}), [BASELINE, REDUCTION, {**RESIDUAL, "value": "30000"}],
         [BASELINE, REDUCTION, RESIDUAL]),
    Case("a gap that does not fit", frozenset({"H12"}), [REDUCTION, OTHERS, {**GAP, "value": "80000"}],
         [REDUCTION, OTHERS, GAP]),
    Case("more left than there was", frozenset({"H13"}), [BASELINE, {**RESIDUAL, "value": "100001"}], [BASELINE, RESIDUAL]),
    Case("kilotonnes left of tonnes", frozenset({"H13"}),
         [BASELINE, {**RESIDUAL, "unit": "KT_CO2E", "value": "130"}],
         [BASELINE, {**RESIDUAL, "unit": "KT_CO2E", "value": "13"}]),
    _one("a place that is none", "H14", column="place", place="SI_999"),
    _one("a region under a former code", "H14", like={**GOOD, "place": "HR041"}, period="2022"),
    _one("a town before it was founded", "H14", like={**GOOD, "place": "SI_213"}, period="2010"),
    Case("figures without a licence", frozenset({"H15"}), [GOOD], [GOOD], column="licence", licence=""),
)  # fmt: skip
PERMITTED = "CC BY 4.0"


def table(case: Case, *, mended: bool = False) -> tuple[str, bytes]:
    """Give a case as a file: its name and its bytes."""
    rows = list(case.mended if mended else case.broken)
    if case.licence is not None:
        rows = [{**row, "licence": PERMITTED if mended else case.licence} for row in rows]
    return ("figures.xlsx", _workbook(rows)) if case.xlsx else ("figures.csv", csv_of(rows))


def csv_of(rows: Sequence[Row]) -> bytes:
    """Write rows as CSV."""
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


def _workbook(rows: Sequence[Row]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append([_cell(name, text) for name, text in row.items()])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(name: str, text: str) -> str | float | None:
    return float(text) if name == "value" and text else text or None


def cell_of(case: Case) -> str:
    """Name the cell where the first violation stands."""
    columns = [*case.broken[0], "licence"]
    row = 2 if case.column == "licence" else len(case.broken) + 1
    cell = f"{chr(ord('A') + columns.index(case.column))}{row}"
    return f"{SHEET}!{cell}" if case.xlsx else cell


def source_of(case: Case, number: int, url: str, *, mended: bool) -> str:
    """Write a source whose mappings read a case's rows."""
    rows = case.mended if mended else case.broken
    licence = PERMITTED if case.licence is None or mended else case.licence
    name = f"{'good' if mended else 'bad'}-{number}"
    head = f'[[source]]\nid = "{name}"\nconnector = "table"\nurl = "{url}/"\nowner = "kranj"\nlicence = "{licence}"\n'
    pairs = dict.fromkeys((row["indicator"], row["basis"]) for row in rows)
    return head + "".join(_mapping(f"{name}.csv", *pair) for pair in pairs)


def _mapping(path: str, indicator: str, basis: str) -> str:
    told = ("place", "period", "sector", "scope", "gas", "carrier", "mode", "value_type", "unit", "value")
    columns = ", ".join(f'{name} = "{name}"' for name in told)
    return f"""
[[source.mapping]]
name = "{indicator.lower()}-{basis or "none"}"
indicator = "{indicator}"
basis = "{basis}"
path = "{path}"
locale = "plain"
where = "indicator == '{indicator}' and basis == '{basis}'"
columns = {{ {columns}, status = "obs_status" }}
missing = {{ "" = "O" }}
"""
