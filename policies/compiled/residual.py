"""What a decision leaves to ask of each row, as plain values.

Each test is either true or false: one that holds where the column is known and compares, and one that holds where it is
known and does not. Where a column is empty neither holds: that is how unknown stays unknown in SQL.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeAlias

Row: TypeAlias = Mapping[str, object]
"""A row's columns by name: texts, and times in UTC."""

Column: TypeAlias = Literal["sector", "indicator", "place", "period", "obs_status", "freq", "recorded_from"]

PERIOD = "period"
PARTS: Mapping[str, int] = {"": 1, "-S": 2, "-Q": 4, "-": 12}
"""How many periods a year has, by what stands after the year in their text."""

FORM = re.compile(r"(\d{4})(?:(-[SQ])([1-9])|(-)(0[1-9]|1[0-2]))?", re.ASCII)
LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column is known and one of some codes."""

    column: Column
    values: frozenset[str]

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        return bool(row[self.column]) and row[self.column] in self.values


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The column is known and none of some codes."""

    column: Column
    values: frozenset[str]

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        return bool(row[self.column]) and row[self.column] not in self.values


@dataclass(frozen=True, slots=True)
class Before:
    """The time is known and before a moment."""

    column: Column
    moment: datetime

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        found = row[self.column]
        return isinstance(found, datetime) and found < self.moment


@dataclass(frozen=True, slots=True)
class From:
    """The time is known and a moment or after it."""

    column: Column
    moment: datetime

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        found = row[self.column]
        return isinstance(found, datetime) and found >= self.moment


@dataclass(frozen=True, slots=True)
class EndsBy:
    """The period is known and over at a moment."""

    moment: datetime

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        found = period_of(row[PERIOD])
        return found is not None and found[1] <= last_over(found[0], self.moment)


@dataclass(frozen=True, slots=True)
class StartsFrom:
    """The period is known and begins at a moment or after it."""

    moment: datetime

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        found = period_of(row[PERIOD])
        return found is not None and found[1] >= first_from(found[0], self.moment)


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of several tests hold; of none, every row passes."""

    parts: tuple["RowTest", ...] = ()

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        return all(part.admits(row) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of several tests holds; of none, no row passes."""

    parts: tuple["RowTest", ...] = ()

    def admits(self, row: Row) -> bool:
        """Say whether a row passes."""
        return any(part.admits(row) for part in self.parts)


RowTest: TypeAlias = OneOf | NoneOf | Before | From | EndsBy | StartsFrom | AllOf | AnyOf

EVERY_ROW = AllOf()
NO_ROW = AnyOf()


def both(parts: Iterable[RowTest]) -> RowTest:
    """Join tests that must all hold; what is always or never true falls away.

    What lets every row pass, or none, is always the same object, so that it is told by identity.
    """
    kept: dict[int, RowTest] = {}
    for part in parts:
        if part is NO_ROW:
            return NO_ROW
        if part is not EVERY_ROW:
            kept[id(part)] = part
    return _joined(AllOf, kept, EVERY_ROW)


def either(parts: Iterable[RowTest]) -> RowTest:
    """Join tests of which one must hold; what is always or never true falls away."""
    kept: dict[int, RowTest] = {}
    for part in parts:
        if part is EVERY_ROW:
            return EVERY_ROW
        if part is not NO_ROW:
            kept[id(part)] = part
    return _joined(AnyOf, kept, NO_ROW)


def _joined(kind: type[AllOf] | type[AnyOf], kept: dict[int, RowTest], none: RowTest) -> RowTest:
    if not kept:
        return none
    return next(iter(kept.values())) if len(kept) == 1 else kind(tuple(kept.values()))


def period_of(text: object) -> tuple[str, int] | None:
    """Give a period's form and its number in time among those of its form; None for what is none of ours."""
    match = FORM.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    form, part = match[2] or match[4] or "", int(match[3] or match[5] or 1)
    return (form, int(match[1]) * PARTS[form] + part - 1) if part <= PARTS[form] else None


def period_text(form: str, number: int) -> str:
    """Give the text of a period."""
    year, part = divmod(number, PARTS[form])
    digits = "" if not form else f"{part + 1:02d}" if form == "-" else str(part + 1)
    return f"{year:04d}{form}{digits}"


def period_bounds(form: str, number: int) -> tuple[datetime, datetime] | None:
    """Give a period's first moment and the first after it, None where the calendar does not reach."""
    try:
        return _start(form, number), _start(form, number + 1)
    except ValueError:
        return None


def _start(form: str, number: int) -> datetime:
    year, part = divmod(number, PARTS[form])
    return datetime(year, part * (12 // PARTS[form]) + 1, 1, tzinfo=UTC)


def last_over(form: str, moment: datetime) -> int:
    """Give the number of the last period of a form that is over at a moment."""
    return _around(form, moment) - 1


def first_from(form: str, moment: datetime) -> int:
    """Give the number of the first period of a form that begins at a moment or after it."""
    around = _around(form, moment)
    return around if _start(form, around) == moment else around + 1


def _around(form: str, moment: datetime) -> int:
    return moment.year * PARTS[form] + (moment.month - 1) // (12 // PARTS[form])
