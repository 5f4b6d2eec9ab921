"""S3 and S5: a series that jumps from one year to the next, or by a factor that a slip of writing makes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from schemas.errors import PeriodError
from schemas.observations import Observation
from schemas.periods import parse_period
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, TOTALS, amount
from schemas.rules.repetitions import HISTORY, bases_changed, years_repeated
from schemas.rules.slips import DECIMAL, said, slips
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import number

JUMP = Decimal("0.25")
FALL, RISE = 1 - JUMP, 1 + JUMP
BREAK, FORECAST = "B", "F"
OF_WEIGHT = Decimal("0.001")
"""A change that moves its inventory's total by less is no news, however large a share of its cell it is."""

BIG = Decimal(9)
"""Slips by less than this could be a true change of a small cell; they are held to the weight, too."""

OFTEN = 2
"""Jumps that a series may make before they are told together: it moves like that."""

MOVING = frozenset(
    {
        "GHG.LULUCF", "GHG.PERM", "GHG.GAP", "GHG.RESID", "GHG.REDPCT", "EN.RES.GEN", "EN.RES.CAP", "EN.RES.SHARE",
        "EN.DH.RES", "EN.RENOV", "EN.HP", "EN.ECOFUND", "MO.EV.SHARE", "MO.EV.CHG", "MO.CYCLE", "MO.PT.TRIPS",
        "MO.PT.CLEAN", "MO.ACC", "AQ.PM10.EXC", "CL.HDD", "CL.CDD", "CL.UHI", "CL.HOT", "SO.JOBS", "SO.INVEST",
        "SO.PART", "DI.OPEN", "DI.FRESH", "WA.LAND", "WT.LOSS",
    }
)  # fmt: skip
"""Indicators that are meant to grow fast, or that the weather and small numbers move."""

LAND = frozenset({"V", "V.2"})
NET = "GHG.NET"
"""Figures with land use, whose net a storm or a drought may turn from year to year: no jump, but a slip is told."""

Series = Mapping[tuple[str, ...], list[Observation]]


@dataclass(frozen=True)
class Step:
    """Two values of a series beside one another, and what is odd about the change.

    Args:
        slip: the slips that it looks like; none for a plain jump.
    """

    before: Observation
    after: Observation
    ratio: Decimal
    slip: tuple[tuple[str, Decimal], ...]


def steps_of_series(evidence: Evidence) -> Iterator[Suspicion]:
    """S3 and S5: no series changes by more than a quarter in a year, or by a slip's factor, without a break."""
    totals = _totals(evidence.observations)
    series = series_of(evidence.observations)
    for rows in series.values():
        if len(rows) > 1:
            yield from _together(list(_suspicions(rows, totals)))
    yield from years_repeated(series)
    yield from bases_changed(evidence)


def series_of(observations: Sequence[Observation]) -> Series:
    """Sort annual values into series: all dimensions but the period and the basis are the same."""
    found: dict[tuple[str, ...], dict[str, Observation]] = {}
    for row in observations:
        key = row.key
        usual = key.value_type == ACTUAL and key.freq == "A" and key.indicator not in MOVING
        if usual and row.value is not None and key.sector not in LAND and row.obs_status != FORECAST:
            series = (
                key.place, key.indicator, key.sector, key.scope, key.gas, key.carrier, key.mode, key.unit, key.source,
            )  # fmt: skip
            found.setdefault(series, {}).setdefault(key.period, row)
    return {series: [rows[period] for period in sorted(rows)] for series, rows in found.items()}


def _totals(observations: Sequence[Observation]) -> Mapping[tuple[str, str, str], Decimal]:
    """Give the greatest total of each inventory, to weigh a change by."""
    found: dict[tuple[str, str, str], Decimal] = {}
    for row in observations:
        if row.key.indicator in TOTALS and row.key.sector == "_T" and row.key.value_type == ACTUAL:
            key = row.key.place, row.key.period, row.key.source
            found[key] = max(found.get(key, Decimal(0)), amount(row) or Decimal(0))
    return found


