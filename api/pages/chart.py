"""Charts: the geometry of horizontal bars, in per cent of the space they are given.

Text stays HTML, so that it wraps and grows on a phone; only bars, ranges and gridlines are SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from api.pages.formatting import number
from schemas.languages import Lang
from schemas.messages import say
from schemas.units import plain

MOST_STEPS = 4
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_HUNDRED = Decimal(100)
_MAGNITUDES = ((9, "billion"), (6, "million"), (3, "thousand"), (0, "one"))


@dataclass(frozen=True, slots=True)
class Bar:
    """What one bar tells.

    Args:
        name: the place's name.
        text: the figure as a person reads it.
        value: the figure in the chart's unit; None where there is none.
        lower: lower bound, where the figure is bounded.
        upper: upper bound.
        href: where the name leads.
        explain: where the figure leads: the way back to its source.
        note: what must be known beside it.
    """

    name: str
    text: str
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    href: str = ""
    explain: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the axis, e.g. from ``0%``, ``43.21%`` wide."""

    start: str
    width: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """A bar with its stretch and the stretch of its bounds."""

    bar: Bar
    span: Span | None
    bounds: Span | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A gridline with its number, e.g. at ``50%``; the outermost are anchored inwards."""

    at: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars on one axis.

    Args:
        title: e.g. the level of the places.
        bars: in the order given.
        ticks: gridlines from left to right.
        unit: what the axis counts, e.g. ``million t CO₂e``.
    """

    title: str
    bars: tuple[DrawnBar, ...]
    ticks: tuple[Tick, ...]
    unit: str


def panel(title: str, bars: Sequence[Bar], unit: str, lang: Lang) -> Panel:
    """Lay bars out on an axis that begins at zero.

    Args:
        title: of the panel.
        bars: in the order in which they are to stand; values in one unit.
        unit: the unit's symbol.
        lang: for the numbers at the axis.
    """
    numbers = [value for bar in bars for value in (bar.value, bar.lower, bar.upper) if value is not None]
    marks = axis(min(numbers, default=Decimal(0)), max(numbers, default=Decimal(0)))
    scale, counted = _magnitude(marks, unit, lang)
    ticks = tuple(
        Tick(_percent(mark, marks), number(plain(mark / scale), lang), _anchor(mark, marks)) for mark in marks
    )
    drawn = tuple(DrawnBar(bar, _bar_span(bar, marks), _bounds(bar, marks)) for bar in bars)
    return Panel(title, drawn, ticks, counted)


def axis(lowest: Decimal, highest: Decimal) -> tuple[Decimal, ...]:
    """Give round marks from at most zero to at least zero that hold all numbers, in few even steps."""
    low, high = min(lowest, Decimal(0)), max(highest, Decimal(0))
    if low == high:
        high = Decimal(1)
    step = _step((high - low) / MOST_STEPS)
    first, last = (
        (low / step).to_integral_value("ROUND_FLOOR"),
        (high / step).to_integral_value("ROUND_CEILING"),
    )
    return tuple(step * mark for mark in range(int(first), int(last) + 1))


def _step(least: Decimal) -> Decimal:
    power = Decimal(1).scaleb(least.adjusted())
    return next(step * power for step in _STEPS if step * power >= least)


def _magnitude(marks: Sequence[Decimal], unit: str, lang: Lang) -> tuple[Decimal, str]:
    largest = max(abs(mark) for mark in marks)
    power, name = next(((power, name) for power, name in _MAGNITUDES if largest >= 10**power), (0, "one"))
    return Decimal(10) ** power, say(f"page.magnitude.{name}", lang, unit=unit).strip()


def _percent(value: Decimal, marks: Sequence[Decimal]) -> str:
    share = (value - marks[0]) / (marks[-1] - marks[0]) * _HUNDRED
    return f"{share:.2f}%"


def _anchor(mark: Decimal, marks: Sequence[Decimal]) -> str:
    return "start" if mark == marks[0] else "end" if mark == marks[-1] else "middle"


def _bar_span(bar: Bar, marks: Sequence[Decimal]) -> Span | None:
    return None if bar.value is None else _span(min(bar.value, Decimal(0)), max(bar.value, Decimal(0)), marks)


def _bounds(bar: Bar, marks: Sequence[Decimal]) -> Span | None:
    ends = [end for end in (bar.lower, bar.upper, bar.value) if end is not None]
    bounded = bar.lower is not None or bar.upper is not None
    return _span(min(ends), max(ends), marks) if bounded else None


def _span(start: Decimal, end: Decimal, marks: Sequence[Decimal]) -> Span:
    width = (end - start) / (marks[-1] - marks[0]) * _HUNDRED
    return Span(_percent(start, marks), f"{width:.2f}%")
