"""The RFC 6962 Merkle tree over SHA-256: roots, proofs, and their verification.

Promise: a proof that verifies here leads from exactly these arguments to exactly this root; every
other one raises `BadProofError`. Bytes and ints only, no storage: makers of proofs are given a
function that reads nodes.

Sources: RFC 6962 section 2.1 (hashes, making of proofs), RFC 9162 sections 2.1.3.2 and 2.1.4.2
(verification). Sizes go to 2^63 - 1, as in C2SP tlog-cosignature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import TypeAlias

from desktop_app.errors import BadProofError

HASH_BYTES = 32
MAX_SIZE = 2**63 - 1
MAX_INCLUSION_HASHES = 63  # levels of the largest tree
EMPTY_ROOT = sha256(b"").digest()

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""(level, index) -> hash of the complete subtree over 2^level leaves from index * 2^level on."""


def leaf_hash(data: bytes) -> bytes:
    """Return the 32-byte hash of a leaf: SHA-256(0x00 || data)."""
    return sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32-byte hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\1" + left + right).digest()


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes; `EMPTY_ROOT` when there are none."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        # RFC 6962 splits at the largest power of two: pairing level by level and carrying an odd
        # last node up gives the same tree.
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\1" + left + right).digest() for left, right in _pairs(level)] + odd
    return level[0]


def _pairs(level: list[bytes]) -> Iterable[tuple[bytes, bytes]]:
    return zip(level[0::2], level[1::2], strict=False)


