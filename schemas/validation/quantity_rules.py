"""Rules about how much and when: the unit fits the indicator, the number its kind, the period the calendar."""

from collections.abc import Iterator
from decimal import Decimal

from schemas.codes import codelist
from schemas.indicators import indicators
from schemas.observations import SeriesKey
from schemas.validation.identity_rules import period_of
from schemas.validation.ledger import Ledger, Objection, printed
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


def unit_of_the_indicator(ledger: Ledger) -> Iterator[Objection]:
    """H3: the unit measures what the indicator measures."""
    known = indicators()
    pairs = {(row.key.indicator, row.key.unit) for row in ledger.observations}
    wrong = {
        (code, unit) for code, unit in pairs if code in known and unit and not _fits(unit, known[code].unit)
    }
    if not wrong:
        return
    for row in ledger.observations:
        key = row.key
        if (key.indicator, key.unit) in wrong:
            wanted = known[key.indicator].unit
            values = {"indicator": key.indicator, "unit": wanted, "label": label("unit", wanted)}
            yield Objection(row, f"unit {key.unit}", "unit", values)


def _fits(unit: str, wanted: str) -> bool:
    units = codelist("unit").codes
    if unit not in units or wanted not in units:
        return unit == wanted
    return units[unit].columns["dimension"] == units[wanted].columns["dimension"]


def not_in_the_future(ledger: Ledger) -> Iterator[Objection]:
    """H10: what was observed does not lie ahead."""
    ahead = {
        text
        for text in {row.key.period for row in ledger.observations}
        if (period := period_of(text)) is not None and period.year > ledger.now_year
    }
    for row in ledger.observations:
        if row.key.period in ahead and row.key.value_type not in AHEAD and row.obs_status != FORECAST:
            values = {"year": ledger.now_year, "kind": label("value_type", row.key.value_type)}
            yield Objection(row, f"period {row.key.period}", "future", values)


def in_range(ledger: Ledger) -> Iterator[Objection]:
    """H11: a share lies between 0 and 100, a count is whole, and only land use, sinks and changes are negative."""
    for row in ledger.observations:
        value = row.value
        if value is None or not value.is_finite():
            continue
        if value < 0 and not _may_be_negative(row.key):
            yield Objection(row, printed(row), "negative", {})
        elif row.key.unit == PERCENT and value > WHOLE:
            yield Objection(row, printed(row), "share", {})
        elif row.key.unit == COUNT and value != value.to_integral_value():
            yield Objection(row, printed(row), "count", {})


def _may_be_negative(key: SeriesKey) -> bool:
    return (
        key.indicator in SIGNED_INDICATORS
        or key.value_type in SIGNED_VALUES
        or key.mode == "SNK"
        or (key.sector in SIGNED_SECTORS and key.mode != "SRC")
    )
