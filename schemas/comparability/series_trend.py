"""The trend of one place: its figures year by year, where they break off, and how a break is spliced.

Two years that follow each other are one trend where nothing says that they were made differently. Where the basis
changes, or a source marks a break, the years before are brought onto the level of those after by the ratio of a year
that is held in both ways; without such a year the trend stops there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from schemas.basis import CODED
from schemas.comparability.dimensions import reasons_between
from schemas.comparability.holders import of_place
from schemas.comparability.options import Option
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Level, Reason, gravest
from schemas.comparability.side import BREAK, Side
from schemas.comparability.splice import ReadOption, Splice, splice
from schemas.comparability.wording import name, number, quantity
from schemas.messages import Message

OF_THE_YEARS = frozenset({"base_period", "reference_period", "uncertainty"})
"""Dimensions that always differ between two years of one place, and say nothing of its trend."""

WHOLE_YEAR = Decimal(100)


@dataclass(frozen=True, slots=True)
class Link:
    """What stands between two years of one place that follow each other.

    Args:
        before: the earlier period.
        after: the later one.
        reasons: the gravest first.
        ratio: by which earlier figures are multiplied, 1 where nothing is spliced; None where the trend stops.
        spliced: the year that the ratio is of, and its bounds; None where nothing is spliced.
    """

    before: str
    after: str
    reasons: tuple[Reason, ...]
    ratio: Decimal | None
    spliced: Splice | None = None


@dataclass(frozen=True, slots=True)
class Trend:
    """One place over the years.

    Args:
        sides: its figures by period, in order.
        links: what stands between its years.
        index: by period, 100 in the base year; only for the years that are one trend with it.
    """

    sides: Mapping[str, Side]
    links: tuple[Link, ...]
    index: Mapping[str, Decimal]


def trend(sides: Mapping[str, Side], base: str, found: Sequence[Option], read: ReadOption) -> Trend:
    """Follow one place through the years.

    Args:
        sides: its figures by period, in order; a year without a figure is left out of the trend.
        base: the period that is 100.
        found: all its figures, of every source and period.
        read: reads one of them as a side.
    """
    told = [(period, side) for period, side in sides.items() if side.answer.value is not None]
    links = tuple(_link(one, other, found, read) for one, other in pairwise(told))
    return Trend(sides, links, dict(_index(dict(told), links, base)))


def _link(one: tuple[str, Side], other: tuple[str, Side], found: Sequence[Option], read: ReadOption) -> Link:
    (before, earlier), (after, later) = one, other
    between = reasons_between(Pair(later.asked, earlier, later))
    reasons = tuple(reason for reason in between if reason.dimension not in OF_THE_YEARS)
    marked = BREAK in later.statuses or breaks_between(earlier, later, found)
    broken = marked or made_differently(earlier, later)
    blocked = gravest(reasons) is Level.BLOCKER
    if not broken:
        return Link(before, after, reasons, None if blocked else Decimal(1))
    spliced = None if _not_to_be_bridged(reasons) else splice(earlier, later, found, read)
    if spliced is None:
        stopped = _stopped(earlier, later, (before, after), marked=marked)
        return Link(before, after, (*_but_breaks(reasons), stopped), None)
    return Link(before, after, (_bridged(earlier, later, spliced),), spliced.ratio, spliced)


def breaks_between(one: Side, other: Side, found: Sequence[Option]) -> bool:
    """Say whether the later figures' source marks a break in a year between two that is not looked at."""
    own = other.chosen.option
    if own is None or one.chosen.option is None:
        return False
    first, last = one.chosen.option.period.start, own.period.start
    between = (
        option for option in found if option.source == own.source and first < option.period.start < last
    )
    return any(_marks_a_break(option, own.basis_id) for option in between)


def _marks_a_break(option: Option, basis_id: str) -> bool:
    told = (option.heads[:1] or option.rows) if option.basis_id == basis_id else ()
    return any(seen.observation.obs_status == BREAK for seen in told if seen.observation.value is not None)


def made_differently(one: Side, other: Side) -> bool:
    """Say whether two figures of one place are known not to be made alike."""
    if one.basis.id == other.basis.id:
        return False
    return one.basis.boundary != other.basis.boundary or any(
        getattr(one.basis, attribute) != getattr(other.basis, attribute)
        for attribute in (*CODED, "territory", "definition")
    )


_UNLIKE = frozenset({"value_type", "boundary", "definition"})
"""What no ratio bridges: another kind of value, another area, another thing."""


def _not_to_be_bridged(reasons: Sequence[Reason]) -> bool:
    return any(reason.dimension in _UNLIKE and reason.level is Level.BLOCKER for reason in reasons)


def _but_breaks(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason.dimension != "break_in_series")


def _bridged(earlier: Side, later: Side, made: Splice) -> Reason:
    moved = max(
        abs((earlier.answer.value or Decimal(0)) * (ratio - 1))
        for ratio in (made.lower, made.ratio, made.upper)
    )
    unit = later.asked.measure.unit
    values = {
        "place": name(later.place), "before": earlier.period, "after": later.period, "year": made.year,
        "ratio": number(made.ratio, 4), "moved": quantity(moved, unit),
    }  # fmt: skip
    said = Message("compare.series.spliced", values)
    tonnes = moved if later.asked.measure.group == "GHG" and not later.asked.measure.per_head else None
    lifts = (of_place("spliced", later.place),)
    return Reason("break_in_series", Level.BOUNDED, said, tonnes, lifts, (later.place.code,))


def _stopped(earlier: Side, later: Side, years: tuple[str, str], *, marked: bool) -> Reason:
    values = {"place": name(later.place), "before": years[0], "after": years[1]}
    key = "compare.series.marked" if marked else "compare.series.stopped"
    lifts = (of_place("spliced", later.place),)
    return Reason("break_in_series", Level.CAVEAT, Message(key, values), None, lifts, (earlier.place.code,))


def _index(told: Mapping[str, Side], links: Sequence[Link], base: str) -> Iterator[tuple[str, Decimal]]:
    """Give 100 for the base year, and each year that is one trend with it beside that."""
    if base not in told or not told[base].answer.value:
        return
    levels: dict[str, Decimal] = {base: Decimal(1)}
    for link in links:
        if link.before in levels and link.ratio:
            levels[link.after] = levels[link.before] / link.ratio
    for link in reversed(links):
        if link.after in levels and link.ratio:
            levels[link.before] = levels[link.after] * link.ratio
    first = told[base].answer.value or Decimal(1)
    for period, side in told.items():
        if period in levels and side.answer.value is not None:
            yield period, (WHOLE_YEAR * side.answer.value * levels[period] / first).quantize(_ONE_DECIMAL)


_ONE_DECIMAL = Decimal("0.1")
