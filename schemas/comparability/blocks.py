"""Blocks: figures of cells, some printed only together, fitted to a set of cells."""

from collections.abc import Mapping

from schemas.comparability.figures import Figure

Blocks = Mapping[frozenset[str], Figure]


def exact(blocks: Blocks, target: frozenset[str]) -> Figure | None:
    """Add up blocks that fit a set of cells without gap or overlap, single cells first.

    Args:
        blocks: figures by the cells they hold.
        target: the cells wanted; at least one.

    Returns:
        The sum; None where the blocks do not fit.
    """
    first = min(target)
    for cells in sorted(blocks, key=lambda held: (len(held), sorted(held))):
        if first in cells and cells <= target:
            rest = target - cells
            if not rest:
                return blocks[cells]
            further = exact(blocks, rest)
            if further is not None:
                return blocks[cells].plus(further)
    return None
