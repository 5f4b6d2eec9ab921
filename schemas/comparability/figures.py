"""Figures: printed rows of one sector, read at the scopes that are wanted.

A row is what stands printed at one scope code. A figure is what the rows say for a set of scopes: it may be
printed as such, be a sum of parts, or a sum less the parts not wanted; or it may tell of more or fewer
scopes than were wanted, and then says so.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.comparability.scopes import WIDEST_FIRST, parts
from schemas.observations import StoredObservation

NOTHING_THERE = frozenset({"NO", "NA", "IE"})
"""Notation keys that stand for a zero; what is not declared (a dash) is not known."""

CONCEALED = frozenset({"NE", "C"})
"""Notation keys of what is there, but not estimated or not shown: no zero may be concluded."""

NONE = Decimal(0)

CANNOT_EXIST, ELSEWHERE, NOT_COLLECTED, SUPPRESSED = "M", "K", "L", "Q"


@dataclass(frozen=True, slots=True)
class Row:
    """What stands printed for one sector at one scope code.

    Args:
        value: the number in the indicator's unit; zero where a notation key says that nothing is there;
            None where nothing is known.
        printed: whether a number stands there.
        observations: what it was read from.
        concealed: whether something is there that is not estimated or not shown.
        hidden: by how much the source itself says that the number may be lower.
        more: by how much it may be higher.
    """

    value: Decimal | None
    printed: bool
    observations: tuple[StoredObservation, ...]
    concealed: bool = False
    hidden: Decimal = NONE
    more: Decimal = NONE

    @classmethod
    def of(
        cls, stored: StoredObservation, value: Decimal | None, hidden: Decimal = NONE, more: Decimal = NONE
    ) -> "Row":
        """Read one observation whose value, with what it may be lower or higher, is in the indicator's unit."""
        if value is not None:
            return cls(value, True, (stored,), hidden=hidden, more=more)
        seen = stored.observation
        nothing = seen.notation_key in NOTHING_THERE or (
            not seen.notation_key and seen.obs_status in (CANNOT_EXIST, ELSEWHERE)
        )
        concealed = seen.notation_key in CONCEALED or seen.obs_status in (NOT_COLLECTED, SUPPRESSED)
        return cls(Decimal(0) if nothing else None, False, (stored,), concealed)


Rows = Mapping[str, Row]
"""Rows of one sector by scope code."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value for a set of scopes.

    Args:
        value: in the indicator's unit.
        scopes: what it tells of, S1, S2, S3.
        observations: what it was read from.
        hidden: by how much it may be lower: a part that may belong to another cell, or what a source says.
        split: false where several scopes stand in one number only.
        more: by how much it may be higher.
    """

    value: Decimal
    scopes: frozenset[str]
    observations: tuple[StoredObservation, ...]
    hidden: Decimal = NONE
    split: bool = True
    more: Decimal = NONE

    def plus(self, other: "Figure", sign: int = 1) -> "Figure":
        """Add another figure, or take it away; the scopes are those of both.

        What the other may be lower, the difference may be higher.
        """
        below, above = (other.hidden, other.more) if sign > 0 else (other.more, other.hidden)
        return Figure(
            self.value + sign * other.value,
            self.scopes | other.scopes,
            self.observations + other.observations,
            self.hidden + below,
            self.split and other.split,
            self.more + above,
        )


def total(figures: Iterable[Figure]) -> Figure | None:
    """Add figures up; None where there are none."""
    found: Figure | None = None
    for figure in figures:
        found = figure if found is None else found.plus(figure)
    return found


def at_scopes(rows: Rows, wanted: frozenset[str], alone: bool = False) -> Figure | None:
    """Read rows at the scopes that are wanted, the best way first.

    Args:
        rows: printed rows of one sector by scope code.
        wanted: scopes, S1, S2, S3.
        alone: whether the sector knows scope 1 only, whatever its rows are called.

    Returns:
        The figure; None where the rows say nothing of these scopes. Its scopes may be fewer (parts not
        known) or more (a sum that the source does not take apart).
    """
    if alone and not _beyond_scope_one(rows):
        return _scope_one(rows) if "S1" in wanted else None
    for reading in _READINGS:
        figure = reading(rows, wanted)
        if figure is not None:
            return figure
    return None


