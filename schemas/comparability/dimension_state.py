"""Dimensions of the state of the figures: their status, and open findings."""

from decimal import Decimal

from schemas.comparability.holders import inventory_holder, lift
from schemas.comparability.pair import Pair, reason
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.side import Side
from schemas.comparability.wording import in_turn, labels, name, number, words
from schemas.messages import Message

PLAIN_STATUS = frozenset({"A", "W"})
"""A normal value, and one that includes another category's (said by the row that points to it)."""


def obs_status(pair: Pair) -> Reason | None:
    """Say whose figures are provisional, estimated, broken off or otherwise marked."""
    marked = [(side, codes) for side in pair.sides if (codes := _statuses(side))]
    if not marked:
        return None
    said = tuple(
        Message(
            "compare.obs_status.marked", {"place": name(side.place), "statuses": labels("obs_status", codes)}
        )
        for side, codes in marked
    )
    lifts = tuple(lift("final", inventory_holder(side.place), place=name(side.place)) for side, _ in marked)
    return reason("obs_status", Level.CAVEAT, in_turn(said), None, lifts)


def _statuses(side: Side) -> tuple[str, ...]:
    people = () if side.people is None else (side.people.count.stored,)
    seen = {
        stored.observation.obs_status
        for stored in (*side.used, *people)
        if stored.observation.value is not None and stored.observation.obs_status not in PLAIN_STATUS
    }
    return tuple(sorted(seen))


def findings(pair: Pair) -> Reason | None:
    """Say on whose figures a finding is open."""
    found = [side for side in pair.sides if side.findings]
    if not found:
        return None
    said = in_turn(tuple(_open(side) for side in found))
    lifts = tuple(lift("answer", inventory_holder(side.place), place=name(side.place)) for side in found)
    return reason("findings", Level.CAVEAT, said, None, lifts)


def _open(side: Side) -> Message:
    first = min(side.findings, key=lambda finding: (finding.rule, finding.where.cell, finding.id()))
    where = " ".join(part for part in (first.where.document, first.where.cell) if part)
    return Message(
        "compare.findings.open",
        {
            "place": name(side.place),
            "count": number(Decimal(len(side.findings))),
            "rule": first.rule,
            "where": where,
            "found": words(first.found),
            "expected": first.expected,
        },
    )
