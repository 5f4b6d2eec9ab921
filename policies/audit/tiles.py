"""The tree as it is stored: the hashes of the leaves, and of each eighth level above them.

A run of 256 hashes of one stored level makes one hash of the next, so that any perfect subtree is worked out from a part
of one run: a proof in a log of a hundred million records reads no more than a few thousand hashes.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from policies.audit.tree import Perfect, root_of_leaves

HEIGHT = 8
RUN = 1 << HEIGHT

ReadHashes = Callable[[int, int, int], Sequence[bytes]]
"""Gives stored hashes: of a stored level (0 for the leaves), from one position up to before another."""

Node = tuple[int, int, bytes]
"""A hash to store: its stored level (1 or more), position and value."""


def perfect_from(read: ReadHashes) -> Perfect:
    """Give a tree's perfect subtrees from what is stored of it; what was read once is kept."""
    return partial(_perfect, read, {})


def _perfect(
    read: ReadHashes, kept: dict[tuple[int, int], Sequence[bytes]], level: int, position: int
) -> bytes:
    stored, height = divmod(level, HEIGHT)
    first = position << height
    run = first // RUN
    if (stored, run) not in kept:
        kept[stored, run] = read(stored, run * RUN, (run + 1) * RUN)
    at = first - run * RUN
    hashes = kept[stored, run][at : at + (1 << height)]
    if len(hashes) != 1 << height:
        raise LookupError(f"level {stored} of the tree lacks hashes from {first} on")
    return root_of_leaves(hashes)


def new_nodes(old: int, new: int, read: ReadHashes) -> Iterator[Node]:
    """Give the hashes above the leaves that are complete at a size and were not at an earlier one.

    Args:
        old: size up to which they are stored.
        new: size of the log.
        read: gives the leaves' hashes.
    """
    level = 0
    made: dict[int, bytes] = {}
    while new >> (HEIGHT * (level + 1)):
        complete = range(old >> (HEIGHT * (level + 1)), new >> (HEIGHT * (level + 1)))
        below = made
        made = {}
        for position in complete:
            run = _run(read, below, level, position)
            made[position] = root_of_leaves(run)
            yield level + 1, position, made[position]
        level += 1


def _run(read: ReadHashes, fresh: dict[int, bytes], level: int, position: int) -> list[bytes]:
    """Give the hashes of a run: those stored before, then those just made."""
    start, end = position * RUN, (position + 1) * RUN
    first_fresh = min((one for one in fresh if one >= start), default=end)
    if level == 0:
        return list(read(0, start, end))
    stored = list(read(level, start, min(first_fresh, end))) if first_fresh > start else []
    return [*stored, *(fresh[one] for one in range(min(first_fresh, end), end))]