def _suspicions(
    rows: Sequence[Observation], totals: Mapping[tuple[str, str, str], Decimal]
) -> Iterator[Suspicion]:
    """Tell each run of values that stands out from the runs beside it, once."""
    steps = [_step(before, after, totals) for before, after in pairwise(rows)]
    if not any(steps):
        return
    runs = _runs(rows, steps)
    told: set[int] = set()
    since = _year(rows[-1]) - HISTORY
    for number_of, (left, right) in enumerate(pairwise(runs)):
        step = _step(left[-1], right[0], totals)
        if step is not None and not step.slip and _year(right[0]) < since:
            continue
        returns = id(left) in told and number_of > 0 and _alike(runs[number_of - 1][-1], right[0])
        if step is None or returns:
            continue
        first = left is runs[0] and bool(step.slip) and len(left) < len(right)
        odd, reference = (left, right[0]) if first else (right, left[-1])
        told.add(id(odd))
        yield _suspicion(step, odd, reference, turned=first)


def _together(found: list[Suspicion]) -> Iterator[Suspicion]:
    """Tell the jumps of a series that jumps often once, by the latest of them; slips each by itself."""
    jumps = [one for one in found if one.rule == "S3"]
    if len(jumps) <= OFTEN:
        yield from found
        return
    yield from (one for one in found if one.rule != "S3")
    yield jumps[-1].with_also(one.cell for one in jumps[:-1])


def _alike(before: Observation, after: Observation) -> bool:
    """Say whether a series is back where it was before a value that stood out."""
    old, new = before.value or Decimal(0), after.value or Decimal(0)
    return old > 0 and Decimal("0.6") <= new / old <= Decimal("1.6")


def _runs(rows: Sequence[Observation], steps: Sequence[Step | None]) -> list[list[Observation]]:
    """Split a series where it jumps; a value that returns to where it was belongs to a run of its own."""
    runs = [[rows[0]]]
    for row, step in zip(rows[1:], steps, strict=True):
        if step is None:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _step(
    before: Observation, after: Observation, totals: Mapping[tuple[str, str, str], Decimal]
) -> Step | None:
    """Give an odd step, None where the change is usual, explained by a break, or without weight."""
    old, new = before.value, after.value
    if old is None or new is None or old <= 0 or new <= 0 or after.obs_status == BREAK:
        return None
    ratio = new / old
    if FALL <= ratio <= RISE:
        return None
    found = tuple(slips(ratio))
    weighty = _weighs(before, after, totals)
    if found and (weighty or max(found[0][1], 1 / found[0][1]) > BIG):
        return Step(before, after, ratio, found)
    news = weighty and _next(before, after) and after.key.indicator != NET
    return Step(before, after, ratio, ()) if news else None


def _weighs(before: Observation, after: Observation, totals: Mapping[tuple[str, str, str], Decimal]) -> bool:
    """Say whether a change moves the total of its inventory; where no total is told, it does."""
    change = abs((amount(after) or Decimal(0)) - (amount(before) or Decimal(0)))
    known = [
        total
        for row in (before, after)
        if (total := totals.get((row.key.place, row.key.period, row.key.source))) is not None
    ]
    inventory = after.key.indicator == "GHG.SEC"
    return not inventory or not known or change >= min(known) * OF_WEIGHT


def _next(before: Observation, after: Observation) -> bool:
    """Say whether two periods follow one another."""
    return _year(before) > 0 and _year(after) - _year(before) == 1


def _year(row: Observation) -> int:
    try:
        return parse_period(row.key.period).year
    except PeriodError:
        return 0


def _suspicion(step: Step, odd: Sequence[Observation], reference: Observation, *, turned: bool) -> Suspicion:
    cell = odd[-1] if turned else odd[0]
    values: dict[str, object] = {
        "before": number(plain(reference.value or Decimal(0))),
        "cell": names((reference,)),
        "year": reference.key.period,
        "unit": reference.key.unit,
        "percent": number(((step.ratio - 1) * 100).quantize(Decimal(1))),
    }
    involves = (reference, *(row for row in odd if row is not cell))
    if not step.slip:
        return Suspicion("S3", cell, "", values, involves)
    divisor = 1 / step.slip[0][1] if turned else step.slip[0][1]
    values["slip"] = said([(name, divisor) for name, _ in step.slip])
    values["right"] = number(_short((cell.value or Decimal(0)) / divisor))
    right = (amount(cell) or Decimal(0)) / divisor
    exact = all(name in DECIMAL for name, _ in step.slip)
    return Suspicion("S5", cell, "series", values, involves, right=right if exact else None)


def _short(value: Decimal) -> Decimal:
    return plain(value.quantize(Decimal("0.001")))
