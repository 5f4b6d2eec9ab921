"""The Merkle tree of RFC 6962 over the records of a log: hashes, and a range that grows by appending.

A tree of any size falls into perfect subtrees, the largest first, as its size in binary says. Their roots are all that
is needed to go on appending and to give the root of the whole.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

EMPTY_ROOT = hashlib.sha256(b"").digest()
HASH_BYTES = 32

Perfect = Callable[[int, int], bytes]
"""Gives the root of a perfect subtree: of height `level`, the `position`-th of that height from the left."""


def leaf_hash(record: bytes) -> bytes:
    """Give the hash of a record as a leaf."""
    return hashlib.sha256(b"\x00" + record).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Give the hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class CompactRange:
    """A tree as far as appending needs it.

    Args:
        size: number of leaves.
        roots: of its perfect subtrees, the largest (leftmost) first: one for each bit of `size` that is set.
    """

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def extended(self, leaves: Iterable[bytes]) -> "CompactRange":
        """Give the tree with further leaf hashes at its end."""
        size, roots = self.size, list(self.roots)
        for leaf in leaves:
            whole, at = leaf, size
            while at & 1:
                whole, at = node_hash(roots.pop(), whole), at >> 1
            roots.append(whole)
            size += 1
        return CompactRange(size, tuple(roots))

    @property
    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self.roots:
            return EMPTY_ROOT
        whole = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            whole = node_hash(left, whole)
        return whole


def root_of_leaves(leaves: Iterable[bytes]) -> bytes:
    """Give the root of the tree with these leaf hashes."""
    return CompactRange().extended(leaves).root


def perfect_subtrees(start: int, end: int) -> list[tuple[int, int]]:
    """Give level and position of the perfect subtrees of some leaves, from the left.

    Args:
        start: the first leaf; a multiple of the largest power of two that fits.
        end: the leaf after the last.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def range_at(size: int, perfect: Perfect) -> CompactRange:
    """Give the tree as it was at a size."""
    return CompactRange(size, tuple(perfect(*one) for one in perfect_subtrees(0, size)))


def root_of_span(start: int, end: int, perfect: Perfect) -> bytes:
    """Give the root of the tree over some leaves, as `perfect_subtrees` takes them."""
    roots = tuple(perfect(*one) for one in perfect_subtrees(start, end))
    return CompactRange(end - start, roots).root
