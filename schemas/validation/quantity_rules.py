"""Rules about how much and when: the unit fits the indicator, the number its kind, the period the calendar."""

import operator
from decimal import Decimal

import pyarrow.compute as pc

from schemas.codes import codelist
from schemas.indicators import Indicator
from schemas.validation.identity_rules import freq_of
from schemas.validation.ledger import Broken, Ledger, Objection, printed
from schemas.validation.wording import label

FORECAST = "F"
AHEAD = frozenset({"TGT", "TGT_RED", "TGT_PCT", "PROJ", "RESID", "GAP"})
"""Kinds of value that may lie ahead."""

SIGNED_VALUES = frozenset({"TGT_RED", "TGT_PCT", "GAP"})
SIGNED_INDICATORS = frozenset({"GHG.NET", "GHG.LULUCF", "GHG.PERM", "GHG.REDPCT", "GHG.GAP", "CL.UHI"})
SIGNED_SECTORS = frozenset({"V", "V.2"})
"""Where land use takes up more than it emits, a figure is negative."""

PERCENT, COUNT = "PC", "NR"
WHOLE = Decimal(100)
WHOLE_NUMBER = r"^[+-]?[0-9]+(\.0*)?$|^[+-]?\.0+$"


def unit_of_the_indicator(ledger: Ledger) -> Broken:
    """H3: the unit measures what the indicator measures."""
    known = ledger.indicators

    def fails(code: str, unit: str) -> bool:
        return code in known and unit != "" and not _fits(unit, known[code].unit)

    def say(row: int) -> Objection:
        key = ledger.observation(row).key
        wanted = known[key.indicator].unit
        values = {"indicator": key.indicator, "unit": wanted, "label": label("unit", wanted)}
        return Objection(f"unit {key.unit}", "unit", values)

    return Broken(ledger.table.where(fails, "indicator", "unit"), say)


def measures(unit: str) -> str:
    """Give what a unit measures, empty where it is not in the list."""
    units = codelist("unit").codes
    return units[unit].columns["dimension"] if unit in units else ""


def _fits(unit: str, wanted: str) -> bool:
    mine, its = measures(unit), measures(wanted)
    return mine == its if mine and its else unit == wanted


def ratio_of_two_things(ledger: Ledger) -> Broken:
    """H8: the definition of a ratio says what is divided by what."""
    known = ledger.indicators
    unnamed = {code for code, one in known.items() if one.kind == "ratio" and not names_both_parts(one)}

    def say(row: int) -> Objection:
        code = ledger.observation(row).key.indicator
        return Objection(f"indicator {code}", "ratio", {"indicator": code})

    return Broken(ledger.table.text("indicator").where(unnamed.__contains__), say)


def names_both_parts(indicator: Indicator) -> bool:
    """Say whether a ratio tells its numerator and its denominator."""
    return bool(indicator.numerator and indicator.denominator)


def not_in_the_future(ledger: Ledger) -> Broken:
    """H10: what was observed does not lie ahead."""

    def ahead(period: str) -> bool:
        return freq_of(period) != "" and int(period[:4]) > ledger.now_year

    def observed(kind: str, status: str) -> bool:
        return kind not in AHEAD and status != FORECAST

    def say(row: int) -> Objection:
        key = ledger.observation(row).key
        values = {"year": ledger.now_year, "kind": label("value_type", key.value_type)}
        return Objection(f"period {key.period}", "future", values)

    table = ledger.table
    return Broken(
        pc.and_(table.text("period").where(ahead), table.where(observed, "value_type", "obs_status")), say
    )


def in_range(ledger: Ledger) -> Broken:
    """H11: a share lies between 0 and 100, a count is whole, and only land use, sinks and changes are negative."""
    table, number = ledger.table, ledger.table.number("value")
    unit = table.text("unit")
    unsigned = table.where(lambda *words: not may_be_negative(*words), *SIGN_COLUMNS)
    negative = pc.and_(number.where(operator.lt, Decimal(0)), unsigned)
    share = pc.and_(unit.where(PERCENT.__eq__), number.where(operator.gt, WHOLE))
    broken = pc.and_not(number.well, number.like(WHOLE_NUMBER))
    count = pc.and_(unit.where(COUNT.__eq__), broken)

    def say(row: int) -> Objection:
        key = "negative" if negative[row].as_py() else "share" if share[row].as_py() else "count"
        return Objection(printed(ledger.observation(row)), key)

    return Broken(pc.or_(negative, pc.or_(share, count)), say)


SIGN_COLUMNS = ("indicator", "value_type", "mode", "sector")


def may_be_negative(indicator: str, value_type: str, mode: str, sector: str) -> bool:
    """Say whether what takes up more than it emits, or a change, may be meant."""
    return (
        indicator in SIGNED_INDICATORS
        or value_type in SIGNED_VALUES
        or mode == "SNK"
        or (sector in SIGNED_SECTORS and mode != "SRC")
    )
