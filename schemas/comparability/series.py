"""Comparing places over the years: a verdict for each year and for the whole, each place's trend, and an index.

What can be read once is read once. Between two figures of which nothing but their bases can differ, the level of the
reasons depends on the bases alone, and is found once for all years. A large question (more than MOST_PAIRS pairs and
years) stops looking at a year as soon as two places block each other: its verdict cannot become worse.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from schemas.comparability.collecting import collector_at_rest
from schemas.comparability.compare import ENGINE, basis_lines, terms_of, used_by
from schemas.comparability.concealed import elsewhere, filed_under_no_scope, not_told
from schemas.comparability.dimensions import reasons_between
from schemas.comparability.errors import NoPeriodsError
from schemas.comparability.evidence import Evidence, Holdings, LicenceLine, holdings
from schemas.comparability.options import Option
from schemas.comparability.pair import Pair
from schemas.comparability.question import Asked, Question, check
from schemas.comparability.read_side import read_side
from schemas.comparability.reasons import Level, Reason, gravest
from schemas.comparability.selection import Chosen, answer_with, choose_each
from schemas.comparability.series_trend import Trend, trend
from schemas.comparability.side import Side
from schemas.comparability.verdict import Verdict, verdict_of
from schemas.places import Place

MOST_PAIRS = 2_000
"""Pairs and years up to which every one is judged, whatever the others say."""

QUIET = frozenset({"unit", "population"})
"""Steps that leave nothing to say between two figures."""


@dataclass(frozen=True, slots=True)
class Told:
    """A reason of a series: between which places, in which years.

    Args:
        reason: the gravest of its dimension.
        places: codes of the places of which it was found.
        periods: the years in which the dimension weighs.
    """

    reason: Reason
    places: tuple[str, ...]
    periods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a series.

    Args:
        period: the year.
        verdict: of the worst pair; of a single place, whether it has a figure.
        complete: false where pairs were left out after one that blocks.
    """

    period: str
    verdict: Verdict
    complete: bool


@dataclass(frozen=True, slots=True)
class Series:
    """Places over the years.

    Args:
        id: hash of the inputs and of the versions of what worked on them.
        question: as it was understood.
        periods: in order.
        base: the period that is 100 in every index.
        verdict: of the worst year and the worst trend.
        years: each with its verdict.
        places: the places in order.
        trends: by code of the place.
        reasons: what stands between places, one a dimension, the gravest first.
        terms: the datasets used, each with its licence and whom to name.
        inputs: how many observations were used.
    """

    id: str
    question: Question
    periods: tuple[str, ...]
    base: str
    verdict: Verdict
    years: tuple[Year, ...]
    places: tuple[Place, ...]
    trends: Mapping[str, Trend]
    reasons: tuple[Told, ...]
    terms: tuple[tuple[str, LicenceLine], ...]
    inputs: int


def compare_series(question: Question, periods: Sequence[str], evidence: Evidence, base: str = "") -> Series:
    """Compare places over several periods.

    Args:
        question: what is asked; its period does not count.
        periods: years, in any order.
        evidence: what the caller may see, as for `compare`.
        base: the period that is 100; the first that every place has figures for where none is named.

    Raises:
        NoPeriodsError: no period is named, or the base is none of them.
        and what `compare` raises.
    """
    with collector_at_rest(evidence.observations):
        return _compare_series(question, periods, evidence, base)


