"""The way in: what would make the places of a question comparable.

Each reason of a comparison is tried: which data, if they were there, would take it below a caveat? Then the fewest data
are sought that give a better verdict, for every pair and for all places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from schemas.comparability.comparison import Comparison
from schemas.comparability.evidence import Evidence
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.verdict import Verdict, verdict_of
from schemas.lifting.answer import Lifted, Lifting, Lifts, Smallest, Unlifted
from schemas.lifting.datum import Datum
from schemas.lifting.errors import TooManyPlacesError
from schemas.lifting.proposals import LEAST_LEVEL, proposals
from schemas.lifting.search import MOST_EXACT, Ids, minimal_sets, pruned, smallest_union
from schemas.lifting.stand import Stand
from schemas.lifting.targets import Targets
from schemas.lifting.trial import Trial

MOST_PLACES = 8
"""Places of one question; each pair is tried with many sets of data."""

MOST_ROUNDS = 4
"""Rounds in which what comes to light once some data are supplied is looked at."""

At = tuple[int, int]
GOALS: Mapping[Verdict, Level] = {"with_caveats": Level.BLOCKER, "comparable": Level.BOUNDED}
"""For each verdict, the level below which every reason must be."""


def lifts(comparison: Comparison, evidence: Evidence) -> Lifts:
    """Say which missing data would lift what stands between places.

    Args:
        comparison: what was answered.
        evidence: what it was answered from.

    Raises:
        TooManyPlacesError: more places than can be tried.
    """
    question = comparison.question
    if len(question.places) > MOST_PLACES:
        raise TooManyPlacesError(len(question.places), MOST_PLACES)
    trial = Trial(question, evidence)
    _propose(trial)
    found, remaining = _lifted(trial)
    rank = _in_rank(trial, found)
    wholes = _smallest(trial, trial.pairs, rank)
    of_pairs = [one for at in trial.pairs for one in _smallest(trial, (at,), rank)]
    for smallest in (*wholes, *of_pairs):
        _with_the_others(trial, smallest, found)
    ranked = tuple(_ranked(trial, found, [name for name in rank if name in found]))
    return Lifts(comparison, ranked, tuple(wholes), tuple(of_pairs), tuple(remaining))


def _propose(trial: Trial) -> None:
    """Look for data, and for what comes to light once they are supplied."""
    for _ in range(MOST_ROUNDS):
        known = frozenset(trial.data)
        stand = _stand(trial, known)
        found: dict[str, Datum] = {}
        for at in trial.pairs:
            for reason in trial.reasons(at, known):
                for datum in proposals(stand, trial.pair(at, known), reason):
                    found[datum.id] = _merged(found.get(datum.id), datum)
        if not trial.add(found.values()):
            return


def _stand(trial: Trial, known: Ids) -> Stand:
    """Give the stand of a trial: what is asked of all is what places really have, where any has figures."""
    now = trial.sides()
    told = now if any(side.case is not None for side in now) else trial.sides(known)
    bases: dict[str, set[str]] = {}
    for stored in trial.evidence.observations:
        bases.setdefault(stored.observation.key.place, set()).add(stored.observation.key.basis)
    named = {place: frozenset(names) for place, names in bases.items()}
    asked_of = {place.code: named.get(place.code, frozenset()) for place in trial.asked.places}
    targets = Targets(trial.asked, told)
    home = {side.place.code: side for side in now}
    return Stand(trial.asked, trial.sides(known), targets, asked_of, trial.with_data(known), home)


def _merged(known: Datum | None, datum: Datum) -> Datum:
    """Keep what was proposed first, and every dimension that it was proposed for."""
    if known is None:
        return datum
    dimensions, places = known.dimensions | datum.dimensions, known.places | datum.places
    return replace(known, dimensions=dimensions, places=places)


def _sets(trial: Trial, at: At, dimension: str, below: Level) -> tuple[Ids, ...]:
    """Give the sets of data that take a dimension between two places below a level."""
    candidates = [name for name in trial.touching((at,)) if dimension in trial.data[name].dimensions]
    turn = sorted(candidates, key=lambda name: (trial.data[name].holder.turn, name))
    return minimal_sets(turn, lambda ids: trial.level(at, dimension, ids) < below)


def _lifted(trial: Trial) -> tuple[dict[str, list[Lifted]], list[Unlifted]]:
    """Say which reasons each datum lifts, and which reasons no data lift.

    A reason is lifted where it is no caveat any more, an interval where it is none; what blocks, at least where it is
    but a caveat.
    """
    found: dict[str, list[Lifted]] = {}
    remaining: list[Unlifted] = []
    for at in trial.pairs:
        for reason in trial.reasons(at):
            if reason.level < LEAST_LEVEL:
                continue
            sets = _sets(trial, at, reason.dimension, min(reason.level, Level.CAVEAT))
            if not sets and reason.level is Level.BLOCKER:
                sets = _sets(trial, at, reason.dimension, Level.BLOCKER)
            if not sets:
                remaining.append(Unlifted(trial.names(at), reason))
            for name in sorted(frozenset().union(*sets)):
                alone = frozenset({name}) in sets
                found.setdefault(name, []).append(_as_lifted(trial, at, reason, name, alone))
    return found, remaining


def _as_lifted(trial: Trial, at: At, reason: Reason, name: str, alone: bool) -> Lifted:
    amount = _moved(trial, at, reason, trial.data[name])
    return Lifted(trial.names(at), reason.dimension, reason.level, amount, alone)


def _with_the_others(trial: Trial, smallest: Smallest, found: dict[str, list[Lifted]]) -> None:
    """Say what a datum is needed for that lifts nothing of what stands now, but what would stand without it."""
    ids = frozenset(smallest.ids)
    for name in smallest.ids:
        if name in found:
            continue
        found[name] = [
            replace(_as_lifted(trial, at, reason, name, alone=False), stands=False)
            for at in trial.pairs
            for reason in trial.reasons(at, ids - {name})
            if reason.level >= LEAST_LEVEL and trial.level(at, reason.dimension, ids) < reason.level
        ]


def _moved(trial: Trial, at: At, reason: Reason, datum: Datum) -> Decimal | None:
    """Say how much of a reason's tonnes is a datum's: of cells that are lacking, its own cell's."""
    if not datum.moves:
        return None
    pair = trial.pair(at)
    other = pair.other if pair.one.place.code in datum.places else pair.one
    figure = other.held.get(datum.cell) if datum.cell else None
    if figure is None or reason.tonnes is None:
        return reason.tonnes
    return abs(figure.value)


