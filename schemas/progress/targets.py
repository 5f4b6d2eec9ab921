"""Targets: level, reduction and percentage of one target, the printed ones held against each other.

Some values are to rise: a level above the baseline is told as an increase, never as a reduction below zero.
"""

from dataclasses import replace
from decimal import Decimal

from schemas.indicators import indicator
from schemas.messages import Message
from schemas.progress.contradictions import Target, contradictions, rounded, unlike_increase
from schemas.progress.figures import Figure, close, computed, of_percent, printed, share
from schemas.progress.holdings import TWINS, Rows

MAY_BE_BELOW_ZERO = frozenset({"GHG.NET", "GHG.LULUCF"})
"""Indicators that count sinks."""


def target(rows: Rows, period: str, baseline: Figure | None) -> Target:
    """Make a target of what is printed: what is missing is computed, what contradicts is told and not used."""
    told = {kind: _told(rows, kind, period) for kind in ("TGT", "TGT_RED", "TGT_PCT", "RESID", "GAP")}
    level, doubts = _level_or_doubt(told["TGT"], told, baseline)
    if _rises(rows, level, baseline) and told["TGT_RED"] is None:
        found = _rising(rows, Target(period, level, residual=told["RESID"]), baseline)
        return replace(found, doubts=(*doubts, *unlike_increase(found, told["TGT_PCT"])))
    found = _falling(period, level, told, baseline)
    found, below = _not_below_zero(rows, found)
    return replace(found, doubts=(*doubts, *below, *contradictions(found, told, baseline)))


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
    said = Message("progress.doubt.below_zero", {"level": rounded(level.value)})
    return replace(found, level=None, residual=residual), (said,)


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
