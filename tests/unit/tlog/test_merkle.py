"""The tree against a naive reference, published vectors, and proofs that must be refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadProofError
from desktop_app.tlog import merkle
from tests.fakes.effort import examples

UP_TO = 130
LEAVES = [merkle.leaf_hash(number.to_bytes(2, "big")) for number in range(UP_TO)]
VECTORS = json.loads(
    (Path(__file__).parents[2] / "vectors" / "rfc6962.json").read_text(encoding="utf-8")
)


# --- the reference: RFC 6962 section 2.1, word for word ------------------------------------------


def largest_power_below(count: int) -> int:
    """Return k of the RFC: the largest power of two smaller than `count`."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


@cache
def mth(begin: int, end: int) -> bytes:
    """Return MTH(D[begin:end]) over LEAVES."""
    if begin == end:
        return merkle.EMPTY_ROOT
    if end - begin == 1:
        return LEAVES[begin]
    k = begin + largest_power_below(end - begin)
    return merkle.node_hash(mth(begin, k), mth(k, end))


def path(m: int, begin: int, end: int) -> list[bytes]:
    """Return PATH(m, D[begin:end])."""
    if end - begin == 1:
        return []
    k = largest_power_below(end - begin)
    if m < k:
        return [*path(m, begin, begin + k), mth(begin + k, end)]
    return [*path(m - k, begin + k, end), mth(begin, begin + k)]


def subproof(m: int, begin: int, end: int, *, complete: bool) -> list[bytes]:
    """Return SUBPROOF(m, D[begin:end], complete)."""
    if m == end - begin:
        return [] if complete else [mth(begin, end)]
    k = largest_power_below(end - begin)
    if m <= k:
        return [*subproof(m, begin, begin + k, complete=complete), mth(begin + k, end)]
    return [*subproof(m - k, begin + k, end, complete=False), mth(begin, begin + k)]


def node(level: int, index: int) -> bytes:
    """Read a complete subtree's hash."""
    begin, end = index << level, (index + 1) << level
    assert end <= UP_TO
    return mth(begin, end)


def included(
    index: int, size: int, *, leaf: bytes | None = None, proof: list[bytes], root: bytes
) -> bool:
    """Tell whether an inclusion proof is accepted."""
    try:
        merkle.verify_inclusion(
            index=index, size=size, leaf_hash=leaf or LEAVES[index], proof=proof, root=root
        )
    except BadProofError:
        return False
    return True


def consistent(old: int, new: int, *, old_root: bytes, new_root: bytes, proof: list[bytes]) -> bool:
    """Tell whether a consistency proof is accepted."""
    try:
        merkle.verify_consistency(
            old_size=old, new_size=new, old_root=old_root, new_root=new_root, proof=proof
        )
    except BadProofError:
        return False
    return True


# --- right ones --------------------------------------------------------------------------------


@pytest.mark.attack("C01")
def test_roots_of_all_sizes() -> None:
    """`root` and `Frontier` give the RFC's root for every size up to 130."""
    frontier = merkle.Frontier()
    for size in range(UP_TO + 1):
        assert merkle.root(LEAVES[:size]) == mth(0, size)
        assert frontier.root() == mth(0, size)
        assert frontier.size == size
        if size < UP_TO:
            frontier.append(LEAVES[size])


@pytest.mark.attack("C01")
def test_all_inclusion_proofs() -> None:
    """Every leaf of every tree up to 130: the RFC's proof, and it verifies."""
    for size in range(1, UP_TO + 1):
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, node)
            assert proof == path(index, 0, size)
            assert included(index, size, proof=proof, root=mth(0, size))


@pytest.mark.attack("C01")
def test_all_consistency_proofs() -> None:
    """Every pair of sizes up to 130: the RFC's proof, and it verifies."""
    for new in range(UP_TO + 1):
        for old in range(new + 1):
            proof = merkle.consistency_proof(old, new, node)
            assert proof == (subproof(old, 0, new, complete=True) if old else [])
            assert consistent(old, new, old_root=mth(0, old), new_root=mth(0, new), proof=proof)


