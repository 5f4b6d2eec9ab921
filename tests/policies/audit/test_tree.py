"""The Merkle tree and its proofs: the reference values of Certificate Transparency, and every pair of sizes up to 256."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.audit.proofs import consistency_proof, holds_consistency, holds_inclusion, inclusion_proof
from policies.audit.tiles import new_nodes, perfect_from
from policies.audit.tree import (
    EMPTY_ROOT,
    CompactRange,
    Perfect,
    leaf_hash,
    node_hash,
    range_at,
    root_of_leaves,
)

RECORDS = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""The records and roots that Certificate Transparency's implementations test themselves with."""

INCLUSION = {
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
}
CONSISTENCY = {
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
MOST = 256
LEAVES = [leaf_hash(number.to_bytes(2, "big")) for number in range(MOST)]


def reference(leaves: list[bytes]) -> bytes:
    """Give the root as RFC 6962, 2.1, says it, by halves."""
    return _reference(tuple(leaves))


@cache
def _reference(leaves: tuple[bytes, ...]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(_reference(leaves[:half]), _reference(leaves[half:]))


def subtrees(leaves: list[bytes]) -> Perfect:
    return cache(perfect_from(lambda _level, start, end: leaves[start:end]))


def test_the_reference_records_have_the_reference_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(record)) for record in RECORDS]
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [root_of_leaves(leaves[: size + 1]).hex() for size in range(len(leaves))] == list(ROOTS)


def test_the_reference_proofs_are_given() -> None:
    perfect = subtrees([leaf_hash(bytes.fromhex(record)) for record in RECORDS])
    given_paths = {one: tuple(h.hex() for h in inclusion_proof(*one, perfect)) for one in INCLUSION}
    assert given_paths == INCLUSION
    assert {
        one: tuple(h.hex() for h in consistency_proof(*one, perfect)) for one in CONSISTENCY
    } == CONSISTENCY


def test_a_range_that_grew_leaf_by_leaf_has_the_root_of_the_definition_at_every_size() -> None:
    grown, found = CompactRange(), []
    for leaf in LEAVES:
        grown = grown.extended([leaf])
        found.append(grown.root)
    assert found == [reference(LEAVES[: size + 1]) for size in range(MOST)]
    assert range_at(MOST - 1, subtrees(LEAVES)) == CompactRange().extended(LEAVES[:-1])


def test_every_leaf_of_every_tree_up_to_256_is_proved_to_be_in_it() -> None:
    perfect = subtrees(LEAVES)
    for size in range(1, MOST + 1):
        root = reference(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(index, size, perfect)
            assert holds_inclusion(LEAVES[index], index, size, proof, root), (index, size)


def test_every_tree_up_to_256_is_proved_to_go_on_from_every_earlier_one() -> None:
    perfect = subtrees(LEAVES)
    roots = [reference(LEAVES[:size]) for size in range(MOST + 1)]
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = consistency_proof(old, new, perfect)
            assert holds_consistency(old, new, roots[old], roots[new], proof), (old, new)


@given(st.data())
def test_a_changed_proof_of_inclusion_does_not_hold(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, MOST))
    index = data.draw(st.integers(0, size - 1))
    proof = list(inclusion_proof(index, size, subtrees(LEAVES)))
    root = reference(LEAVES[:size])
    parts = [LEAVES[index], root, *proof]
    which = data.draw(st.integers(0, len(parts) - 1))
    parts[which] = flipped(parts[which], data.draw(st.integers(0, 255)))
    assert not holds_inclusion(parts[0], index, size, parts[2:], parts[1])


@given(st.data())
def test_a_changed_proof_of_consistency_does_not_hold(data: st.DataObject) -> None:
    new = data.draw(st.integers(1, MOST))
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(old, new, subtrees(LEAVES))
    parts = [reference(LEAVES[:old]), reference(LEAVES[:new]), *proof]
    which = data.draw(st.integers(0, len(parts) - 1)) if old else 0
    parts[which] = flipped(parts[which], data.draw(st.integers(0, 255)))
    assert not holds_consistency(old, new, parts[0], parts[1], parts[2:])


@given(st.integers(2, MOST), st.data())
def test_a_proof_that_is_longer_shorter_or_of_another_leaf_does_not_hold(
    size: int, data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size).filter(lambda one: one != index))
    root = reference(LEAVES[:size])
    proof = inclusion_proof(index, size, subtrees(LEAVES))
    assert not holds_inclusion(LEAVES[index], index, size, proof[:-1], root)
    assert not holds_inclusion(LEAVES[index], index, size, (*proof, root), root)
    assert not holds_inclusion(LEAVES[index], other, size, proof, root)


def test_what_is_asked_beyond_the_tree_is_refused() -> None:
    perfect = subtrees(LEAVES)
    for index, size in ((3, 3), (-1, 3)):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_proof(index, size, perfect)
    with pytest.raises(ValueError, match="does not go on"):
        consistency_proof(4, 3, perfect)
    assert not holds_inclusion(LEAVES[0], 0, 0, (), EMPTY_ROOT)
    assert not holds_consistency(4, 3, EMPTY_ROOT, EMPTY_ROOT, ())


@pytest.mark.parametrize("sizes", [(70_000,), (255, 256, 257, 65_535, 65_536, 70_000), (1, 66_000, 70_000)])
def test_stored_levels_give_the_proofs_of_the_whole_tree_however_it_grew(sizes: tuple[int, ...]) -> None:
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(70_000)]
    stored: dict[int, list[bytes]] = {0: leaves}
    before = 0

    def read(level: int, start: int, end: int) -> list[bytes]:
        return stored.get(level, [])[start:end]

    for size in sizes:
        for level, position, value in list(new_nodes(before, size, read)):
            assert position == len(stored.setdefault(level, []))
            stored[level].append(value)
        before = size
    assert {level: len(hashes) for level, hashes in stored.items()} == {0: 70_000, 1: 273, 2: 1}
    perfect, root = perfect_from(read), root_of_leaves(leaves)
    assert range_at(70_000, perfect).root == root
    for index in (0, 255, 65_535, 65_536, 69_999):
        assert holds_inclusion(leaves[index], index, 70_000, inclusion_proof(index, 70_000, perfect), root)
    proof = consistency_proof(65_537, 70_000, perfect)
    assert holds_consistency(65_537, 70_000, root_of_leaves(leaves[:65_537]), root, proof)


def flipped(value: bytes, bit: int) -> bytes:
    """Give a hash with one bit changed."""
    return bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(value))
