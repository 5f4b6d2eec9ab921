"""Constraints on rows: for which rows one holds, and for which it certainly fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from policies.compiled.comparison import ANY, HAS, IS_A, NONE, PART, Scale
from policies.compiled.ordering import EQ, GT, GTEQ, LT, LTEQ, MOMENT, NEQ, Stretch, shifted, stretch
from policies.compiled.residual import (
    EVERY_ROW,
    NO_ROW,
    Before,
    Column,
    EndsBy,
    From,
    NoneOf,
    OneOf,
    RowTest,
    StartsFrom,
    both,
    either,
)
from policies.compiled.truth import Truth
from policies.odrl.policy import ODRL, Constraint, Duration, Iri, Value
from policies.odrl.vocabulary import OG
from schemas.places import former_places, shipped_places


@dataclass(frozen=True, slots=True)
class Sides:
    """Which rows a condition holds for, and which it fails for; for all others it is unknown."""

    holds: RowTest
    fails: RowTest


UNKNOWN = Sides(NO_ROW, NO_ROW)
HOLDS = Sides(EVERY_ROW, NO_ROW)
FAILS = Sides(NO_ROW, EVERY_ROW)

RowSides: TypeAlias = Callable[[datetime | None], Sides]
"""Gives the sides of a constraint at a time."""


def sides_of(truth: Truth) -> Sides:
    """Give the sides of what is known without any row."""
    return UNKNOWN if truth is None else HOLDS if truth else FAILS


def opposite(sides: Sides) -> Sides:
    """Give the sides of the opposite."""
    return Sides(sides.fails, sides.holds)


DATA_AGE = f"{OG}dataAge"
"""The row operand that hangs on the time of the request."""

CODED: Mapping[str, Column] = {
    f"{OG}sector": "sector",
    f"{OG}indicator": "indicator",
    f"{ODRL}spatial": "place",
}
FLAGS: Mapping[str, tuple[str, ...]] = {
    "validated": ("A",),
    "estimated": ("E", "I", "F"),
    "draft": ("P", "V"),
}
"""Which observation statuses a quality flag means; of all others the quality is not known."""

FREQUENCIES: Mapping[str, tuple[str, ...]] = {"year": ("A",), "quarter": ("Q",), "month": ("M",)}
KINDS: Mapping[str, str] = {"COUNTRY": "country", "NUTS3": "NUTS3", "MUN": "LAU"}
"""Which level a kind of place is."""


def row_sides(constraint: Constraint, scale: Scale) -> RowSides:
    """Give, for a constraint on a row operand, the sides at a time.

    Args:
        constraint: the constraint.
        scale: how the operand's values are compared.
    """
    if constraint.left == DATA_AGE:
        return lambda now: _age(constraint, now)
    fixed = _fixed(constraint, scale)
    return lambda _now: fixed


def is_row_operand(operand: str) -> bool:
    """Say whether a left operand's value is a row's."""
    return operand in CODED or operand in OTHERS or operand == DATA_AGE


def _fixed(constraint: Constraint, scale: Scale) -> Sides:
    if not constraint.right or constraint.unit or constraint.reference or constraint.others:
        return UNKNOWN
    if constraint.left in CODED:
        return _coded(CODED[constraint.left], constraint, scale)
    return OTHERS[constraint.left](constraint)


def _coded(column: Column, constraint: Constraint, scale: Scale) -> Sides:
    tree, operator = scale.tree, constraint.operator
    names = [tree.name(value) for value in constraint.right]
    several = operator in (ANY, NONE, PART, IS_A, HAS)
    strangers = any(isinstance(one, Iri) and not tree.knows(tree.name(one)) for one in constraint.right)
    if not all(names) or strangers or (len(names) > 1 and not several):
        return UNKNOWN
    if operator in (EQ, ANY, NEQ, NONE):
        same = _one_of(column, frozenset(names))
        return same if operator in (EQ, ANY) else opposite(same)
    if operator in (IS_A, PART, HAS):
        return _within(column, names, scale, wholes=operator != HAS)
    return UNKNOWN


def _one_of(column: Column, values: frozenset[str]) -> Sides:
    return Sides(OneOf(column, values), NoneOf(column, values))


def _within(column: Column, names: list[str], scale: Scale, *, wholes: bool) -> Sides:
    """Give the sides of being part of a place or sector, or of having it as a part."""
    tree = scale.tree
    reached = frozenset(one for name in names for one in (tree.below(name) if wholes else tree.above(name)))
    known = tree.known() if all(map(tree.knows, names)) else frozenset()
    return Sides(OneOf(column, reached), OneOf(column, known - reached) if known else NO_ROW)


def _levels(codes: Mapping[str, frozenset[str]], column: Column, order: tuple[str, ...]) -> "_ByConstraint":
    """Give the sides of an operand whose ordered values stand for codes of a column."""

    def sides(constraint: Constraint) -> Sides:
        wanted, operator = constraint.right, constraint.operator
        if not all(isinstance(one, str) and one in order for one in wanted):
            return UNKNOWN
        ranks = {order.index(str(one)) for one in wanted}
        if operator not in RANKED or (len(ranks) > 1 and operator not in (ANY, NONE)):
            return UNKNOWN
        passing = {code for code in codes if RANKED[operator](order.index(code), ranks)}
        return Sides(*(_codes_of(column, codes, passing, side) for side in (True, False)))

    return sides


def _codes_of(column: Column, codes: Mapping[str, frozenset[str]], passing: set[str], side: bool) -> RowTest:
    found = frozenset(one for code in codes if (code in passing) is side for one in codes[code])
    return OneOf(column, found) if found else NO_ROW


_ByConstraint: TypeAlias = Callable[[Constraint], Sides]
RANKED: Mapping[str, Callable[[int, set[int]], bool]] = {
    EQ: lambda rank, wanted: rank in wanted,
    ANY: lambda rank, wanted: rank in wanted,
    NEQ: lambda rank, wanted: rank not in wanted,
    NONE: lambda rank, wanted: rank not in wanted,
    LT: lambda rank, wanted: rank < min(wanted),
    LTEQ: lambda rank, wanted: rank <= min(wanted),
    GT: lambda rank, wanted: rank > max(wanted),
    GTEQ: lambda rank, wanted: rank >= max(wanted),
}


def _places_by_level() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for code, place in {**former_places(), **shipped_places()}.items():
        if place.kind in KINDS:
            found.setdefault(KINDS[place.kind], set()).add(code)
    return {level: frozenset(codes) for level, codes in found.items()}


def _spatial_level(constraint: Constraint) -> Sides:
    order = ("country", "NUTS3", "LAU", "district", "grid", "site")
    return _levels(_places_by_level(), "place", order)(constraint)


def _quality(constraint: Constraint) -> Sides:
    codes = {flag: frozenset(statuses) for flag, statuses in FLAGS.items()}
    if constraint.operator not in (EQ, NEQ, ANY, NONE):
        return UNKNOWN
    return _levels(codes, "obs_status", tuple(FLAGS))(constraint)


def _temporal_level(constraint: Constraint) -> Sides:
    codes = {level: frozenset(codes) for level, codes in FREQUENCIES.items()}
    return _levels(codes, "freq", ("year", "quarter", "month", "day", "hour"))(constraint)


def _period(constraint: Constraint) -> Sides:
    wanted = _only_stretch(constraint.right)
    return UNKNOWN if wanted is None else _of_stretch(constraint.operator, wanted, EndsBy, StartsFrom)


def _published(constraint: Constraint) -> Sides:
    wanted = _only_stretch(constraint.right)
    return UNKNOWN if wanted is None else _of_moment(constraint.operator, wanted)


def _of_moment(operator: str, wanted: Stretch) -> Sides:
    return _of_stretch(
        operator,
        wanted,
        lambda moment: Before("recorded_from", moment),
        lambda moment: From("recorded_from", moment),
    )


def _only_stretch(right: tuple[Value, ...]) -> Stretch | None:
    return stretch(right[0]) if len(right) == 1 else None


def _of_stretch(
    operator: str,
    wanted: Stretch,
    ends: Callable[[datetime], RowTest],
    starts: Callable[[datetime], RowTest],
) -> Sides:
    """Give the sides of a row's time compared with another: before it, after it, within it."""
    start, end = wanted
    within = Sides(both((starts(start), ends(end))), either((ends(start), starts(end))))
    by_operator = {
        LT: Sides(ends(start), starts(start)),
        LTEQ: Sides(ends(end), starts(end)),
        GT: Sides(starts(end), ends(end)),
        GTEQ: Sides(starts(start), ends(start)),
        EQ: within,
        PART: within,
        NEQ: opposite(within),
    }
    return by_operator.get(operator, UNKNOWN)


AGES: Mapping[str, str] = {LT: GT, LTEQ: GTEQ, GT: LT, GTEQ: LTEQ, EQ: EQ, NEQ: NEQ}
"""A figure is older if it was published earlier."""


def _age(constraint: Constraint, now: datetime | None) -> Sides:
    wanted = constraint.right[0] if len(constraint.right) == 1 else None
    operator = AGES.get(constraint.operator)
    unclear = constraint.unit or constraint.reference or constraint.others
    if now is None or operator is None or unclear or not isinstance(wanted, Duration):
        return UNKNOWN
    moment = shifted(now, wanted, -1)
    return _of_moment(operator, (moment, moment + MOMENT))


OTHERS: Mapping[str, _ByConstraint] = {
    f"{OG}referencePeriod": _period,
    f"{OG}embargoUntil": _published,
    f"{OG}qualityFlag": _quality,
    f"{OG}spatialLevel": _spatial_level,
    f"{OG}temporalLevel": _temporal_level,
}