@pytest.mark.attack("C01")
def test_published_hashes() -> None:
    """Leaves, inner nodes, roots and compact trees of transparency-dev/merkle."""
    nodes = VECTORS["nodes"]
    hashes = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in VECTORS["leaves"]]
    assert [h.hex() for h in hashes] == nodes[0]
    for level, row in enumerate(nodes[1:], 1):
        for index, expected in enumerate(row):
            below = [bytes.fromhex(h) for h in nodes[level - 1][2 * index : 2 * index + 2]]
            assert merkle.node_hash(*below).hex() == expected
    for size, expected in enumerate(VECTORS["roots"]):
        frontier = merkle.Frontier()
        frontier.extend(hashes[:size])
        assert frontier.root().hex() == merkle.root(hashes[:size]).hex() == expected
    seven = merkle.Frontier()
    seven.extend(hashes[:7])
    assert [h.hex() for h in seven.hashes()] == [nodes[2][0], nodes[1][2], nodes[0][6]]


@pytest.mark.attack("C01")
def test_published_proofs() -> None:
    """The inclusion and consistency proofs of transparency-dev/merkle are made and accepted."""
    nodes = [[bytes.fromhex(h) for h in row] for row in VECTORS["nodes"]]
    roots = [bytes.fromhex(h) for h in VECTORS["roots"]]

    def published(level: int, index: int) -> bytes:
        return nodes[level][index]

    for case in VECTORS["inclusion"]:
        proof = [bytes.fromhex(h) for h in case["proof"]]
        index, size = case["index"], case["size"]
        assert merkle.inclusion_proof(index, size, published) == proof
        assert included(index, size, leaf=nodes[0][index], proof=proof, root=roots[size])
    for case in VECTORS["consistency"]:
        proof = [bytes.fromhex(h) for h in case["proof"]]
        old, new = case["old"], case["new"]
        assert merkle.consistency_proof(old, new, published) == proof
        assert consistent(old, new, old_root=roots[old], new_root=roots[new], proof=proof)


def test_frontier_goes_on_from_its_hashes() -> None:
    """A frontier made again from (size, hashes) grows into the same tree; a copy is independent."""
    grown = merkle.Frontier()
    for size in range(UP_TO):
        again = merkle.Frontier(size, grown.hashes())
        again.extend(LEAVES[size:])
        assert again.root() == mth(0, UP_TO)
        copy = grown.copy()
        copy.append(LEAVES[0])
        assert (grown.size, grown.root()) == (size, mth(0, size))
        grown.append(LEAVES[size])


@pytest.mark.parametrize(("size", "count"), [(-1, 0), (0, 1), (1, 0), (3, 1), (4, 2)])
def test_frontier_refuses_hashes_that_fit_no_tree(size: int, count: int) -> None:
    """One hash for each set bit of the size."""
    with pytest.raises(ValueError, match="no frontier"):
        merkle.Frontier(size, [LEAVES[0]] * count)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (5, 3)])
def test_inclusion_proof_of_no_leaf(index: int, size: int) -> None:
    """A proof is made only for a leaf that is there."""
    with pytest.raises(ValueError, match="No leaf"):
        merkle.inclusion_proof(index, size, node)


@pytest.mark.parametrize(("old", "new"), [(3, 2), (-1, 2), (1, 0)])
def test_consistency_proof_of_no_prefix(old: int, new: int) -> None:
    """A proof is made only from an earlier size."""
    with pytest.raises(ValueError, match="no earlier size"):
        merkle.consistency_proof(old, new, node)


# --- wrong ones --------------------------------------------------------------------------------


@pytest.mark.attack("C02")
def test_inclusion_proof_for_another_size() -> None:
    """A proof for one size is refused for every other size with its root, and at other places."""
    for size in range(1, 40):
        for index in range(size):
            proof = path(index, 0, size)
            for other in range(1, 40):
                if other != size:
                    assert not included(index, other, proof=proof, root=mth(0, other))
            for place in range(size):
                if place != index:
                    leaf, root = LEAVES[index], mth(0, size)
                    assert not included(place, size, leaf=leaf, proof=proof, root=root)