def _beyond_scope_one(rows: Rows) -> bool:
    return any(rows[code].value for code in ("S2", "S3") if code in rows)


def _scope_one(rows: Rows) -> Figure | None:
    for code in ("S1", *WIDEST_FIRST):
        if code in rows and rows[code].value is not None:
            return _figure(rows[code], frozenset({"S1"}))
    return None


def _figure(row: Row, scopes: frozenset[str], split: bool = True) -> Figure:
    return Figure(row.value or NONE, scopes, row.observations, row.hidden, split, row.more)


def _parts(rows: Rows, scopes: Iterable[str]) -> Iterator[Figure]:
    """Give the single scopes that are known, a zero by notation key too."""
    for scope in sorted(scopes):
        if scope in rows and rows[scope].value is not None:
            yield _figure(rows[scope], frozenset({scope}))


def _numbers(rows: Rows) -> Iterator[tuple[Row, frozenset[str]]]:
    for code in WIDEST_FIRST:
        if code in rows and rows[code].printed:
            yield rows[code], parts(code)


def _as_printed(rows: Rows, wanted: frozenset[str]) -> Figure | None:
    for row, scopes in _numbers(rows):
        if scopes == wanted:
            split = len(scopes) == 1 or any(code in rows for code in ("S1", "S2", "S3"))
            return _figure(row, scopes, split)
    return None


def _all_parts(rows: Rows, wanted: frozenset[str]) -> Figure | None:
    found = tuple(_parts(rows, wanted))
    return total(found) if len(found) == len(wanted) else None


def _less_the_rest(rows: Rows, wanted: frozenset[str]) -> Figure | None:
    for row, scopes in _numbers(rows):
        rest = tuple(_parts(rows, scopes - wanted))
        if wanted < scopes and len(rest) == len(scopes - wanted):
            figure = _figure(row, scopes, split=len(wanted) == 1)
            for part in rest:
                figure = figure.plus(part, sign=-1)
            return replace(figure, scopes=wanted, split=len(wanted) == 1)
    return None


def _sum_and_parts(rows: Rows, wanted: frozenset[str]) -> Figure | None:
    for row, scopes in _numbers(rows):
        if scopes < wanted and len(scopes) > 1:
            return total((_figure(row, scopes, split=False), *_parts(rows, wanted - scopes)))
    return None


def _known_parts(rows: Rows, wanted: frozenset[str]) -> Figure | None:
    """Add up the parts known; where they make up a printed sum, nothing is in the parts not known."""
    found = total(_parts(rows, wanted))
    if found is None or not _nothing_left(rows, wanted - found.scopes):
        return found
    return replace(found, scopes=wanted, split=True)


def _nothing_left(rows: Rows, scopes: frozenset[str]) -> bool:
    """Say whether a printed sum leaves nothing for scopes not known, and nothing there is concealed."""
    if any(rows[scope].concealed for scope in scopes if scope in rows):
        return False
    sums = ((row, total(_parts(rows, together))) for row, together in _numbers(rows) if scopes < together)
    return any(known is not None and known.value == row.value for row, known in sums)


def _not_taken_apart(rows: Rows, wanted: frozenset[str]) -> Figure | None:
    """Take the narrowest sum less the parts known beside it."""
    if _nothing_left(rows, wanted):
        return Figure(Decimal(0), wanted, ())
    for row, scopes in reversed(tuple(_numbers(rows))):
        if scopes & wanted and len(scopes) > 1:
            figure = _figure(row, scopes, split=False)
            for part in _parts(rows, scopes - wanted):
                figure = figure.plus(part, sign=-1)
            known = {scope for scope in scopes - wanted if scope in rows and rows[scope].value is not None}
            return replace(figure, scopes=scopes - known, split=False)
    return None


_READINGS: tuple[Callable[[Rows, frozenset[str]], Figure | None], ...] = (
    _as_printed,
    _all_parts,
    _less_the_rest,
    _sum_and_parts,
    _known_parts,
    _not_taken_apart,
)
