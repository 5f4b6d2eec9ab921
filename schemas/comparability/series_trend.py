"""The trend of one place: its figures year by year, where they break off, and how a break is spliced.

Two years that follow each other are one trend where nothing says that they were made differently. Where the basis
changes, or a source marks a break, the years before are brought onto the level of those after by the ratio of a year
that is held in both ways; without such a year the trend stops there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from schemas.basis import CODED
from schemas.comparability.dimension_state import BREAK
from schemas.comparability.dimensions import reasons_between
from schemas.comparability.holders import of_place
from schemas.comparability.options import Option
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Level, Reason, gravest
from schemas.comparability.side import Side
from schemas.comparability.wording import name, number, quantity
from schemas.messages import Message

OF_THE_YEARS = frozenset({"base_period", "reference_period", "uncertainty"})
"""Dimensions that always differ between two years of one place, and say nothing of its trend."""

WHOLE_YEAR = Decimal(100)

ReadOption = Callable[[Option], Side]
"""Reads a place's figures of a source and period as a side."""


@dataclass(frozen=True, slots=True)
class Link:
    """What stands between two years of one place that follow each other.

    Args:
        before: the earlier period.
        after: the later one.
        reasons: the gravest first.
        ratio: by which earlier figures are multiplied, 1 where nothing is spliced; None where the trend stops.
    """

    before: str
    after: str
    reasons: tuple[Reason, ...]
    ratio: Decimal | None


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
    broken = BREAK in later.statuses or made_differently(earlier, later)
    blocked = gravest(reasons) is Level.BLOCKER
    if not broken:
        return Link(before, after, reasons, None if blocked else Decimal(1))
    spliced = None if _not_to_be_bridged(reasons) else _splice(earlier, later, found, read)
    if spliced is None:
        stopped = _stopped(earlier, later, before, after)
        return Link(before, after, (*_but_breaks(reasons), stopped), None)
    ratio, overlap = spliced
    return Link(before, after, (_bridged(earlier, later, ratio, overlap),), ratio)


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


def _splice(
    earlier: Side, later: Side, found: Sequence[Option], read: ReadOption
) -> tuple[Decimal, str] | None:
    """Give the ratio of a year that is held in both ways, the one closest to the break, and that year."""
    if earlier.basis.id == later.basis.id:
        return None  # the source breaks its own series: no year is told in both ways
    old, new = _made_as(earlier, found), _made_as(later, found)
    shared = sorted(old.keys() & new.keys(), key=lambda year: (abs(year - _year(later)), year))
    for year in shared:
        was, now = read(old[year]).answer.value, read(new[year]).answer.value
        if was and now is not None:
            return now / was, str(year)
    return None


def _made_as(side: Side, found: Sequence[Option]) -> dict[int, Option]:
    """Give the figures of whole years made as a side's are: of its source, on its basis."""
    own = side.chosen.option
    if own is None:
        return {}
    apart = (on_basis(option, own.basis_id) for option in found if option.source == own.source)
    return {
        option.period.year: option for option in apart if option is not None and option.period.freq == "A"
    }


def on_basis(option: Option, basis_id: str) -> Option | None:
    """Leave a source's figures of one basis; None where it has none on it."""
    if option.basis_id == basis_id:
        return option
    heads, rows, gases = (
        tuple(seen for seen in several if seen.observation.key.basis == basis_id)
        for several in (option.heads, option.rows, option.by_gas)
    )
    return replace(option, heads=heads, rows=rows, by_gas=gases) if heads or rows else None


def _year(side: Side) -> int:
    return 0 if side.chosen.option is None else side.chosen.option.period.year


def _bridged(earlier: Side, later: Side, ratio: Decimal, overlap: str) -> Reason:
    moved = abs((earlier.answer.value or Decimal(0)) * (ratio - 1))
    unit = later.asked.measure.unit
    values = {
        "place": name(later.place), "before": earlier.period, "after": later.period, "year": overlap,
        "ratio": number(ratio, 4), "moved": quantity(moved, unit),
    }  # fmt: skip
    said = Message("compare.series.spliced", values)
    tonnes = moved if later.asked.measure.group == "GHG" and not later.asked.measure.per_head else None
    lifts = (of_place("spliced", later.place),)
    return Reason("break_in_series", Level.BOUNDED, said, tonnes, lifts, (later.place.code,))


def _stopped(earlier: Side, later: Side, before: str, after: str) -> Reason:
    values = {"place": name(later.place), "before": before, "after": after}
    key = "compare.series.marked" if BREAK in later.statuses else "compare.series.stopped"
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
