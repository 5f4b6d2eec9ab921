"""Transforms: how a city's own figure becomes one of ours, as data and exact.

A transform is a JSON object with a ``kind``; see `KINDS`. Numbers in it are written as text or as whole numbers, never as
floating point: ``{"kind": "linear", "a": "0.001"}``. What it needs and does not find is refused, never assumed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

from schemas.errors import SchemaError
from schemas.exact_numbers import decimal_of
from schemas.units import factor, unit

Told = Mapping[str, object]
Known = Mapping[str, Decimal]
MOST_STEPS = 8
MOST_DIGITS = 30
"""More is no figure of a city, and would take a fraction long to reckon with."""


class TransformError(SchemaError):
    """Say what in a transform was found, and what was expected."""

    def __init__(self, found: object, expected: str) -> None:
        self.found = found
        self.expected = expected
        super().__init__(f"transform {found!r}: expected {expected}")


class TransformNeedsError(SchemaError):
    """Say which figure a transform needs and was not given."""

    def __init__(self, kind: str, needed: str) -> None:
        self.needed = needed
        super().__init__(
            f"the transform {kind!r} needs {needed}: give that figure of the same place and period"
        )


class TransformNotInvertibleError(SchemaError):
    """Say which transform cannot be undone."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the transform {kind!r} with these numbers cannot be undone")


class Transform(Protocol):
    """What turns a number of theirs into one of ours and, where that is possible, back."""

    def apply(self, value: Fraction, known: Known) -> Fraction:
        """Give our number."""

    def undo(self, value: Fraction, known: Known) -> Fraction:
        """Give their number."""

    def needs(self) -> tuple[str, ...]:
        """Give the indicators whose figures of the same place and period it needs."""


@dataclass(frozen=True, slots=True)
class Linear:
    """``a`` times x plus ``b``: a factor, a unit, a complement, a reduction from a baseline are all of this kind."""

    kind: str
    a: Fraction
    b: Fraction = Fraction(0)

    def apply(self, value: Fraction, known: Known) -> Fraction:
        """Give our number."""
        return self.a * value + self.b

    def undo(self, value: Fraction, known: Known) -> Fraction:
        """Give their number."""
        if self.a == 0:
            raise TransformNotInvertibleError(self.kind)
        return (value - self.b) / self.a

    def needs(self) -> tuple[str, ...]:
        """Give the figures that it needs: none."""
        return ()


@dataclass(frozen=True, slots=True)
class Scaled:
    """x divided by (``per``) or times (``of``) a figure of ours, e.g. inhabitants, and times a scale."""

    kind: str
    indicator: str
    scale: Fraction
    divide: bool

    def apply(self, value: Fraction, known: Known) -> Fraction:
        """Give our number."""
        return value * self._factor(known)

    def undo(self, value: Fraction, known: Known) -> Fraction:
        """Give their number."""
        return value / self._factor(known)

    def needs(self) -> tuple[str, ...]:
        """Give the figure that it divides by or multiplies with."""
        return (self.indicator,)

    def _factor(self, known: Known) -> Fraction:
        found = Fraction(known[self.indicator]) if self.indicator in known else Fraction(0)
        if found <= 0:
            raise TransformNeedsError(self.kind, self.indicator)
        return self.scale / found if self.divide else found * self.scale


@dataclass(frozen=True, slots=True)
class Chain:
    """Several transforms, one after the other."""

    steps: tuple[Transform, ...]

    def apply(self, value: Fraction, known: Known) -> Fraction:
        """Give our number."""
        for step in self.steps:
            value = step.apply(value, known)
        return value

    def undo(self, value: Fraction, known: Known) -> Fraction:
        """Give their number."""
        for step in reversed(self.steps):
            value = step.undo(value, known)
        return value

    def needs(self) -> tuple[str, ...]:
        """Give the figures that the steps need."""
        return tuple(dict.fromkeys(code for step in self.steps for code in step.needs()))


IDENTITY = Linear("identity", Fraction(1))


