"""The verdict: comparable, with caveats or not, and the sentence that says why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from schemas.comparability.coverage import Coverage
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Level, Reason, gravest
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, listed, name, quantity
from schemas.messages import Message

Verdict = Literal["comparable", "with_caveats", "not_comparable"]

MOST_CLAUSES = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair with what stands between its figures.

    Args:
        pair: the two sides.
        reasons: the gravest first; empty where nothing stands between them.
    """

    pair: Pair
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        """What follows from the gravest reason."""
        return verdict_of(gravest(self.reasons))


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place's rank, 1 for the largest figure; equal figures share one."""

    place: str
    rank: int
    value: Decimal


def verdict_of(level: Level) -> Verdict:
    """Say what follows from the gravest level: what was converted does not weigh."""
    if level is Level.BLOCKER:
        return "not_comparable"
    return "with_caveats" if level > Level.CONVERTIBLE else "comparable"


def overall(judged: Iterable[Judged], sides: Sequence[Side]) -> Verdict:
    """Give the verdict of the worst pair; a single place is comparable if it has a figure at all."""
    if len(sides) == 1 and sides[0].failures:
        return "not_comparable"
    return verdict_of(max((gravest(each.reasons) for each in judged), default=Level.SAME))


def ranked(verdict: Verdict, coverage: Coverage) -> tuple[Ranked, ...] | None:
    """Rank the figures on the common cells, only where every pair is comparable."""
    values = [(covered.place, covered.value) for covered in coverage.values if covered.value is not None]
    if verdict != "comparable" or len(values) < max(2, len(coverage.values)):
        return None
    by_size = sorted(values, key=lambda found: (-found[1], found[0]))
    return tuple(
        Ranked(place, 1 + sum(other > value for _, other in values), value) for place, value in by_size
    )


def sentence(verdict: Verdict, judged: Sequence[Judged], sides: Sequence[Side]) -> Message:
    """Say the verdict in one sentence, with the weightiest reasons."""
    places = listed(tuple(name(side.place) for side in sides))
    clauses = (*_failed(sides), *_clauses(judged))[:MOST_CLAUSES]
    if len(sides) == 1 and not clauses:
        return Message("compare.sentence.alone", {"places": places})
    if not clauses:
        return Message("compare.sentence.comparable.plain", {"places": places})
    return Message(f"compare.sentence.{verdict}", {"places": places, "clauses": in_turn(clauses)})


def _failed(sides: Sequence[Side]) -> tuple[Message, ...]:
    """Give a clause for each way in which places have no harmonised figure, with those places."""
    found: dict[str, dict[str, Message]] = {}
    for side in sides:
        for reason in side.failures:
            kind = reason.message.key.split(".")[1]
            found.setdefault(kind, {})[side.place.code] = name(side.place)
    return tuple(
        Message(f"compare.clause.failed.{kind}", {"places": listed(tuple(names.values()))})
        for kind, names in found.items()
    )


def _clauses(judged: Sequence[Judged]) -> tuple[Message, ...]:
    """Give a clause for each of the weightiest dimensions, with the pair for which it weighs most.

    What blocks comes first; after that the tonnes count, whatever the level. Conversions are told only where
    there is nothing else.
    """
    worst: dict[str, tuple[Reason, Pair]] = {}
    for each in judged:
        for reason in each.reasons:
            known = worst.get(reason.dimension)
            if not reason.places and (known is None or _weight(reason) > _weight(known[0])):
                worst[reason.dimension] = (reason, each.pair)
    open_ones = [found for found in worst.values() if found[0].level > Level.CONVERTIBLE]
    by_weight = sorted(open_ones or worst.values(), key=lambda found: _weight(found[0]), reverse=True)
    return tuple(_clause(reason, pair) for reason, pair in by_weight)


def _weight(reason: Reason) -> tuple[bool, Decimal, int]:
    return (reason.level is Level.BLOCKER, reason.tonnes or Decimal(0), reason.level)


def _clause(reason: Reason, pair: Pair) -> Message:
    values: dict[str, object] = {"what": Message(f"compare.clause.{reason.dimension}"), **pair.names()}
    if reason.tonnes is None:
        return Message("compare.clause.pair", values)
    values["tonnes"] = quantity(reason.tonnes, "T_CO2E")
    return Message("compare.clause.pair.weighed", values)