def _in_rank(trial: Trial, found: Mapping[str, list[Lifted]]) -> list[str]:
    """Order data: by tonnes moved, then by gravity, then by who holds them; those that lift nothing alone last."""

    def turn(name: str) -> tuple[bool, Decimal, int, int, int, str]:
        lifted = found.get(name, [])
        tonnes = max((one.tonnes for one in lifted if one.tonnes is not None), default=Decimal(0))
        level = max((one.level for one in lifted), default=0)
        return (not lifted, -tonnes, -level, trial.data[name].holder.turn, -len(lifted), name)

    return sorted(trial.data, key=turn)


def _ranked(trial: Trial, found: Mapping[str, list[Lifted]], rank: Sequence[str]) -> list[Lifting]:
    now = {at: trial.verdict((at,)) for at in trial.pairs}
    unranked = (_alone(trial, trial.data[name], tuple(found[name]), now) for name in rank)
    return [replace(one, rank=number) for number, one in enumerate(unranked, start=1)]


def _alone(trial: Trial, datum: Datum, lifted: tuple[Lifted, ...], now: Mapping[At, Verdict]) -> Lifting:
    """Say what a datum would change if nothing else were supplied."""
    ids = frozenset({datum.id})
    after = {at: trial.verdict((at,), ids) for at in trial.pairs}
    changed = tuple((trial.names(at), after[at]) for at in trial.pairs if after[at] != now[at])
    return Lifting(datum, 0, lifted, trial.verdict(trial.pairs, ids), changed)


def _smallest(trial: Trial, pairs: Sequence[At], rank: Sequence[str]) -> list[Smallest]:
    """Give the fewest data for each better verdict that can be reached."""
    now, found = trial.verdict(pairs), list[Smallest]()
    touching = [name for name in rank if name in trial.touching(pairs)]
    for verdict, below in GOALS.items():
        if trial.worst(pairs) < below or (found and found[-1].after == verdict):
            continue
        chosen = _fewest(trial, pairs, touching, below)
        if chosen is not None:
            after = verdict_of(trial.worst(pairs, chosen))
            ids = tuple(name for name in rank if name in chosen)
            found.append(Smallest(_places(trial, pairs), now, after, ids))
    return found


def _places(trial: Trial, pairs: Sequence[At]) -> tuple[str, ...]:
    positions = sorted({place for at in pairs for place in at})
    return tuple(trial.asked.places[position].code for position in positions)


def _fewest(trial: Trial, pairs: Sequence[At], rank: Sequence[str], below: Level) -> Ids | None:
    """Give the fewest data that take everything between some pairs below a level; None where none do.

    Among few data every set is tried. Among many, the fewest are chosen that lift each reason by itself, and what
    can be left out of them is left out.
    """

    def does(ids: Ids) -> bool:
        return trial.worst(pairs, ids) < below

    if len(rank) <= MOST_EXACT:
        return next(iter(minimal_sets(rank, does)), None)
    required = [
        _sets(trial, at, reason.dimension, below)
        for at in pairs
        for reason in trial.reasons(at)
        if reason.level >= below
    ]
    chosen = smallest_union(required, rank) if all(required) else frozenset(rank)
    start = chosen if does(chosen) else frozenset(rank)
    return pruned([name for name in rank if name in start], does)
