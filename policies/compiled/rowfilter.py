"""Row filters: the rows that a decision leaves, as a condition in SQL; the only module here that knows a database."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, false, func, or_, true
from sqlmodel import col

from catalogue.models import ObservationRow
from policies.compiled.residual import (
    LAST_YEAR,
    PARTS,
    PERIOD,
    AllOf,
    AnyOf,
    Before,
    EndsBy,
    From,
    NoneOf,
    OneOf,
    RowTest,
    StartsFrom,
    first_from,
    last_over,
    period_text,
)

Columns: TypeAlias = Mapping[str, Any]  # mapped columns are of many types
Sql: TypeAlias = ColumnElement[bool]

OBSERVATION: Columns = {
    "sector": col(ObservationRow.sector),
    "indicator": col(ObservationRow.indicator),
    "place": col(ObservationRow.place),
    "period": col(ObservationRow.period),
    "obs_status": col(ObservationRow.obs_status),
    "freq": col(ObservationRow.freq),
    "recorded_from": col(ObservationRow.recorded_from),
}
"""The columns of the table of observations, by the names that row tests give them."""

MOST_KEPT = 20_000
"""How many tests keep their condition: those of rules are the same for every request of an epoch."""


class RowFilters:
    """Makes conditions in SQL on the columns of one table; equal to asking row by row, a property test says."""

    def __init__(self, columns: Columns = OBSERVATION) -> None:
        """Take the columns by the names that row tests give them."""
        self._columns = columns
        self._kept: dict[int, tuple[RowTest, Sql]] = {}

    def of(self, test: RowTest) -> Sql:
        """Give the condition of a row test: never empty, true or false for every row."""
        kept = self._kept.get(id(test))
        if kept is not None:
            return kept[1]
        made = MAKERS[type(test)](self, test)
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[id(test)] = (test, made)  # the test is held, so that no other one gets its id
        return made

    def codes(self, test: OneOf | NoneOf) -> Sql:
        """Give the condition that a column is known and one of some codes, or none of them."""
        column = self._columns[test.column]
        codes = sorted(test.values)
        if isinstance(test, NoneOf):
            compared = column != codes[0] if len(codes) == 1 else column.not_in(codes)
        else:
            compared = column == codes[0] if len(codes) == 1 else column.in_(codes)
        return and_(column.is_not(None), column != "", compared)

    def time(self, test: Before | From) -> Sql:
        """Give the condition that a time is known and before a moment, or not before it."""
        column = self._columns[test.column]
        compared = column < test.moment if isinstance(test, Before) else column >= test.moment
        return and_(column.is_not(None), compared)

    def period(self, test: EndsBy | StartsFrom) -> Sql:
        """Give the condition that a period is known and over at a moment, or begins from it on."""
        over = isinstance(test, EndsBy)
        number = last_over if over else first_from
        return or_(false(), *self._forms(number, test.moment, over=over))

    def _forms(
        self, number: Callable[[str, datetime], int], moment: datetime, *, over: bool
    ) -> Iterable[Sql]:
        """Give the condition for each form: texts of one form have the order of their periods."""
        column = self._columns[PERIOD]
        for form, parts in PARTS.items():
            bound = number(form, moment)
            if bound < 0 or bound >= (LAST_YEAR + 1) * parts:
                continue
            text = period_text(form, bound)
            yield and_(self._of_form(form, text), column <= text if over else column >= text)

    def _of_form(self, form: str, like: str) -> Sql:
        column = self._columns[PERIOD]
        same_length = and_(column.is_not(None), func.length(column) == len(like))
        if not form:
            return same_length
        mark = func.substr(column, 5, 2)
        return and_(same_length, mark == form if len(form) > 1 else mark.in_(("-0", "-1")))


MAKERS: Mapping[type, Callable[[RowFilters, Any], Sql]] = {  # each is called with its own kind of test
    OneOf: RowFilters.codes,
    NoneOf: RowFilters.codes,
    Before: RowFilters.time,
    From: RowFilters.time,
    EndsBy: RowFilters.period,
    StartsFrom: RowFilters.period,
    AllOf: lambda filters, test: and_(true(), *map(filters.of, test.parts)),
    AnyOf: lambda filters, test: or_(false(), *map(filters.of, test.parts)),
}


def row_filter(test: RowTest) -> Sql:
    """Give the condition on the table of observations that a decision's rows are."""
    return _ON_OBSERVATIONS.of(test)


_ON_OBSERVATIONS = RowFilters()
