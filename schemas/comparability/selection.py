"""Selection: which period, source and basis each place answers with."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.basis import Basis
from schemas.comparability.evidence import Holdings
from schemas.comparability.options import Option, options
from schemas.comparability.question import BASELINE, LATEST_COMMON, Asked
from schemas.periods import Period, parse_period
from schemas.places import Place


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a place answers with.

    Args:
        place: the place.
        wanted: the period it should answer for, None where nobody has any.
        option: its figures, None where it has none for that period.
        basis: how they were made.
        years: the years it has figures for.
    """

    place: Place
    wanted: Period | None
    option: Option | None
    basis: Basis
    years: tuple[int, ...]


def choose(asked: Asked, held: Holdings) -> tuple[Chosen, ...]:
    """Choose period, source and basis of every place."""
    by_place = {place.code: options(asked, held, place.code) for place in asked.places}
    periods = _periods(asked, held, by_place)
    return tuple(
        _chosen(place, periods.get(place.code), by_place[place.code], held) for place in asked.places
    )


def choose_each(
    asked: Asked, held: Holdings, periods: Sequence[str]
) -> tuple[Mapping[str, Sequence[Option]], Mapping[str, tuple[Chosen, ...]]]:
    """Choose source and basis of every place for each of several periods; what there is to choose from is read once.

    Returns:
        What each place could answer with, and what it answers with in each period.
    """
    by_place = {place.code: options(asked, held, place.code) for place in asked.places}
    told = {
        place.code: {option.period.year: None for option in by_place[place.code]} for place in asked.places
    }
    years = {code: tuple(sorted(found)) for code, found in told.items()}
    chosen = {
        period: tuple(
            _of_period(place, parse_period(period), by_place[place.code], held, years[place.code])
            for place in asked.places
        )
        for period in periods
    }
    return by_place, chosen


def _of_period(
    place: Place, wanted: Period, found: Sequence[Option], held: Holdings, years: tuple[int, ...]
) -> Chosen:
    option = _for_period(found, wanted)
    return answer_with(place, wanted, option, held, years)


def answer_with(
    place: Place, wanted: Period | None, option: Option | None, held: Holdings, years: tuple[int, ...]
) -> Chosen:
    """Let a place answer with some figures, or with none."""
    basis = held.evidence.basis(option.basis_id) if option is not None else Basis.unstated("")
    return Chosen(place, wanted, option, basis, years)


def _chosen(place: Place, wanted: Period | None, found: Sequence[Option], held: Holdings) -> Chosen:
    option = None if wanted is None else _for_period(found, wanted)
    years = tuple(sorted({each.period.year for each in found}))
    return answer_with(place, wanted, option, held, years)


def _for_period(found: Sequence[Option], wanted: Period) -> Option | None:
    """Take the first source that has the period; of a year not given whole, its latest part."""
    exact = next((option for option in found if option.period == wanted), None)
    if exact is not None or wanted.freq != "A":
        return exact
    within = [option for option in found if option.period.year == wanted.year]
    return max(within, key=lambda option: option.period.start, default=None)


def _periods(asked: Asked, held: Holdings, by_place: Mapping[str, Sequence[Option]]) -> dict[str, Period]:
    text = asked.question.period
    if text == BASELINE:
        return _baseline(held, by_place)
    if text == LATEST_COMMON:
        return _latest(by_place)
    return dict.fromkeys(by_place, parse_period(text))


def _baseline(held: Holdings, by_place: Mapping[str, Sequence[Option]]) -> dict[str, Period]:
    own = {place: base for place, found in by_place.items() if (base := _base_period(found, held))}
    if not own:
        return _latest(by_place)
    counted = Counter(own.values())
    commonest = min(counted, key=lambda period: (-counted[period], period.start))
    return {place: own.get(place, commonest) for place in by_place}


def _base_period(found: Sequence[Option], held: Holdings) -> Period | None:
    """Give a place's base year: the first one that its bases state, its sources in their order."""
    for option in found:
        stated = held.evidence.basis(option.basis_id).base_period
        if stated:
            return parse_period(stated)
    return None


def _latest(by_place: Mapping[str, Sequence[Option]]) -> dict[str, Period]:
    """Give the latest year that all places have figures for; where there is none, each place's own latest."""
    years = {place: {option.period.year for option in found} for place, found in by_place.items() if found}
    common = set.intersection(*years.values()) if years else set()
    if common:
        return dict.fromkeys(by_place, Period(max(common)))
    latest = {place: Period(max(found)) for place, found in years.items()}
    last = max(latest.values(), default=None, key=lambda period: period.start)
    return {place: latest.get(place, last) for place in by_place if last is not None}
