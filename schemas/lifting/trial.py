"""Trials: what stands between the places if some data were there.

The comparison is made anew with the evidence as it would be, by the comparison's own functions; a place that nothing is
supplied of is read once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations

from schemas.comparability.dimensions import reasons_between
from schemas.comparability.evidence import Evidence, holdings
from schemas.comparability.pair import Pair
from schemas.comparability.question import Asked, Question, check
from schemas.comparability.read_side import read_side
from schemas.comparability.reasons import Level, Reason, gravest
from schemas.comparability.selection import choose
from schemas.comparability.side import Side
from schemas.comparability.verdict import Verdict, verdict_of
from schemas.lifting.datum import Datum, supplied
from schemas.observations import StoredObservation

Ids = frozenset[str]
"""Ids of data that are supposed to be there."""

NOTHING: Ids = frozenset()


@dataclass
class Trial:
    """A comparison that can be made with data that are not there.

    Args:
        question: what is asked.
        evidence: what is there.
        data: what may be supplied, by id; grows while data are looked for.
    """

    question: Question
    evidence: Evidence
    data: dict[str, Datum] = field(default_factory=dict)
    _sides: dict[tuple[int, Ids], Side] = field(default_factory=dict)
    _reasons: dict[tuple[Side, Side], tuple[Reason, ...]] = field(default_factory=dict)

    @cached_property
    def asked(self) -> Asked:
        """The question with every code known."""
        return check(self.question, self.evidence.places)

    def add(self, data: Iterable[Datum]) -> bool:
        """Add data that may be supplied; one that is known grows where it is about more places than before.

        Returns:
            Whether anything is new.
        """
        new = {datum.id: self._grown(datum) for datum in data if self._is_new(datum)}
        if any(name in self.data for name in new):
            self._sides.clear()
            self._reasons.clear()
        self.data |= new
        return bool(new)

    def _is_new(self, datum: Datum) -> bool:
        known = self.data.get(datum.id)
        return known is None or not datum.places <= known.places

    def _grown(self, datum: Datum) -> Datum:
        known = self.data.get(datum.id)
        if known is None:
            return datum
        supplies = (*known.supplies, *(one for one in datum.supplies if one not in known.supplies))
        return replace(datum, places=known.places | datum.places, supplies=supplies)

    @cached_property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The positions of the places of every pair."""
        return tuple(combinations(range(len(self.asked.places)), 2))

    def sides(self, ids: Ids = NOTHING) -> tuple[Side, ...]:
        """Read the places with some data supplied."""
        return tuple(self.side(at, ids) for at in range(len(self.asked.places)))

    def side(self, at: int, ids: Ids = NOTHING) -> Side:
        """Read one place with some data supplied: its own, and those that decide which year is looked at."""
        place = self.asked.places[at].code
        counting = frozenset(
            name for name in ids if self.data[name].selects or place in self.data[name].places
        )
        key = (at, counting)
        if key not in self._sides:
            held = holdings(self.with_data(counting), self.asked.question.places, self.asked.question.source)
            self._sides[key] = read_side(self.asked, held, choose(self.asked, held)[at])
        return self._sides[key]

    def with_data(self, ids: Iterable[str]) -> Evidence:
        """Give the evidence with some data supplied; rows of places that they do not touch are not looked at."""
        data = [self.data[name] for name in ids]
        touched = frozenset[str]().union(*(datum.places for datum in data))
        looked_at = [seen for place in sorted(touched) for seen in self._by_place.get(place, ())]
        apart = [seen for place, rows in self._by_place.items() if place not in touched for seen in rows]
        given = supplied(replace(self.evidence, observations=looked_at), data)
        return replace(given, observations=(*apart, *given.observations))

    @cached_property
    def _by_place(self) -> Mapping[str, Sequence[StoredObservation]]:
        found: dict[str, list[StoredObservation]] = {}
        for stored in self.evidence.observations:
            found.setdefault(stored.observation.key.place, []).append(stored)
        return found

    def pair(self, at: tuple[int, int], ids: Ids = NOTHING) -> Pair:
        """Give a pair with some data supplied."""
        return Pair(self.asked, self.side(at[0], ids), self.side(at[1], ids))

    def reasons(self, at: tuple[int, int], ids: Ids = NOTHING) -> tuple[Reason, ...]:
        """Say what stands between two places with some data supplied."""
        pair = self.pair(at, ids)
        key = (pair.one, pair.other)
        if key not in self._reasons:
            self._reasons[key] = reasons_between(pair)
        return self._reasons[key]

    def level(self, at: tuple[int, int], dimension: str, ids: Ids = NOTHING) -> Level:
        """Say how gravely a dimension stands between two places with some data supplied."""
        found = (reason for reason in self.reasons(at, ids) if reason.dimension == dimension)
        return gravest(tuple(found))

    def worst(self, pairs: Sequence[tuple[int, int]], ids: Ids = NOTHING) -> Level:
        """Give the gravest level that stands between some pairs with some data supplied."""
        return max((gravest(self.reasons(at, ids)) for at in pairs), default=Level.SAME)

    def verdict(self, pairs: Sequence[tuple[int, int]], ids: Ids = NOTHING) -> Verdict:
        """Give the verdict on some pairs with some data supplied."""
        return verdict_of(self.worst(pairs, ids))

    def names(self, at: tuple[int, int]) -> tuple[str, str]:
        """Give the codes of a pair's places."""
        return (self.asked.places[at[0]].code, self.asked.places[at[1]].code)

    def touching(self, pairs: Sequence[tuple[int, int]]) -> tuple[str, ...]:
        """Give the ids of the data that change figures of some pairs, or which of them are looked at."""
        places = {place for at in pairs for place in self.names(at)}
        return tuple(name for name, datum in self.data.items() if datum.places & places or datum.selects)
