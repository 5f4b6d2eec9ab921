"""How large a policy's document may be: everything past it is refused before it is understood."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a document.

    Args:
        size: bytes.
        nodes: rules, duties, conditions, parties, assets and actions together, as often as they are meant.
        depth: how many of these stand inside one another; twice as many, and a few, brackets in JSON.
    """

    size: int
    nodes: int
    depth: int


PUBLISHED = Limits(size=64_000, nodes=1_000, depth=16)
"""Of a policy that is to be in force here."""

EVALUATED = Limits(size=2_000_000, nodes=20_000, depth=32)
"""Of documents of others that are only looked at."""
