"""Splicing: the ratio that brings figures before a break onto the level of those after it.

Both sides of the break must be held for one year at least: made as the earlier figures are, and as the later ones are.
Of several such years the one closest to the break counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from schemas.comparability.options import Option
from schemas.comparability.outcome import Outcome

if TYPE_CHECKING:  # a side holds the ratio of its own break
    from schemas.comparability.side import Side

ReadOption = Callable[[Option], "Side"]
"""Reads a place's figures of a source and period as a side."""


@dataclass(frozen=True, slots=True)
class Splice:
    """What earlier figures are multiplied by.

    Args:
        ratio: the later way's figure by the earlier way's, of one year.
        year: that year.
        lower: lower bound, where either figure has an interval.
        upper: upper bound.
    """

    ratio: Decimal
    year: str
    lower: Decimal
    upper: Decimal


def splice(earlier: Side, later: Side, found: Sequence[Option], read: ReadOption) -> Splice | None:
    """Give the ratio of the year closest to the break that is held in both ways; None where there is none.

    Two figures of unlike signs, or one that may be zero, have no ratio. Where a source breaks its own series without
    another basis, no year is told in both ways.

    Args:
        earlier: the figure before the break.
        later: the figure after it.
        found: all figures of the place, of every source and period.
        read: reads one of them as a side.
    """
    if earlier.basis.id == later.basis.id:
        return None
    old, new = _made_as(earlier, found), _made_as(later, found)
    for year in sorted(old.keys() & new.keys(), key=lambda year: (abs(year - _year(later)), year)):
        made = _ratio(read(old[year]).answer, read(new[year]).answer, str(year))
        if made is not None:
            return made
    return None


def _ratio(was: Outcome, now: Outcome, year: str) -> Splice | None:
    if was.value is None or now.value is None or was.value * now.value <= 0:
        return None
    if _spans_zero(was) or _spans_zero(now):
        return None
    ends = [top / bottom for top in _ends(now) for bottom in _ends(was)]
    return Splice(now.value / was.value, year, min(ends), max(ends))


def _ends(outcome: Outcome) -> tuple[Decimal, Decimal]:
    value = outcome.value or Decimal(0)
    return (
        value if outcome.lower is None else outcome.lower,
        value if outcome.upper is None else outcome.upper,
    )


def _spans_zero(outcome: Outcome) -> bool:
    lower, upper = _ends(outcome)
    return lower <= 0 <= upper


def before_the_break(later: Option, found: Sequence[Option]) -> Option | None:
    """Give the latest figures before some, of their own source and made in another way."""
    earlier = [
        option
        for option in found
        if option.source == later.source
        and option.period.start < later.period.start
        and option.basis_id != later.basis_id
    ]
    return max(earlier, key=lambda option: option.period.start, default=None)


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