@pytest.mark.attack("C02")
def test_consistency_proof_for_another_size() -> None:
    """A proof for one pair of sizes is refused for every other pair with its roots."""
    pairs = [(old, new) for new in range(2, 16) for old in range(1, new)]
    for old, new in pairs:
        proof = subproof(old, 0, new, complete=True)
        for a, b in pairs:
            if (a, b) != (old, new):
                assert not consistent(a, b, old_root=mth(0, a), new_root=mth(0, b), proof=proof)


@pytest.mark.attack("C03")
@pytest.mark.parametrize("extra", ["leaf", "root", "zeros", "last"])
def test_trailing_and_missing_hashes(extra: str) -> None:
    """A hash more at either end, a hash less at either end: refused, though the root may match."""
    for size in range(1, 34):
        root = mth(0, size)
        for index in range(size):
            proof = path(index, 0, size)
            added = {"leaf": LEAVES[index], "root": root, "zeros": bytes(32)}
            more = added.get(extra) or (proof or [root])[-1]
            assert not included(index, size, proof=[*proof, more], root=root)
            assert not included(index, size, proof=[more, *proof], root=root)
            if proof:
                assert not included(index, size, proof=proof[1:], root=root)
                assert not included(index, size, proof=proof[:-1], root=root)
        for old in range(1, size):
            roots = {"old_root": mth(0, old), "new_root": root}
            proof = subproof(old, 0, size, complete=True)
            more = added.get(extra) or proof[-1]
            assert not consistent(old, size, proof=[*proof, more], **roots)
            assert not consistent(old, size, proof=[more, *proof], **roots)
            assert not consistent(old, size, proof=proof[1:], **roots)
            assert not consistent(old, size, proof=proof[:-1], **roots)
            assert not consistent(old, size, proof=[], **roots)


@pytest.mark.attack("C02", "C03")
def test_a_longer_log_claimed_with_the_proof_of_a_shorter() -> None:
    """A root that was proven is not accepted as that of a size whose proof has another length."""
    proof = subproof(1, 0, 2, complete=True)
    roots = {"old_root": mth(0, 1), "new_root": mth(0, 2)}
    assert consistent(1, 2, proof=proof, **roots)
    assert not any(consistent(1, size, proof=proof, **roots) for size in range(3, 40))
    for size in (3, 5, 9, 17):
        assert not included(0, size, proof=path(0, 0, 2), root=mth(0, 2))


@pytest.mark.attack("C04")
def test_leaf_taken_for_node() -> None:
    """An inner node is no leaf: its hash is prefixed, and its proof has the wrong length."""
    left, right = LEAVES[:2]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)
    assert merkle.leaf_hash(b"\1" + left + right) != merkle.node_hash(left, right)
    root = mth(0, 8)
    for level in range(1, 4):
        for index in range(8 >> level):
            above = path(index << level, 0, 8)[level:]
            inner = node(level, index)
            for place in range(8):
                assert not included(place, 8, leaf=inner, proof=above, root=root)


@pytest.mark.attack("C05")
def test_sizes_0_and_1() -> None:
    """The empty tree holds no leaf and one root; the tree of one leaf is that leaf."""
    leaf, empty = LEAVES[0], merkle.EMPTY_ROOT
    assert not included(0, 0, proof=[], root=empty)
    assert not included(0, 0, proof=[], root=leaf)
    assert included(0, 1, proof=[], root=leaf)
    assert not included(0, 1, proof=[], root=empty)
    assert not included(1, 1, leaf=leaf, proof=[], root=leaf)
    assert consistent(0, 0, old_root=empty, new_root=empty, proof=[])
    assert not consistent(0, 0, old_root=leaf, new_root=leaf, proof=[])
    assert not consistent(0, 0, old_root=empty, new_root=leaf, proof=[])
    assert consistent(0, 1, old_root=empty, new_root=leaf, proof=[])
    assert not consistent(0, 1, old_root=leaf, new_root=leaf, proof=[])
    assert not consistent(0, 1, old_root=empty, new_root=leaf, proof=[leaf])
    assert consistent(1, 1, old_root=leaf, new_root=leaf, proof=[])
    assert not consistent(1, 1, old_root=leaf, new_root=leaf, proof=[leaf])
    assert not consistent(1, 1, old_root=leaf, new_root=LEAVES[1], proof=[])
    assert not consistent(1, 0, old_root=leaf, new_root=empty, proof=[])


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 2**63), (2**63 - 1, 2**63)])
def test_places_out_of_bounds(index: int, size: int) -> None:
    """Negative, past the end, and sizes of 2^63 or more are refused."""
    assert not included(index, size, leaf=LEAVES[0], proof=[], root=LEAVES[0])


