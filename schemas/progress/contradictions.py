"""A target, and where the numbers that are printed of it contradict one another: told, never settled by us."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from schemas.messages import Message
from schemas.progress.figures import Figure, close, share

HALF = Decimal("0.5")
Told = Mapping[str, Figure | None]
"""What is printed, by value type."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a place wants to reach in a period.

    Args:
        period: e.g. ``2030``.
        level: the value to be reached, in the indicator's unit.
        reduction: how much less than the baseline that is.
        percent: the same as a share of the baseline.
        increase: how much more than the baseline the level is, where the value is to rise.
        increase_percent: the same as a share of the baseline; None for what is a percentage itself.
        residual: what is left, as printed; else the level, unless the value is to rise.
        gap: what existing plans leave open.
        other_plans: what existing plans reduce: reduction minus gap.
        doubts: where what is printed contradicts itself, in words.
    """

    period: str
    level: Figure | None = None
    reduction: Figure | None = None
    percent: Figure | None = None
    residual: Figure | None = None
    gap: Figure | None = None
    other_plans: Figure | None = None
    increase: Figure | None = None
    increase_percent: Figure | None = None
    doubts: tuple[Message, ...] = ()


def contradictions(found: Target, told: Told, baseline: Figure | None) -> Iterator[Message]:
    """Hold the printed numbers against the identities of table A-2.1: residual = baseline - reduction, and so on.

    Args:
        found: the target as it was made of them.
        told: what is printed, by value type.
        baseline: what it is measured from; without one nothing can be held against anything.
    """
    if baseline is None:
        return
    yield from _of_the_reduction(told, baseline)
    yield from _of_levels(found, told, baseline)
    gap, reduction = found.gap, found.reduction
    if gap is not None and reduction is not None and gap.value > reduction.value:
        yield _said("progress.doubt.gap", gap.value, reduction.value)


def _of_the_reduction(told: Told, baseline: Figure) -> Iterator[Message]:
    """Look at a reduction below zero, and at percentages of nothing or of other amounts."""
    reduction, percent = told["TGT_RED"], told["TGT_PCT"]
    for one in (reduction, percent):
        if one is not None and one.value < 0:
            yield Message("progress.doubt.negative_reduction", {"found": one.value})
    if percent is not None and baseline.value <= 0:
        yield Message(
            "progress.doubt.percent_of_nothing", {"found": percent.value, "baseline": baseline.value}
        )


def _of_levels(found: Target, told: Told, baseline: Figure) -> Iterator[Message]:
    """Hold level, residual and percentage against the reduction, whichever of them is printed."""
    reduction, percent, residual, level = found.reduction, found.percent, found.residual, told["TGT"]
    if reduction is not None:
        left = baseline.value - reduction.value
        for key, one in (("level", level if found.level is level else None), ("residual", told["RESID"])):
            if one is not None and not close(one.value, left):
                yield _said(f"progress.doubt.{key}", one.value, left)
    if reduction is not None and percent is not None and baseline.value > 0 and percent.how == "printed":
        true = share(reduction.value, baseline.value)
        if abs(true - percent.value) > HALF:
            yield _said("progress.doubt.percent", percent.value, true)
    if residual is not None and residual.value > baseline.value:
        yield _said("progress.doubt.residual_above", residual.value, baseline.value)


def unlike_increase(found: Target, percent: Figure | None) -> Iterator[Message]:
    """Hold a printed percentage against the increase."""
    true = found.increase_percent
    if percent is not None and true is not None and abs(true.value - percent.value) > HALF:
        yield _said("progress.doubt.increase_percent", percent.value, true.value)


def _said(key: str, found: Decimal, expected: Decimal) -> Message:
    return Message(key, {"found": found, "expected": rounded(expected)})


def rounded(number: Decimal) -> Decimal:
    """Give a number as it is said in a sentence: whole, or with two decimals."""
    return number.quantize(Decimal("0.01")) if number % 1 else number
