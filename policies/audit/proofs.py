"""Proofs of RFC 6962 and RFC 9162: a record is in the log, and a longer log only goes on from a shorter one."""

from collections.abc import Sequence

from policies.audit.tree import EMPTY_ROOT, Perfect, node_hash, root_of_span


def inclusion_proof(index: int, size: int, perfect: Perfect) -> tuple[bytes, ...]:
    """Give the hashes that lead from a leaf to the root, the lowest first.

    Args:
        index: of the leaf, from 0.
        size: of the tree, larger than `index`.
        perfect: gives the tree's perfect subtrees.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(root_of_span(middle, end, perfect))
            end = middle
        else:
            path.append(root_of_span(start, middle, perfect))
            start = middle
    return tuple(reversed(path))


def consistency_proof(old: int, new: int, perfect: Perfect) -> tuple[bytes, ...]:
    """Give the hashes that show that a tree of a later size begins with that of an earlier one.

    Args:
        old: earlier size; from the empty tree everything goes on, without a hash.
        new: later size.
        perfect: gives the later tree's perfect subtrees.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not go on from one of {old}")
    if old in (0, new):
        return ()
    start, end, path, known = 0, new, [], True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(root_of_span(middle, end, perfect))
            end = middle
        else:
            path.append(root_of_span(start, middle, perfect))
            start, known = middle, False
    if not known:
        path.append(root_of_span(start, end, perfect))
    return tuple(reversed(path))


def holds_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Say whether a proof shows that a leaf is in the tree of that size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    reached = _climb(index, size - 1, leaf, leaf, proof)
    return reached is not None and reached[1] == root


def holds_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether a proof shows that the tree of the later size begins with the earlier (RFC 9162, 2.1.4.2)."""
    if not 0 < old < new:
        return 0 <= old <= new and not proof and old_root == (new_root if old == new else EMPTY_ROOT)
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return _climb(node, last, path[0], path[0], path[1:]) == (old_root, new_root)


def _climb(node: int, last: int, old: bytes, new: bytes, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Follow a path up to the roots of the earlier and the later tree; None where it has not the right length."""
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(width: int) -> int:
    """Give the largest power of two below a width."""
    return 1 << ((width - 1).bit_length() - 1)
