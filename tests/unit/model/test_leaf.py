"""Leaves: the documented example, round trips, and everything that must be refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import BadEncodingError, NewerFormatError
from desktop_app.model import canonical
from desktop_app.model.entry import Draft, Entry, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import encode_leaf, is_pruned, parse_leaf
from desktop_app.tlog.merkle import leaf_hash
from tests.fakes.effort import examples

LOG = "countersign/00112233445566aa"
PREV = bytes(range(32))
DOCUMENT = Path(__file__).parents[3] / "resources" / "docs" / "ledger.md"


def encode(draft: Draft, **changes: object) -> bytes:
    """Encode a draft at place 7 of a log."""
    place = {
        "log": LOG,
        "seq": 7,
        "epoch": 1,
        "ts_us": 1_789_000_000_000_000,
        "boot_id": "0" * 31 + "1",
        "boot_us": 5_000_000,
        "nonce": bytes(range(16)),
        "run_seq": None if draft.run_id is None else 3,
        "prev": PREV,
    }
    return encode_leaf(draft, **(place | changes))


FULL = Draft(
    EntryKind.OTLP_TRACES,
    {"sender": "claude-code", "auth": "token"},
    {"transport": "http", "records": 2},
    run_id="run",
    trace_id=bytes(range(16)),
    payload=PayloadRef(bytes(32), bytes([1]) * 32, 17, "bodies"),
)
LEAF = encode(FULL)


def test_the_documented_example() -> None:
    """The leaf of `ledger.md`, its length and its leaf hash are what this code makes."""
    text = DOCUMENT.read_text(encoding="utf-8")
    (example,) = re.findall(r'^    (\{"actor".*\})$', text, re.MULTILINE)
    (expected,) = re.findall(r"^    leaf hash   ([0-9a-f]{64})$", text, re.MULTILINE)
    draft = Draft(EntryKind.COMMAND, {"sender": "", "auth": "person"}, {"verb": "pause"})
    leaf = encode(draft, prev=bytes(32))
    assert leaf == example.encode()
    assert f"{len(leaf)} bytes, no final newline" in text
    assert leaf_hash(leaf).hex() == expected


def test_every_field_is_read() -> None:
    """What was put in comes out."""
    assert parse_leaf(LEAF) == Entry(
        leaf=LEAF,
        log=LOG,
        seq=7,
        epoch=1,
        ts_us=1_789_000_000_000_000,
        boot_id="0" * 31 + "1",
        boot_us=5_000_000,
        kind=EntryKind.OTLP_TRACES,
        run_id="run",
        run_seq=3,
        trace_id=bytes(range(16)),
        actor={"sender": "claude-code", "auth": "token"},
        subject={"transport": "http", "records": 2},
        payload=FULL.payload,
        prev=PREV,
    )


keys = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=6)
fields = st.dictionaries(
    keys, st.integers(-9, 9) | st.text(st.characters(codec="utf-8")), max_size=3
)
digest = st.binary(min_size=32, max_size=32)
numbers = st.integers(0, 2**53 - 1)
payloads = st.builds(PayloadRef, digest, st.none() | digest, numbers, st.text(max_size=5))
drafts = st.builds(
    Draft,
    st.sampled_from(EntryKind),
    fields,
    fields,
    run_id=st.none() | st.text(st.characters(codec="utf-8"), max_size=9),
    trace_id=st.none() | st.binary(min_size=16, max_size=16),
    payload=st.none() | payloads.filter(lambda p: p.retention.isprintable()),
)


@settings(max_examples=examples())
@given(drafts, numbers, numbers, st.binary(min_size=16, max_size=16), digest)
def test_round_trip(draft: Draft, seq: int, time_us: int, nonce: bytes, prev: bytes) -> None:
    """A parsed leaf, taken as a draft and a place, encodes to the same bytes."""
    leaf = encode(draft, seq=seq, ts_us=time_us, boot_id=nonce.hex(), nonce=nonce, prev=prev)
    entry = parse_leaf(leaf)
    again = Draft(
        entry.kind,
        entry.actor,
        entry.subject,
        run_id=entry.run_id,
        trace_id=entry.trace_id,
        payload=entry.payload,
    )
    assert again == draft
    assert leaf == encode_leaf(
        again,
        log=entry.log,
        seq=entry.seq,
        epoch=entry.epoch,
        ts_us=entry.ts_us,
        boot_id=entry.boot_id,
        boot_us=entry.boot_us,
        nonce=nonce,
        run_seq=entry.run_seq,
        prev=entry.prev,
    )


def edited(**changes: object) -> bytes:
    """Return the full leaf with fields replaced; `...` takes one out."""
    value = canonical.decode(LEAF) | changes
    return canonical.encode({key: item for key, item in value.items() if item is not ...})


@pytest.mark.attack("A14")
@pytest.mark.parametrize(
    "change",
    [
        {"v": 0},
        {"v": 2},
        {"v": 2**53 - 1},
        {"v": 2, "new_field": 1},
        {"v": 2, "prev": ...},
        {"kind": "otlp.profiles"},
        {"kind": "LOG.START"},
        {"kind": ""},
    ],
)
def test_unknown_version_or_kind(change: dict[str, object]) -> None:
    """A version or kind that this code does not know is UNREADABLE (exit 60), never a pass."""
    with pytest.raises(NewerFormatError) as caught:
        parse_leaf(edited(**change))
    assert caught.value.exit_code == 60


PAYLOAD = {"commitment": "00" * 32, "digest": None, "bytes": 0, "retention": "bodies"}


@pytest.mark.attack("D10")
@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        *({name: ...} for name in canonical.decode(LEAF)),
        {"v": None},
        {"v": True},
        {"v": "1"},
        {"v": -1},
        {"log": None},
        {"log": 7},
        {"seq": -1},
        {"seq": True},
        {"seq": "7"},
        {"seq": None},
        {"epoch": -1},
        {"ts": -1},
        {"ts": None},
        {"boot": None},
        {"boot": []},
        {"boot": {"id": "00" * 16}},
        {"boot": {"id": "00" * 16, "us": 1, "x": 1}},
        {"boot": {"id": "00" * 16, "us": -1}},
        {"boot": {"id": 5, "us": 1}},
        {"boot": {"id": "", "us": 1}},
        {"boot": {"id": "AB" * 16, "us": 1}},
        {"nonce": None},
        {"nonce": ""},
        {"nonce": "00" * 15},
        {"nonce": "00" * 17},
        {"nonce": "zz" * 16},
        {"kind": None},
        {"kind": 1},
        {"run_id": 5},
        {"run_seq": -1},
        {"run_seq": "3"},
        {"run_seq": False},
        {"trace_id": ""},
        {"trace_id": "00" * 8},
        {"trace_id": "AB" * 16},
        {"trace_id": "0 " * 16},
        {"trace_id": 5},
        {"actor": None},
        {"actor": []},
        {"subject": "text"},
        {"prev": None},
        {"prev": "00" * 31},
        {"prev": "00" * 33},
        {"prev": "00" * 31 + "0\n"},
        {"payload": []},
        {"payload": {}},
        {"payload": PAYLOAD | {"x": 1}},
        {"payload": PAYLOAD | {"commitment": None}},
        {"payload": PAYLOAD | {"commitment": "00"}},
        {"payload": PAYLOAD | {"digest": "00"}},
        {"payload": PAYLOAD | {"digest": 0}},
        {"payload": PAYLOAD | {"bytes": -1}},
        {"payload": PAYLOAD | {"bytes": None}},
        {"payload": PAYLOAD | {"retention": None}},
    ],
)
def test_fields_of_the_wrong_shape(change: dict[str, object]) -> None:
    """A field missing, unknown or of the wrong shape is refused with our error."""
    with pytest.raises(BadEncodingError):
        parse_leaf(edited(**change))


def test_payload_without_digest() -> None:
    """The digest may be null."""
    entry = parse_leaf(edited(payload=PAYLOAD))
    assert entry.payload == PayloadRef(bytes(32), None, 0, "bodies")


def test_cut_or_extended_leaves() -> None:
    """No proper prefix of a leaf is a leaf, and nothing may follow it."""
    for end in range(len(LEAF)):
        with pytest.raises(BadEncodingError):
            parse_leaf(LEAF[:end])
    for extra in (b"\n", b" ", b"\0", b"}", LEAF):
        with pytest.raises(BadEncodingError):
            parse_leaf(LEAF + extra)


@pytest.mark.attack("A01")
def test_every_flipped_bit_changes_the_hash_or_is_refused() -> None:
    """A leaf with one bit flipped is another leaf, or none; nothing but our errors is raised."""
    for at in range(len(LEAF)):
        for bit in range(8):
            data = bytearray(LEAF)
            data[at] ^= 1 << bit
            assert leaf_hash(bytes(data)) != leaf_hash(LEAF)
            try:
                entry = parse_leaf(bytes(data))
            except (BadEncodingError, NewerFormatError):
                continue
            assert entry != parse_leaf(LEAF)


def test_what_is_left_of_a_pruned_leaf() -> None:
    """Nothing, or zeros; never a leaf."""
    assert is_pruned(b"")
    assert is_pruned(bytes(400))
    assert not is_pruned(LEAF)
    assert not is_pruned(bytes(400) + b"\1")
    for left in (b"", bytes(400)):
        with pytest.raises(BadEncodingError):
            parse_leaf(left)
