"""The path from baseline to target: where a place should be in a year, and what it must still change each year.

A path leads through every level that is stated on the way: a target of 2025 is not skipped on the way to 2030. It may go
down (emissions) or up (a share of renewables).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import pairwise
from typing import Literal, get_args

from schemas.progress.figures import DIGITS, HUNDRED, Figure
from schemas.units import plain

Course = Callable[[Decimal, Decimal, Decimal], Decimal]
"""Gives the value on the way from one value to another, after a share of the time (0 to 1)."""

Direction = Literal["fall", "rise", "keep"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Cut:
    """What must change each year from the latest value on, in the direction of the target.

    Args:
        period: when the target is due.
        years: how many years are left.
        amount: by how much the value must fall or rise each year, in its unit; zero where the target is reached.
        percent: by how much of itself it must change each year; None where a value is not above zero.
    """

    period: str
    years: int
    amount: Decimal
    percent: Decimal | None


def _linear(begin: Decimal, end: Decimal, share: Decimal) -> Decimal:
    return begin + (end - begin) * share


def _constant_rate(begin: Decimal, end: Decimal, share: Decimal) -> Decimal:
    return begin * (end / begin) ** share


LINEAR, CONSTANT_RATE = "linear", "constant-rate"
COURSES: Mapping[str, Course] = {LINEAR: _linear, CONSTANT_RATE: _constant_rate}


def year_of(figure: Figure) -> int:
    """Give the year a figure is for."""
    return int(figure.period[:4])


def direction(begin: Decimal, end: Decimal) -> Direction:
    """Say which way leads from one value to another."""
    if begin == end:
        return "keep"
    return "fall" if end < begin else "rise"


@dataclass(frozen=True, slots=True)
class Path:
    """The way from the baseline through the levels that are stated.

    Args:
        points: the baseline and the levels after it, by year.
        course: linear or constant-rate, between each two.
        turned: levels that are left out, as with them the way would go back and forth.
    """

    points: tuple[Figure, ...]
    course: str = LINEAR
    turned: tuple[Figure, ...] = ()

    @property
    def direction(self) -> Direction:
        """Whether the value is to fall or to rise."""
        return direction(self.points[0].value, self.points[-1].value)

    def value_in(self, year: int) -> Decimal | None:
        """Give the value of a year; None outside the path, or where the course cannot be followed."""
        for begin, end in pairwise(self.points):
            if year_of(begin) <= year <= year_of(end):
                return on_path(begin, end, year, self.course)
        return None

    def next_after(self, year: int) -> Figure | None:
        """Give the next level that is due after a year; None where none is."""
        return next((point for point in self.points[1:] if year_of(point) > year), None)


def path_of(baseline: Figure, levels: Iterable[Figure], course: str) -> Path | None:
    """Lay a path through the levels that are stated after the baseline; None where none is."""
    later = {year_of(level): level for level in levels if year_of(level) > year_of(baseline)}
    if not later:
        return None
    points = (baseline, *(later[year] for year in sorted(later)))
    ways = {direction(begin.value, end.value) for begin, end in pairwise(points)}
    if {"fall", "rise"} <= ways:
        return Path((baseline, points[-1]), course, points[1:-1])
    return Path(points, course)


def on_path(begin: Figure, end: Figure, year: int, course: str) -> Decimal | None:
    """Give the value of a year between two points; None outside them, or where the course cannot be followed."""
    first, last = year_of(begin), year_of(end)
    if not first <= year <= last or first == last:
        return None
    if course == CONSTANT_RATE and (begin.value <= 0 or end.value <= 0):
        return None
    with localcontext() as context:
        context.prec = DIGITS
        passed = Decimal(year - first) / Decimal(last - first)
        return plain(COURSES[course](begin.value, end.value, passed))


def required_cut(latest: Figure, level: Figure, way: Direction = "fall") -> Cut | None:
    """Give what must change each year to reach a level; None where no year is left or nothing is to change."""
    years = year_of(level) - year_of(latest)
    if years <= 0 or way == "keep":
        return None
    left = latest.value - level.value if way == "fall" else level.value - latest.value
    if left <= 0:
        return Cut(level.period, years, NOTHING, NOTHING)
    with localcontext() as context:
        context.prec = DIGITS
        amount = plain(left / years)
        if latest.value <= 0 or level.value <= 0:
            return Cut(level.period, years, amount, None)
        kept = (level.value / latest.value) ** (Decimal(1) / years)
        return Cut(level.period, years, amount, plain(abs(1 - kept) * HUNDRED))