def transform_of(told: Told) -> Transform:
    """Read a transform.

    Args:
        told: the JSON object; an empty one changes nothing.

    Raises:
        TransformError: its kind or a number in it is none, or a member is unknown.
        UnknownCodeError: it names a unit that is none.
        UnitError: it converts between units of different quantities.
    """
    if not told:
        return IDENTITY
    kind = told.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise TransformError(kind, f"a kind: {', '.join(KINDS)}")
    members, make = KINDS[kind]
    unknown = sorted(set(told) - {"kind", *members})
    if unknown:
        raise TransformError(unknown[0], f"with {kind} only {', '.join(members) or 'nothing else'}")
    return make(told)


def applied(told: Told, value: Decimal, known: Known | None = None) -> Decimal:
    """Give our number of one of theirs.

    Args:
        told: the transform.
        value: their number, in their unit.
        known: figures of the same place and period by indicator, for a transform that needs some.

    Raises:
        TransformError: it is no transform.
        TransformNeedsError: a figure is missing.
    """
    return decimal_of(transform_of(told).apply(Fraction(value), known or {}))


def undone(told: Told, value: Decimal, known: Known | None = None) -> Decimal:
    """Give their number of one of ours.

    Raises:
        TransformNotInvertibleError: it cannot be undone.
        TransformNeedsError: a figure is missing.
    """
    return decimal_of(transform_of(told).undo(Fraction(value), known or {}))


def _number(told: Told, member: str, default: int | None = None) -> Fraction:
    found = told.get(member, default)
    if isinstance(found, bool) or not isinstance(found, str | int | Decimal):
        raise TransformError(found, f"a number written as text in {member}")
    try:
        number = Decimal(found)
    except ArithmeticError as error:
        raise TransformError(found, f"a number in {member}, with a point for decimals") from error
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise TransformError(
            found, f"a number in {member} with at most {MOST_DIGITS} digits before or after the point"
        )
    return Fraction(number)


def _code(told: Told, member: str) -> str:
    found = told.get(member)
    if not isinstance(found, str) or not found:
        raise TransformError(found, f"a code in {member}")
    return found


def _unit(told: Told) -> Transform:
    found, wanted = _code(told, "from"), _code(told, "to")
    return Linear("unit", factor(unit(found).code, unit(wanted).code))


def _scaled(told: Told, *, divide: bool) -> Transform:
    member = "denominator" if divide else "times"
    scale = _number(told, "scale", 1)
    if scale == 0:
        raise TransformError(0, "a scale that is not zero")
    return Scaled(str(told["kind"]), _code(told, member), scale, divide)


def _percent_of_baseline(told: Told) -> Transform:
    baseline = _number(told, "baseline")
    return Linear("percent_reduction_to_level", -baseline / 100, baseline)


def _chain(told: Told) -> Transform:
    found = told.get("steps")
    if not isinstance(found, Sequence) or isinstance(found, str) or not 0 < len(found) <= MOST_STEPS:
        raise TransformError(found, f"one to {MOST_STEPS} transforms in steps")
    if any(not isinstance(step, Mapping) or step.get("kind") == "chain" for step in found):
        raise TransformError("chain", "transforms in steps that are no chains themselves")
    return Chain(tuple(transform_of(step) for step in found))


Make = Callable[[Told], Transform]
KINDS: Mapping[str, tuple[tuple[str, ...], Make]] = {
    "identity": ((), lambda _told: IDENTITY),
    "factor": (("factor",), lambda told: Linear("factor", _number(told, "factor"))),
    "unit": (("from", "to"), _unit),
    "linear": (("a", "b"), lambda told: Linear("linear", _number(told, "a"), _number(told, "b", 0))),
    "complement": (
        ("whole",),
        lambda told: Linear("complement", Fraction(-1), _number(told, "whole", 100)),
    ),
    "reduction_to_level": (
        ("baseline",),
        lambda told: Linear("reduction_to_level", Fraction(-1), _number(told, "baseline")),
    ),
    "percent_reduction_to_level": (("baseline",), _percent_of_baseline),
    "per": (("denominator", "scale"), lambda told: _scaled(told, divide=True)),
    "of": (("times", "scale"), lambda told: _scaled(told, divide=False)),
    "chain": (("steps",), _chain),
}
"""Each kind with the members it takes beside ``kind`` and what reads it."""
