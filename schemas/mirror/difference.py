"""The difference between a source and the reference, taken apart; the parts and what is left make up the whole."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.wording import percent, quantity, words
from schemas.messages import Message
from schemas.mirror.cells import cells
from schemas.mirror.part import Part, Side, Way, minus, summed
from schemas.mirror.remarks import attributes, revision, rounding, slip
from schemas.mirror.steps import definition, gas, scope, year
from schemas.mirror.warming import gwp_set

STEPS: tuple[Callable[[Way], Way], ...] = (
    year, scope, definition, cells, gas, gwp_set, revision, attributes, slip, rounding,
)  # fmt: skip
"""The order in which reasons are taken out: what is told by the dimensions first, then what bases state."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a source lies from the reference, and why.

    Args:
        total: the source's figure less the reference's; None where their units measure different things.
        parts: the reasons; the amounts of those that are exact, and `residual`, add up to `total`.
        residual: what no part explains.
        lower: least of the residual, once the bounded parts are taken out; None where a bound is open.
        upper: most of it.
        sentence: all of it in one sentence.
    """

    total: Decimal | None
    parts: tuple[Part, ...]
    residual: Decimal | None
    lower: Decimal | None
    upper: Decimal | None
    sentence: Message


def difference(said: Side, reference: Side) -> Difference:
    """Take apart how a source's figure differs from the reference's."""
    if said.entry.unit != reference.entry.unit:
        return _incomparable(said, reference)
    way = Way(said, reference)
    for step in STEPS:
        way = step(way)
    total = minus(said.value, reference.value)
    explained = summed(part.amount for part in way.parts if part.amount is not None)
    residual = minus(total, explained)
    sentence = _sentence(said, reference, total, explained, residual)
    return Difference(total, way.parts, residual, *_bounds(residual, way.parts), sentence)


def _incomparable(said: Side, reference: Side) -> Difference:
    values: dict[str, object] = {
        "source": words(said.name), "reference": words(reference.name),
        "found": said.entry.unit, "wanted": reference.entry.unit,
    }  # fmt: skip
    message = Message("mirror.part.unit.stated", values)
    part = Part("unit", "stated", message)
    return Difference(None, (part,), None, None, None, message)


def _bounds(residual: Decimal, parts: tuple[Part, ...]) -> tuple[Decimal | None, Decimal | None]:
    bounded = [part for part in parts if part.how == "bounded"]
    uppers = [part.upper for part in bounded if part.upper is not None]
    lowers = [part.lower for part in bounded if part.lower is not None]
    lower = minus(residual, summed(uppers)) if len(uppers) == len(bounded) else None
    upper = minus(residual, summed(lowers)) if len(lowers) == len(bounded) else None
    return lower, upper


def _sentence(said: Side, reference: Side, total: Decimal, explained: Decimal, residual: Decimal) -> Message:
    names: dict[str, object] = {"source": words(said.name), "reference": words(reference.name)}
    if not total and not explained:
        return Message("mirror.sentence.same", names)
    unit = said.entry.unit
    values = {
        **names,
        "total": quantity(abs(total), unit),
        "share": percent(abs(total) / abs(reference.value)) if reference.value else "–",
        "explained": quantity(explained, unit),
        "residual": quantity(residual, unit),
    }
    direction = "less" if total < 0 else "more"
    known = "all" if not residual else "part" if explained else "none"
    return Message(f"mirror.sentence.{direction}.{known}", values)