class Frontier:
    """The right edge of a growing tree: its complete subtrees, largest first (a compact range).

    Attributes:
        size: number of leaves so far.
    """

    __slots__ = ("_hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"{len(hashes)} hashes are no frontier of a tree of size {size}.")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf_hash: bytes) -> None:
        """Add one leaf hash."""
        size = self.size
        self.size = size + 1
        while size & 1:
            leaf_hash = sha256(b"\1" + self._hashes.pop() + leaf_hash).digest()
            size >>= 1
        self._hashes.append(leaf_hash)

    def extend(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for item in leaf_hashes:
            self.append(item)

    def root(self) -> bytes:
        """Return the root of the tree of this size."""
        return _fold(self._hashes) if self._hashes else EMPTY_ROOT

    def hashes(self) -> list[bytes]:
        """Return the subtree hashes, largest subtree first: one per set bit of `size`."""
        return list(self._hashes)

    def copy(self) -> Frontier:
        """Return an independent copy."""
        return Frontier(self.size, self._hashes)


def _fold(hashes: Sequence[bytes]) -> bytes:
    """Return the root over adjacent complete subtrees, largest first; at least one."""
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def _split(begin: int, end: int) -> int:
    """Return where RFC 6962 splits [begin, end): at the largest power of two below its size."""
    return begin + (1 << ((end - begin - 1).bit_length() - 1))


def _range_root(begin: int, end: int, node: NodeReader) -> bytes:
    """Return the root over leaves [begin, end) of a range that RFC 6962's splits produce."""
    hashes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        hashes.append(node(level, begin >> level))
        begin += 1 << level
    return _fold(hashes)


def inclusion_proof(index: int, size: int, node: NodeReader) -> list[bytes]:
    """Return the hashes that lead from leaf `index` to the root of the first `size` leaves.

    Source: RFC 6962 section 2.1.1, from the leaf's sibling upwards.
    """
    if not 0 <= index < size:
        raise ValueError(f"No leaf {index} in a tree of size {size}.")
    begin, end = 0, size
    proof = []
    while end - begin > 1:
        split = _split(begin, end)
        if index < split:
            proof.append(_range_root(split, end, node))
            end = split
        else:
            proof.append(_range_root(begin, split, node))
            begin = split
    return proof[::-1]


def consistency_proof(old: int, new: int, node: NodeReader) -> list[bytes]:
    """Return the hashes that show the first `old` leaves to be a prefix of the first `new`.

    Source: RFC 6962 section 2.1.2. Empty when `old` is 0 or equals `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"Size {old} is no earlier size of {new}.")
    if old == 0:
        return []
    begin, end = 0, new
    proof = []
    while end != old:
        split = _split(begin, end)
        if old <= split:
            proof.append(_range_root(split, end, node))
            end = split
        else:
            proof.append(_range_root(begin, split, node))
            begin = split
    if begin:
        proof.append(_range_root(begin, end, node))
    return proof[::-1]


def verify_inclusion(
    *, index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """Check that `leaf_hash` is leaf `index` of the tree of `size` leaves with this root.

    Source: RFC 9162 section 2.1.3.2.

    Raises:
        BadProofError: it is not, or the proof has another length than this place needs.
    """
    if not 0 <= index < size <= MAX_SIZE:
        raise BadProofError(f"No leaf {index} in a tree of size {size}.")
    _check_hashes(proof, leaf_hash, root)
    place, last = index, size - 1
    result = leaf_hash
    for sibling in proof:
        if last == 0:
            raise BadProofError("The inclusion proof has more hashes than the tree has levels.")
        if place & 1 or place == last:
            result = node_hash(sibling, result)
            # A node without a right neighbour rises unhashed to where it has a left one.
            rise = _trailing_zeros(place)
            place, last = place >> rise, last >> rise
        else:
            result = node_hash(result, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise BadProofError("The inclusion proof has fewer hashes than the tree has levels.")
    if result != root:
        raise BadProofError("The inclusion proof leads to another root.")


def verify_consistency(
    *, old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the tree of `old_size` leaves is a prefix of the tree of `new_size`.

    Source: RFC 9162 section 2.1.4.2; the empty tree is a prefix of every tree.

    Raises:
        BadProofError: it is not, or the proof has another length than these sizes need.
    """
    if not 0 <= old_size <= new_size <= MAX_SIZE:
        raise BadProofError(f"Size {old_size} is no earlier size of {new_size}.")
    _check_hashes(proof, old_root, new_root)
    if old_size in (0, new_size):
        _verify_trivial(old_size, new_size, old_root, new_root, proof)
        return
    old, new = _consistency_roots(old_size, new_size, old_root, proof)
    if old != old_root:
        raise BadProofError("The consistency proof leads to another old root.")
    if new != new_root:
        raise BadProofError("The consistency proof leads to another new root.")


def _consistency_roots(
    old_size: int, new_size: int, old_root: bytes, proof: Sequence[bytes]
) -> tuple[bytes, bytes]:
    """Return the (old, new) roots that a consistency proof leads to; 0 < old_size < new_size."""
    shift = _trailing_zeros(old_size)  # up to the root of the old tree's last complete subtree
    place, last = (old_size - 1) >> shift, (new_size - 1) >> shift
    hashes = [old_root, *proof] if place == 0 else proof
    if not hashes:
        raise BadProofError("The consistency proof has fewer hashes than these sizes need.")
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise BadProofError("The consistency proof has more hashes than these sizes need.")
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            rise = _trailing_zeros(place)
            place, last = place >> rise, last >> rise
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise BadProofError("The consistency proof has fewer hashes than these sizes need.")
    return old, new


def _verify_trivial(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> None:
    if proof:
        raise BadProofError("These sizes need no hashes, and the consistency proof has some.")
    if old_size == 0 and old_root != EMPTY_ROOT:
        raise BadProofError("The old root is not the root of the empty tree.")
    if old_size == new_size and old_root != new_root:
        raise BadProofError("Two different roots for one size.")


def _trailing_zeros(number: int) -> int:
    return (number & -number).bit_length() - 1


def _check_hashes(proof: Sequence[bytes], *others: bytes) -> None:
    if any(len(item) != HASH_BYTES for item in (*proof, *others)):
        raise BadProofError(f"A hash that is not {HASH_BYTES} bytes.")