def test_the_largest_trees() -> None:
    """Sizes up to 2^63 - 1 verify in as many steps as the tree has levels."""
    size = 2**63 - 1
    leaf = root = LEAVES[0]
    for _ in range(63):
        root = merkle.node_hash(root, LEAVES[1])
    assert included(0, size, leaf=leaf, proof=[LEAVES[1]] * 63, root=root)
    assert not included(0, size, leaf=leaf, proof=[LEAVES[1]] * 64, root=root)
    assert consistent(size, size, old_root=root, new_root=root, proof=[])
    assert not consistent(1, 2**63, old_root=leaf, new_root=root, proof=[LEAVES[1]] * 63)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_hashes_of_another_length(length: int) -> None:
    """Every hash is 32 bytes, so that a border cannot move between two of them."""
    odd = bytes(length)
    root = mth(0, 2)
    assert not included(0, 2, proof=[odd], root=root)
    assert not included(0, 2, proof=[LEAVES[1]], root=odd)
    assert not included(0, 2, leaf=odd or b"\0", proof=[LEAVES[1]], root=root)
    assert not consistent(1, 2, old_root=odd, new_root=root, proof=[LEAVES[1]])
    assert not consistent(1, 2, old_root=LEAVES[0], new_root=odd, proof=[LEAVES[1]])
    assert not consistent(1, 1, old_root=odd, new_root=odd, proof=[])


def test_a_border_moved_between_two_hashes() -> None:
    """31 and 33 bytes hash like 32 and 32; they are no hashes."""
    left, right = LEAVES[:2]
    root = mth(0, 2)
    for cut in (0, 31, 33, 64):
        a, b = (left + right)[:cut], (left + right)[cut:]
        assert merkle.node_hash(a, b) == root
        assert not included(0, 2, leaf=a or b"\0", proof=[b], root=root)
        assert not consistent(1, 2, old_root=a, new_root=root, proof=[b])


@st.composite
def flips(draw: st.DrawFn) -> tuple[int, int, int]:
    """Draw (smaller, size, bit number)."""
    size = draw(st.integers(2, UP_TO))
    return draw(st.integers(0, size - 1)), size, draw(st.integers(0, 2**16))


def flip(items: list[bytes], bit: int) -> list[bytes]:
    """Return the hashes with one bit flipped, somewhere."""
    data = bytearray(b"".join(items))
    bit %= 8 * len(data)
    data[bit // 8] ^= 1 << bit % 8
    return [bytes(data[at : at + 32]) for at in range(0, len(data), 32)]


@settings(max_examples=examples(300))
@given(flips())
def test_one_flipped_bit(case: tuple[int, int, int]) -> None:
    """A bit flipped in leaf, proof or root makes either proof invalid."""
    place, size, bit = case
    leaf, root, *proof = flip([LEAVES[place], mth(0, size), *path(place, 0, size)], bit)
    assert not included(place, size, leaf=leaf, proof=proof, root=root)
    old = max(place, 1)
    hashes = [mth(0, old), mth(0, size), *subproof(old, 0, size, complete=True)]
    old_root, new_root, *proof = flip(hashes, bit)
    assert not consistent(old, size, old_root=old_root, new_root=new_root, proof=proof)


@settings(max_examples=examples(200))
@given(
    st.integers(-1, 300),
    st.integers(-1, 300),
    st.lists(st.binary(min_size=31, max_size=33) | st.sampled_from(LEAVES), max_size=12),
)
def test_random_proofs_are_refused_and_nothing_else_is_raised(
    index: int, size: int, proof: list[bytes]
) -> None:
    """Whatever is handed in, the answer is BadProofError, never another error."""
    assert not included(index, size, leaf=LEAVES[0], proof=proof, root=LEAVES[1])
    assert not consistent(index, size, old_root=LEAVES[0], new_root=LEAVES[1], proof=proof)
