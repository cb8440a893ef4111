"""The commitment: its definition byte for byte, opening one leaf alone, and what changes it."""

from __future__ import annotations

from hashlib import sha256, shake_256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadProofError
from desktop_app.tlog import commitment, merkle
from tests.fakes.effort import examples

SECRET = bytes(range(32))
KNOWN = {
    1: "c190494e8bb70df5264df35b2c528c7686d51544ef0cbee38975802f7a2d9cb2",
    3: "6aed58af722ff0841bf2917e02d7c6b8ef6bb258ec40f04aaedcb9906db149c9",
}


def test_definition() -> None:
    """Leaf = SHA-256(0x00 || salt || bytes), salts from SHAKE-256 over label, secret, count."""
    stream = shake_256(b"countersign/salts/v1" + SECRET + b"\0\0\0\0\0\0\0\3").digest(48)
    leaves = [b"skeleton", b"", b"span"]
    hashes = [
        sha256(b"\0" + stream[:16] + b"skeleton").digest(),
        sha256(b"\0" + stream[16:32]).digest(),
        sha256(b"\0" + stream[32:] + b"span").digest(),
    ]
    assert commitment.salts(SECRET, 3) == [stream[:16], stream[16:32], stream[32:]]
    assert commitment.leaf_hashes(SECRET, leaves) == hashes
    pair = sha256(b"\1" + hashes[0] + hashes[1]).digest()
    assert commitment.commit(SECRET, leaves) == sha256(b"\1" + pair + hashes[2]).digest()


def test_known_values() -> None:
    """The commitments of zero, one and three leaves stay what they are for ever."""
    assert commitment.commit(SECRET, []) == sha256(b"").digest()
    assert commitment.salts(SECRET, 0) == []
    assert commitment.commit(SECRET, [b"a"]).hex() == KNOWN[1]
    assert commitment.commit(SECRET, [b"a", b"b", b"c"]).hex() == KNOWN[3]


def test_one_leaf_is_shown_alone() -> None:
    """A leaf, its salt and an inclusion proof open the commitment; another leaf does not."""
    leaves = [bytes([number]) for number in range(21)]
    hashes = commitment.leaf_hashes(SECRET, leaves)
    root = commitment.commit(SECRET, leaves)

    def node(level: int, index: int) -> bytes:
        return merkle.root(hashes[index << level : (index + 1) << level])

    salts = commitment.salts(SECRET, len(leaves))
    for index, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(index, len(leaves), node)
        place = {"index": index, "size": len(leaves), "proof": proof, "root": root}
        merkle.verify_inclusion(leaf_hash=merkle.leaf_hash(salts[index] + leaf), **place)
        with pytest.raises(BadProofError):
            merkle.verify_inclusion(leaf_hash=merkle.leaf_hash(salts[index] + b"other"), **place)
        with pytest.raises(BadProofError):
            merkle.verify_inclusion(leaf_hash=merkle.leaf_hash(salts[index - 1] + leaf), **place)


@settings(max_examples=examples())
@given(st.lists(st.binary(max_size=8), min_size=1, max_size=12), st.data())
def test_any_change_shows(leaves: list[bytes], data: st.DataObject) -> None:
    """Another leaf, order, count or secret gives another commitment."""
    root = commitment.commit(SECRET, leaves)
    at = data.draw(st.integers(0, len(leaves) - 1))
    assert commitment.commit(SECRET, [*leaves[:at], leaves[at] + b"\0", *leaves[at + 1 :]]) != root
    assert commitment.commit(SECRET, leaves[:at] + leaves[at + 1 :]) != root
    assert commitment.commit(SECRET, [*leaves, b""]) != root
    assert commitment.commit(SECRET[::-1], leaves) != root
    turned = leaves[::-1]
    assert (commitment.commit(SECRET, turned) == root) == (turned == leaves)
