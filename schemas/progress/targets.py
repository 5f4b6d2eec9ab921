"""Targets: level, reduction and percentage of one target, the printed ones held against each other.

Some values are to rise: a level above the baseline is told as an increase, never as a reduction below zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.indicators import indicator
from schemas.messages import Message
from schemas.progress.figures import Figure, close, computed, of_percent, printed, share
from schemas.progress.holdings import TWINS, Rows

HALF = Decimal("0.5")
MAY_BE_BELOW_ZERO = frozenset({"GHG.NET", "GHG.LULUCF"})
"""Indicators that count sinks."""


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


def target(rows: Rows, period: str, baseline: Figure | None) -> Target:
    """Make a target of what is printed: what is missing is computed, what contradicts is told and not used."""
    told = {kind: _told(rows, kind, period) for kind in ("TGT", "TGT_RED", "TGT_PCT", "RESID", "GAP")}
    level, doubts = _level_or_doubt(told["TGT"], told, baseline)
    if _rises(rows, level, baseline) and told["TGT_RED"] is None:
        found = _rising(rows, Target(period, level, residual=told["RESID"]), baseline)
        return replace(found, doubts=(*doubts, *_unlike_increase(found, told["TGT_PCT"])))
    found = _falling(period, level, told, baseline)
    found, below = _not_below_zero(rows, found)
    return replace(found, doubts=(*doubts, *below, *_contradictions(found, baseline)))


def _rises(rows: Rows, level: Figure | None, baseline: Figure | None) -> bool:
    """Say whether the value is to rise; a whole inventory never is: there a level above the baseline is told as such."""
    higher = level is not None and baseline is not None and level.value > baseline.value
    return higher and rows.indicator not in TWINS


def _not_below_zero(rows: Rows, found: Target) -> tuple[Target, tuple[Message, ...]]:
    """Leave out a computed level below zero of what cannot be below zero: the percentage is none of the baseline then."""
    level = found.level
    if level is None or level.how == "printed" or level.value >= 0 or rows.indicator in MAY_BE_BELOW_ZERO:
        return found, ()
    residual = None if found.residual is level else found.residual
    said = Message("progress.doubt.below_zero", {"level": _rounded(level.value)})
    return replace(found, level=None, residual=residual), (said,)


def _unlike_increase(found: Target, percent: Figure | None) -> Iterator[Message]:
    """Hold a printed percentage against the increase."""
    true = found.increase_percent
    if percent is not None and true is not None and abs(true.value - percent.value) > HALF:
        yield _said("progress.doubt.increase_percent", percent.value, true.value)


def _falling(
    period: str, level: Figure | None, told: dict[str, Figure | None], baseline: Figure | None
) -> Target:
    reduction = told["TGT_RED"] or _reduction(period, baseline, level or told["RESID"], told["TGT_PCT"])
    level = level or _level(period, baseline, reduction)
    percent = told["TGT_PCT"] or _percent(period, baseline, reduction)
    residual, gap = told["RESID"] or level, told["GAP"]
    return Target(period, level, reduction, percent, residual, gap, _other_plans(period, reduction, gap))


def _rising(rows: Rows, found: Target, baseline: Figure | None) -> Target:
    """Tell a level above the baseline as an increase."""
    if baseline is None or found.level is None:
        return found
    how = Message("progress.how.level_minus_baseline")
    increase = computed(found.level.value - baseline.value, found.period, how, (baseline, found.level))
    if baseline.value <= 0 or indicator(rows.indicator).unit == "PC":
        return replace(found, increase=increase)
    how = Message("progress.how.increase_of_baseline")
    percent = computed(share(increase.value, baseline.value), found.period, how, (baseline, increase))
    return replace(found, increase=increase, increase_percent=percent)


def _told(rows: Rows, kind: str, period: str) -> Figure | None:
    stored = rows.of(kind, period)
    return None if stored is None else printed(stored)


def _level_or_doubt(
    level: Figure | None, told: dict[str, Figure | None], baseline: Figure | None
) -> tuple[Figure | None, tuple[Message, ...]]:
    """Take a printed level, unless it only makes sense as the reduction: then say so and do not use it."""
    if level is None or baseline is None:
        return level, ()
    expected = _expected_reduction(told, baseline)
    if expected is None or close(level.value, baseline.value - expected):
        return level, ()
    if close(level.value, expected):
        said = {"printed": level.value, "level": baseline.value - expected, "baseline": baseline.value}
        return None, (Message("progress.doubt.reduction_as_level", said),)
    return level, ()


def _expected_reduction(told: dict[str, Figure | None], baseline: Figure) -> Decimal | None:
    """Give the reduction that the other printed numbers mean."""
    reduction, percent, residual = told["TGT_RED"], told["TGT_PCT"], told["RESID"]
    if reduction is not None:
        return reduction.value
    if residual is not None:
        return baseline.value - residual.value
    return None if percent is None or baseline.value <= 0 else of_percent(percent.value, baseline.value)


def _reduction(
    period: str, baseline: Figure | None, level: Figure | None, percent: Figure | None
) -> Figure | None:
    if baseline is None:
        return None
    if level is not None:
        how = Message("progress.how.baseline_minus_level")
        return computed(baseline.value - level.value, period, how, (baseline, level))
    if percent is not None and baseline.value > 0:
        how = Message("progress.how.percent_of_baseline")
        return computed(of_percent(percent.value, baseline.value), period, how, (baseline, percent))
    return None


def _level(period: str, baseline: Figure | None, reduction: Figure | None) -> Figure | None:
    if baseline is None or reduction is None:
        return None
    how = Message("progress.how.baseline_minus_reduction")
    return computed(baseline.value - reduction.value, period, how, (baseline, reduction))


def _percent(period: str, baseline: Figure | None, reduction: Figure | None) -> Figure | None:
    if baseline is None or reduction is None or baseline.value <= 0:
        return None
    how = Message("progress.how.reduction_of_baseline")
    return computed(share(reduction.value, baseline.value), period, how, (baseline, reduction))


def _other_plans(period: str, reduction: Figure | None, gap: Figure | None) -> Figure | None:
    if reduction is None or gap is None:
        return None
    how = Message("progress.how.reduction_minus_gap")
    return computed(reduction.value - gap.value, period, how, (reduction, gap))


def _contradictions(found: Target, baseline: Figure | None) -> Iterator[Message]:
    """Hold the printed numbers against the identities of table A-2.1: residual = baseline - reduction, and so on."""
    if baseline is None:
        return
    reduction, percent, residual, gap = found.reduction, found.percent, found.residual, found.gap
    if (
        reduction is not None
        and residual is not None
        and not close(residual.value, baseline.value - reduction.value)
    ):
        yield _said("progress.doubt.residual", residual.value, baseline.value - reduction.value)
    if reduction is not None and percent is not None and baseline.value > 0 and percent.how == "printed":
        true = share(reduction.value, baseline.value)
        if abs(true - percent.value) > HALF:
            yield _said("progress.doubt.percent", percent.value, true)
    if gap is not None and reduction is not None and gap.value > reduction.value:
        yield _said("progress.doubt.gap", gap.value, reduction.value)
    if residual is not None and residual.value > baseline.value:
        yield _said("progress.doubt.residual_above", residual.value, baseline.value)


def _said(key: str, found: Decimal, expected: Decimal) -> Message:
    return Message(key, {"found": found, "expected": _rounded(expected)})


def _rounded(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01")) if number % 1 else number
