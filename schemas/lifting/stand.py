"""A stand: a comparison at one moment of a trial, as proposals look at it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.comparability.evidence import Evidence
from schemas.comparability.measures import CELLS_OF_GHG
from schemas.comparability.question import Asked
from schemas.comparability.side import Side
from schemas.comparability.wording import name
from schemas.lifting.datum import Form
from schemas.lifting.supply import TotalMoved, Which
from schemas.lifting.targets import Targets
from schemas.observations import SeriesKey

MOST_ROWS = 40
"""Rows of a table in a letter."""

ROW_COLUMNS = ("indicator", "place", "period", "sector", "scope", "value", "unit")


@dataclass(frozen=True)
class Stand:
    """What is compared.

    Args:
        asked: the question.
        sides: the places as they stand.
        targets: the basis that all are asked for.
        bases: ids of the bases that each place's figures are on.
        evidence: what all this was read from.
        home: by place, the places as they stand without anything supplied.
    """

    asked: Asked
    sides: tuple[Side, ...]
    targets: Targets
    bases: Mapping[str, frozenset[str]]
    evidence: Evidence
    home: Mapping[str, Side]

    def sharing(self, side: Side) -> frozenset[str]:
        """Give the places whose figures are on a side's basis: a statement about it is about all of them."""
        own = side.basis.id
        shared = {place for place, names in self.bases.items() if own and own in names}
        return frozenset({side.place.code, *shared})

    def at_home(self, side: Side) -> Side:
        """Give a side whose rows are said to be of the source and period that its place really has.

        What is supplied for those goes over to another year together with them.
        """
        own = self.home[side.place.code].chosen.option
        option = side.chosen.option
        if own is None or option is None or (own.source, own.period) == (option.source, option.period):
            return side
        there = replace(option, source=own.source, period=own.period)
        return replace(side, chosen=replace(side.chosen, option=there))


def which(side: Side, *indicators: str, sector: str = "") -> Which:
    """Give the observations of a side's source and period."""
    option = side.chosen.option
    if option is None:
        return Which(side.place.code, indicators=indicators, sector=sector)
    return Which(side.place.code, option.source, str(option.period), indicators, sector)


def row_key(side: Side, sector: str, scope: str, indicator: str = "", unit: str = "") -> SeriesKey:
    """Give the key of a row that would stand beside a side's own.

    Args:
        side: the place as it stands.
        sector: cl_sector.csv.
        scope: cl_scope.csv.
        indicator: of the rows by sector, unless told.
        unit: of the figures, unless told.
    """
    option, measure = side.chosen.option, side.asked.measure
    rows = option.rows_of_basis() if option is not None else ()
    basis = rows[0].observation.key.basis if rows else "" if option is None else option.basis_id
    return SeriesKey(
        indicator or measure.rows or measure.printed[0],
        side.place.code,
        side.period,
        freq="A" if option is None else option.period.freq,
        sector=sector,
        scope=scope,
        unit=unit or measure.base_unit,
        source="" if option is None else option.source,
        basis=basis,
    )


def printed_totals(side: Side) -> Which:
    """Give the printed totals of a side's source and period, gross and net."""
    measure = side.asked.measure
    names = measure.printed if measure.rows != CELLS_OF_GHG else ("GHG.TOT", "GHG.NET")
    return which(side, *names, sector="_T")


def total_raised(side: Side, by: Decimal, scopes: frozenset[str]) -> TotalMoved:
    """Let the printed totals of a side hold more, and those it answers with some further scopes.

    Args:
        side: the place as it stands.
        by: how much more, in the indicator's unit.
        scopes: of what is added; the amount is of the first of them.
    """
    head = None if side.case is None else side.case.head
    widened = "" if head is None else head.observation.key.scope
    return TotalMoved(printed_totals(side), by, side.asked.measure.base_unit, scopes, widened)


def table_form(keys: Iterable[SeriesKey]) -> Form:
    """Give the rows that a letter asks to fill in."""
    lines = tuple((key.indicator, key.place, key.period, key.sector, key.scope, "", key.unit) for key in keys)
    return Form(ROW_COLUMNS, lines, "value")


def named(side: Side, **more: object) -> dict[str, object]:
    """Give what messages about a datum of one place are filled with."""
    return {"place": name(side.place), "period": side.period, **more}


def same_rows(side: Side, period: str) -> list[SeriesKey]:
    """Give the rows that a place tells of, for another period."""
    told = dict.fromkeys(
        (stored.observation.key.indicator, stored.observation.key.sector, stored.observation.key.scope)
        for stored in side.used
        if stored.observation.value is not None and stored.observation.key.place == side.place.code
    )
    unit = side.asked.measure.base_unit
    return [
        SeriesKey(code, side.place.code, period, sector=sector, scope=scope, unit=unit)
        for code, sector, scope in list(told)[:MOST_ROWS]
    ]
