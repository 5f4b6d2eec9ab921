"""What remains: what still stands between the figures, how much it weighs, and who has what would lift it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from schemas.comparability.comparison import Comparison
from schemas.comparability.pair import Pair
from schemas.comparability.reasons import Level, Lift, Reason
from schemas.comparability.wording import enumerated, in_turn, name, words
from schemas.findings import Finding
from schemas.messages import Message
from schemas.side_by_side.table import NOTHING, Table, columns, tonnes

NAMES = "level what pairs most gravest lifted"
FOUND = "place rule cell found expected"
MOST_LIFTS = 3


@dataclass
class Standing:
    """A dimension on which places differ, gathered over the pairs.

    Args:
        worst: the weightiest reason, with the pair for which it weighs most.
        pairs: of how many pairs it is said.
        lifts: what would lift it, each once, by who has it.
    """

    worst: Reason
    pair: Pair | None
    pairs: int = 0
    lifts: dict[str, dict[str, Lift]] = field(default_factory=dict)

    def take(self, reason: Reason, pair: Pair | None) -> None:
        """Add one pair's reason."""
        self.pairs += 1
        for lift in reason.lifted_by:
            held = self.lifts.setdefault(lift.held_by.in_("en"), {})
            held[lift.needs.in_("en")] = lift
        if reason.weight > self.worst.weight:
            self.worst, self.pair = reason, pair


def remaining(comparison: Comparison) -> Table:
    """Lay out what still stands between the figures, what blocks first, then by tonnes."""
    found = sorted(_standing(comparison).values(), key=lambda one: one.worst.weight, reverse=True)
    rows = tuple(_row(one) for one in found)
    unit = next((side.asked.measure.unit for side in comparison.sides), "")
    head = columns("remaining", NAMES, ["pairs", "most"], unit)
    return Table("remaining", head, rows, Message("side_by_side.nothing_remains"))


def _standing(comparison: Comparison) -> dict[str, Standing]:
    found: dict[str, Standing] = {}
    for reason, pair in _reasons(comparison):
        found.setdefault(reason.dimension, Standing(reason, pair)).take(reason, pair)
    return found


def _reasons(comparison: Comparison) -> Iterator[tuple[Reason, Pair | None]]:
    """Give the reasons of all pairs; of a place that stands alone, why it has no figure."""
    for judged in comparison.pairs:
        for reason in judged.reasons:
            if reason.level > Level.CONVERTIBLE:
                yield reason, judged.pair
    if not comparison.pairs:
        yield from ((reason, None) for side in comparison.sides for reason in side.failures)


def _row(one: Standing) -> tuple[Message, ...]:
    held = tuple(_held(tuple(lifts.values())) for lifts in one.lifts.values())
    return (
        Message(f"compare.level.{one.worst.level.name}"),
        Message(f"compare.dimension.{one.worst.dimension}"),
        words(str(one.pairs)),
        tonnes(one.worst.tonnes),
        _between(one.pair),
        in_turn(held) if held else NOTHING,
    )


def _held(lifts: Sequence[Lift]) -> Message:
    """Say who has what, of a long list the first few."""
    needs = enumerated(tuple(lift.needs for lift in lifts[:MOST_LIFTS]))
    more = len(lifts) - MOST_LIFTS
    said = {"holder": lifts[0].held_by, "needs": needs, "count": more}
    return Message("side_by_side.lift.more" if more > 0 else "side_by_side.lift", said)


def _between(pair: Pair | None) -> Message:
    return NOTHING if pair is None else Message("side_by_side.pair", pair.names())


def findings(comparison: Comparison) -> Table:
    """Lay out the open findings on the figures used."""
    rows = tuple(_finding(name(side.place), one) for side in comparison.sides for one in side.findings)
    return Table("findings", columns("findings", FOUND), rows, Message("side_by_side.no_findings"))


def _finding(place: Message, one: Finding) -> tuple[Message, ...]:
    return place, words(one.rule), words(one.where.cell or "–"), words(one.found), one.expected
