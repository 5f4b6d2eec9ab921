"""Inhabitants: which number of people divides a figure, and what another date would change.

Only figures of the place's own code count, so a town's population never stands for its municipality's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal

from schemas.comparability.evidence import Holdings
from schemas.comparability.measures import POPULATION
from schemas.comparability.outcome import Outcome, Step
from schemas.comparability.rows import UNDIVIDED, is_actual, is_undivided
from schemas.comparability.wording import number, words
from schemas.messages import Message
from schemas.observations import StoredObservation
from schemas.periods import Period, parse_period
from schemas.places import ancestors
from schemas.units import plain

FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of inhabitants at a date."""

    stored: StoredObservation
    period: Period
    value: Decimal

    @property
    def moment(self) -> Decimal:
        """The middle of its period as a year with a fraction."""
        return Decimal(str(self.period.middle_year))


@dataclass(frozen=True, slots=True)
class Inhabitants:
    """The number that divides a figure.

    Args:
        count: the number used.
        exact: whether it is of the figure's own year.
        estimate: people in the figure's year, where it can be estimated from other figures.
        way: how: ``interpolated`` between two dates, or ``scaled`` with the change of the area around.
        behind: the other figures that the estimate rests on.
    """

    count: Count
    exact: bool
    estimate: Decimal | None = None
    way: str = ""
    behind: tuple[StoredObservation, ...] = ()


def inhabitants(held: Holdings, place: str, year: int) -> Inhabitants | None:
    """Give a place's inhabitants for a year: of that year, else of the nearest date, of two the later."""
    counts = _counts(held, place)
    if not counts:
        return None
    same = _of_year(counts, year)
    if same is not None:
        return Inhabitants(same, exact=True)
    middle = Decimal(str(Period(year).middle_year))
    nearest = min(counts, key=lambda count: (abs(count.moment - middle), -count.moment))
    return _estimated(held, place, Inhabitants(nearest, exact=False), counts, year)


def _counts(held: Holdings, place: str) -> list[Count]:
    """Give a place's population figures, the source that comes first in front."""
    found = [
        Count(seen, parse_period(seen.observation.key.period), seen.observation.value)
        for seen in held.of(place, POPULATION)
        if seen.observation.value and _is_whole(seen)
    ]
    return sorted(found, key=lambda count: (*held.turn(count.stored.observation.key.source), count.stored.id))


def _is_whole(stored: StoredObservation) -> bool:
    return is_actual(stored) and is_undivided(stored) and stored.observation.key.sector in UNDIVIDED


def _of_year(counts: Iterable[Count], year: int) -> Count | None:
    """Take the first source's figure of a year: the annual one, else the latest part of the year."""
    found = [count for count in counts if count.period.year == year]
    first = found[0].stored.observation.key.source if found else ""
    own = [count for count in found if count.stored.observation.key.source == first]
    return max(own, key=lambda count: (count.period.freq == "A", count.period.start), default=None)


def _estimated(held: Holdings, place: str, used: Inhabitants, counts: list[Count], year: int) -> Inhabitants:
    middle = Decimal(str(Period(year).middle_year))
    before = _closest(counts, middle, lambda count: count.moment < middle)
    after = _closest(counts, middle, lambda count: count.moment > middle)
    if before is not None and after is not None:
        share = (middle - before.moment) / (after.moment - before.moment)
        people = before.value + (after.value - before.value) * share
        return replace(used, estimate=people, way="interpolated", behind=(before.stored, after.stored))
    for around in ancestors(place, held.evidence.places):
        scaled = _scaled(_counts(held, around), used, year)
        if scaled is not None:
            return scaled
    return used


def _closest(counts: Iterable[Count], middle: Decimal, within: Callable[[Count], bool]) -> Count | None:
    return min(filter(within, counts), key=lambda count: abs(count.moment - middle), default=None)


def _scaled(counts: list[Count], used: Inhabitants, year: int) -> Inhabitants | None:
    """Scale with the change of the area around, of one source if it can be."""
    sources = dict.fromkeys(count.stored.observation.key.source for count in counts)
    own = [[count for count in counts if count.stored.observation.key.source == source] for source in sources]
    for found in (*own, counts):
        then, now = _of_year(found, used.count.period.year), _of_year(found, year)
        if then is not None and now is not None:
            people = used.count.value * now.value / then.value
            return replace(used, estimate=people, way="scaled", behind=(then.stored, now.stored))
    return None


def per_head(value: Decimal, people: Decimal) -> Decimal:
    """Divide a figure by inhabitants, to four decimals, half to even; rounded here only.

    Args:
        value: tonnes of CO2-equivalent or MWh a year.
        people: inhabitants.
    """
    return plain((value / people).quantize(FOUR_DECIMALS, ROUND_HALF_EVEN))


def divided(outcome: Outcome, used: Inhabitants | None) -> Outcome:
    """Divide a harmonised figure and its bounds by the inhabitants; without them there is no figure."""
    if used is None:
        return replace(outcome, value=None, lower=None, upper=None)
    people = used.count.value

    def by_people(value: Decimal | None) -> Decimal | None:
        return None if value is None else per_head(value, people)

    said = {"people": number(people, 0), "period": words(str(used.count.period))}
    step = Step(
        "population", Decimal(0), Message("compare.step.population", said), inputs=(used.count.stored,)
    )
    bounds = (by_people(outcome.lower), by_people(outcome.upper))
    steps = (*outcome.steps, step)
    return Outcome(by_people(outcome.value), *bounds, steps, outcome.failures, outcome.unbounded)
