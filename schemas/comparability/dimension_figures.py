"""Dimensions of the figures themselves: what was defined, what kind of value, how certain, how current."""

from collections.abc import Iterable
from decimal import Decimal

from schemas.basis import UNKNOWN
from schemas.comparability.attributes import unstated
from schemas.comparability.holders import inventory_holder, lift, of_place
from schemas.comparability.pair import Pair, reason
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.rows import UNDIVIDED
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, label, labels, name, quantity, words
from schemas.messages import Message


def definition(pair: Pair) -> Reason | None:
    """Compare which variant of the indicator's definition was used: trips or kilometres, air or ground."""
    kinds = tuple(map(_kind, pair.sides))
    if kinds[0] != kinds[1]:
        values = {**pair.names(), "a": _kind_said(kinds[0]), "b": _kind_said(kinds[1])}
        said = Message("compare.definition.kind", values)
        return reason("definition", Level.BLOCKER, said, None, _same_definition(pair.sides))
    if pair.silent("definition"):
        return unstated(pair, "definition", Level.CAVEAT)
    one, other = pair.codes("definition")
    if one.casefold() == other.casefold():
        return None
    said = Message("compare.definition.differs", pair.said("definition"))
    return reason("definition", Level.BLOCKER, said, None, _same_definition(pair.sides))


def _kind(side: Side) -> tuple[tuple[str, str], ...]:
    """Give what a printed figure is restricted to: a carrier, a kind, a gas."""
    if side.case is None or side.case.head is None:
        return ()
    key = side.case.head.observation.key
    told = (("carrier", key.carrier), ("mode", key.mode), ("gas", key.gas))
    return tuple((codes, code) for codes, code in told if code not in UNDIVIDED | {UNKNOWN, "CO2E"})


def _kind_said(kind: tuple[tuple[str, str], ...]) -> Message:
    return (
        in_turn(tuple(label(codes, code) for codes, code in kind))
        if kind
        else Message("compare.definition.all")
    )


def _same_definition(sides: Iterable[Side]) -> tuple[Lift, ...]:
    return tuple(of_place("same_definition", side.place) for side in sides)


def value_type(pair: Pair) -> Reason | None:
    """Compare what kind of values they are: what was, and what is meant to be, never stand side by side."""
    one, other = (_value_type(side) for side in pair.sides)
    if one == other:
        return None
    values = {**pair.names(), "a": label("value_type", one), "b": label("value_type", other)}
    lifts = (lift("same_type", inventory_holder(pair.other.place), place=name(pair.other.place)),)
    return reason("value_type", Level.BLOCKER, Message("compare.value_type.differs", values), None, lifts)


def _value_type(side: Side) -> str:
    head = None if side.case is None else side.case.head
    return "ACT" if head is None else head.observation.key.value_type


def confidentiality(pair: Pair) -> Reason | None:
    """Say whose figures rest on values that are held back."""
    held_back = [side for side in pair.sides if side.held_back]
    if not held_back:
        return None
    said = tuple(
        Message(
            "compare.confidentiality.marked",
            {"place": name(side.place), "statuses": labels("conf_status", side.held_back)},
        )
        for side in held_back
    )
    lifts = tuple(of_place("free", side.place) for side in held_back)
    return reason("confidentiality", Level.CAVEAT, in_turn(said), None, lifts)


def vintage(pair: Pair) -> Reason | None:
    """Compare how one dataset was read: two places of it, read by two versions of a mapping."""
    one, other = pair.one.read_by, pair.other.read_by
    astray = sorted(name for name in one.keys() & other.keys() if one[name].isdisjoint(other[name]))
    if not astray:
        return None
    values = {**pair.names(), "dataset": words(astray[0][0])}
    lifts = (lift("same_vintage", Message("compare.holder.node"), **values),)
    return reason("vintage", Level.CAVEAT, Message("compare.vintage.differs", values), None, lifts)


def uncertainty(pair: Pair) -> Reason | None:
    """Say that the intervals of two figures overlap: which is the larger is not certain."""
    one, other = pair.one.answer, pair.other.answer
    if one.value is None or other.value is None or not (one.width or other.width):
        return None
    same = (one.value, one.lower, one.upper) == (other.value, other.lower, other.upper)
    shared = min(_upper(pair.one), _upper(pair.other)) - max(_lower(pair.one), _lower(pair.other))
    if same or shared < 0:
        return None
    unit = pair.asked.measure.unit
    values = {**pair.names(), "shared": quantity(shared, unit)}
    lifts = tuple(of_place("certain", side.place) for side in pair.sides if side.answer.width)
    amount = None if pair.asked.measure.per_head else shared
    return reason("uncertainty", Level.BOUNDED, Message("compare.uncertainty.overlap", values), amount, lifts)


def _lower(side: Side) -> Decimal:
    return side.answer.lower if side.answer.lower is not None else side.answer.value or Decimal(0)


def _upper(side: Side) -> Decimal:
    return side.answer.upper if side.answer.upper is not None else side.answer.value or Decimal(0)
