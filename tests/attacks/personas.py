"""Who asks: the world, a stranger with a key, a reader of what is restricted, the owner of what is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from api.gateway import Gateway
from api.keys import issue_key
from catalogue.database import unit_of_work
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, READER, RESTRICTED


@dataclass(frozen=True)
class Persona:
    """Somebody who asks, and what they are meant to get.

    Args:
        key: what is sent; empty for the world.
        knows: datasets whose existence they may know.
        reads: datasets whose figures they may read.
    """

    name: str
    key: str
    knows: frozenset[str]
    reads: frozenset[str]

    @property
    def knows_all(self) -> bool:
        return HIDDEN in self.knows


SEEN = frozenset({OPEN, RESTRICTED})


def personas_of(gateway: Gateway, now: datetime) -> tuple[Persona, ...]:
    """Give everybody their keys."""
    with unit_of_work(gateway.engine) as session:
        stranger, reader, owner = (
            issue_key(session, gateway.pepper, staff=name, organisation=organisation, now=now)
            for name, organisation in (("eva", "elsewhere"), ("ana", READER), ("bor", OWNERS[HIDDEN]))
        )
    return (
        Persona("world", "", SEEN, frozenset({OPEN})),
        Persona("stranger", stranger, SEEN, frozenset({OPEN})),
        Persona("reader", reader, SEEN, SEEN),
        Persona("owner", owner, SEEN | {HIDDEN}, frozenset({OPEN, HIDDEN})),
    )