def _compare_series(question: Question, periods: Sequence[str], evidence: Evidence, base: str) -> Series:
    ordered = tuple(dict.fromkeys(sorted(periods)))
    if not ordered or (base and base not in ordered):
        raise NoPeriodsError(base, ordered)
    asked = check(replace(question, period=ordered[-1]), evidence.places)
    named = asked.question.places
    held = holdings(evidence, named, asked.question.source)
    found, chosen = choose_each(asked, held, ordered)
    sides = {period: tuple(_read_all(asked, held, period, chosen[period])) for period in ordered}
    first = base or _first_common(sides)
    trends = {
        place.code: _trend(place, position, sides, first, found[place.code], held)
        for position, place in enumerate(asked.places)
    }
    judge = Judge(len(ordered) * len(named) * (len(named) - 1) // 2 > MOST_PAIRS)
    years = tuple(judge.year(period, sides[period]) for period in ordered)
    everything = tuple(side for told in sides.values() for side in told)
    used = used_by(everything)
    return Series(
        id=_id(asked, ordered, first, everything, [stored.id for stored in used]),
        question=asked.question,
        periods=ordered,
        base=first,
        verdict=_whole(years, trends),
        years=years,
        places=asked.places,
        trends=trends,
        reasons=judge.told(),
        terms=terms_of(evidence, used),
        inputs=len(used),
    )


def _read_all(asked: Asked, held: Holdings, period: str, chosen: Sequence[Chosen]) -> Iterator[Side]:
    of_the_year = replace(asked, question=replace(asked.question, period=period))
    return (read_side(of_the_year, held, one) for one in chosen)


def _first_common(sides: Mapping[str, Sequence[Side]]) -> str:
    """Give the first period that every place has a figure for, else the first that any has."""
    told = {period: [side.answer.value is not None for side in several] for period, several in sides.items()}
    whole = next((period for period, have in told.items() if all(have)), "")
    return whole or next((period for period, have in told.items() if any(have)), next(iter(sides)))


def _trend(
    place: Place,
    position: int,
    sides: Mapping[str, Sequence[Side]],
    base: str,
    found: Sequence[Option],
    held: Holdings,
) -> Trend:
    asked = next(iter(sides.values()))[position].asked

    def read(option: Option) -> Side:
        return read_side(asked, held, answer_with(place, option.period, option, held, ()))

    return trend({period: several[position] for period, several in sides.items()}, base, found, read)


class Judge:
    """Judges the years one after another and remembers what it found.

    Args:
        hurried: whether a year is left as soon as two places block each other.
    """

    def __init__(self, hurried: bool) -> None:
        self._hurried = hurried
        self._levels: dict[tuple[object, ...], tuple[Level, frozenset[str]]] = {}
        self._worst: dict[str, tuple[Reason, tuple[str, ...]]] = {}
        self._periods: dict[str, dict[str, None]] = {}
        self._likes: dict[Side, tuple[object, ...]] = {}

    def year(self, period: str, sides: Sequence[Side]) -> Year:
        """Judge one year."""
        worst = self._alone(period, sides[0]) if len(sides) == 1 else Level.SAME
        for one, other in combinations(sides, 2):
            worst = max(worst, self._level(period, one, other))
            if self._hurried and worst is Level.BLOCKER:
                return Year(period, verdict_of(worst), complete=False)
        return Year(period, verdict_of(worst), complete=True)

    def _alone(self, period: str, side: Side) -> Level:
        for reason in side.failures:
            self._worst.setdefault(reason.dimension, (reason, (side.place.code,)))
            self._periods.setdefault(reason.dimension, {})[period] = None
        return gravest(side.failures)

    def told(self) -> tuple[Told, ...]:
        """Give what stands between places, the gravest first."""
        ordered = sorted(self._worst.values(), key=lambda found: found[0].weight, reverse=True)
        return tuple(
            Told(reason, places, tuple(self._periods[reason.dimension])) for reason, places in ordered
        )

    def _level(self, period: str, one: Side, other: Side) -> Level:
        key = self._key(one, other)
        if key and key in self._levels:
            level, dimensions = self._levels[key]
        else:
            level, dimensions = self._judged(one, other)
            if key:
                self._levels[key] = (level, dimensions)
        for dimension in dimensions:
            self._periods.setdefault(dimension, {})[period] = None
        return level

    def _key(self, one: Side, other: Side) -> tuple[object, ...]:
        """Give what the level between two sides depends on, where that is their bases and areas alone; else nothing."""
        if not self._hurried:
            return ()
        alike = (self._like(one), self._like(other))
        nested = (one.place.code in other.around, other.place.code in one.around)
        return (alike, nested, one.period == other.period) if all(alike) else ()

    def _judged(self, one: Side, other: Side) -> tuple[Level, frozenset[str]]:
        reasons = reasons_between(Pair(one.asked, one, other))
        for reason in reasons:
            known = self._worst.get(reason.dimension)
            if known is None or reason.weight > known[0].weight:
                self._worst[reason.dimension] = (reason, (one.place.code, other.place.code))
        return gravest(reasons), frozenset(reason.dimension for reason in reasons)

    def _like(self, side: Side) -> tuple[object, ...]:
        if side not in self._likes:
            self._likes[side] = _like(side)
        return self._likes[side]


def _like(side: Side) -> tuple[object, ...]:
    """Give what a side's reasons depend on, where nothing but its basis and what it holds speaks; else nothing."""
    noted = side.failures or side.gap or side.statuses or side.held_back or side.findings or side.misfiled
    loud = {step.step for step in side.outcome.steps} - QUIET or side.outcome.unbounded or side.answer.width
    untold = not_told(side) or elsewhere(side) or filed_under_no_scope(side)
    dated = side.people is not None and not side.people.exact
    if noted or loud or dated or untold or side.case is None or side.case.head is None:
        return ()
    key = side.case.head.observation.key
    split = frozenset(cell for cell, figure in side.held.items() if figure is not None and figure.split)
    weighed = frozenset(cell for cell, figure in side.held.items() if figure is not None and not figure.value)
    known = (side.energy.electricity is not None, (side.energy.fuel_excess or 0) > 0)
    return (
        side.basis.id, side.place.level, side.place.kind, side.place.code[:2], frozenset(side.holds.items()), split,
        weighed, known, key.value_type, key.carrier, key.mode, key.gas, frozenset(side.read_by.items()),
        len(side.period),
    )  # fmt: skip


def _whole(years: Sequence[Year], trends: Mapping[str, Trend]) -> Verdict:
    """Give the worst of all years and trends; what stops a trend is a caveat of the whole."""
    told: set[Verdict] = {year.verdict for year in years}
    stopped = any(link.ratio is None for one in trends.values() for link in one.links)
    levels = [gravest(link.reasons) for one in trends.values() for link in one.links]
    told.add(verdict_of(max((*levels, Level.CAVEAT if stopped else Level.SAME))))
    order: tuple[Verdict, ...] = ("not_comparable", "with_caveats", "comparable")
    return next(verdict for verdict in order if verdict in told)


def _id(asked: Asked, periods: Sequence[str], base: str, sides: Sequence[Side], used: Sequence[str]) -> str:
    """Give the hash of question, inputs and versions, 32 hexadecimal digits."""
    findings = sorted({finding.id() for side in sides for finding in side.findings})
    lines = (
        ENGINE, "series", asked.question.canonical(), *periods, base, asked.profile.canonical(), *sorted(used),
        *basis_lines(sides), *findings,
    )  # fmt: skip
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:32]
