"""capture.files.ops: the written form of a change."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.capture.files.facts import Content, Fact, Image, Kind
from desktop_app.capture.files.ops import (
    Deed,
    FileOp,
    State,
    checksum,
    format_op,
    parse_op,
    state_of,
)
from desktop_app.capture.files.paths import is_below
from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical

PATHS = st.binary(min_size=1, max_size=20).filter(is_below)
STATES = st.builds(
    State,
    kind=st.sampled_from(Kind),
    mode=st.integers(0, 0o7777),
    size=st.integers(0, 2**40),
    checksum=st.none() | st.just("ab" * 32),
    binary=st.booleans(),
    ref=st.none() | st.just("ref"),
    why=st.none() | st.just("too large"),
)
OPS = st.builds(
    FileOp,
    deed=st.sampled_from(Deed),
    path=PATHS,
    before=st.none() | STATES,
    after=st.none() | STATES,
    source=st.none() | PATHS,
    source_before=st.none() | STATES,
    calls=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    since_us=st.integers(0, 2**52),
    until_us=st.integers(0, 2**52),
)


@given(op=OPS)
def test_every_change_comes_back(op: FileOp) -> None:
    """Round trip, through JSON that may be hashed."""
    assert parse_op(canonical.decode(canonical.encode(format_op(op)))) == op


def test_a_change_as_it_is_written() -> None:
    """The very form, as `files.md` shows it."""
    state = State(Kind.FILE, 0o644, 6, "00" * 32, ref="r1")
    op = FileOp(Deed.CREATE, b"a/\xff", None, state, calls=("call-1",), since_us=1, until_us=2)
    assert format_op(op) == {
        "op": "create",
        "path": {"b64": "YS//"},
        "after": {"kind": "file", "mode": "0644", "bytes": 6, "checksum": "00" * 32, "ref": "r1"},
        "calls": ["call-1"],
        "since_us": 1,
        "until_us": 2,
    }


def test_a_checksum_needs_the_key() -> None:
    """Neither the content nor its plain digest gives it."""
    digest = hashlib.sha256(b"secret").digest()
    assert checksum(b"a" * 32, digest) != checksum(b"b" * 32, digest)
    assert digest.hex() not in checksum(b"a" * 32, digest)


def test_the_state_of_facts() -> None:
    """A folder has no content; what was not read has no checksum, but a reason."""
    folder = Fact(Kind.DIR, 0o755, 4096, 1, 1, 1, 1, 1)
    assert state_of(folder, b"k") == State(Kind.DIR, 0o755)
    content = Content(None, binary=False, image=Image(why="too large"))
    large = Fact(Kind.FILE, 0o644, 99, 1, 1, 1, 1, 1, content)
    assert state_of(large, b"k") == State(Kind.FILE, 0o644, 99, why="too large")
    unread = Fact(Kind.FILE, 0o644, 99, 1, 1, 1, 1, 1)
    assert state_of(unread, b"k").why == "not read"


def test_what_is_the_same() -> None:
    """Kind, mode and content; what was not read is the same as nothing."""
    one = State(Kind.FILE, 0o644, 1, "aa")
    assert one.same(State(Kind.FILE, 0o644, 1, "aa", ref="elsewhere"))
    assert not one.same(State(Kind.FILE, 0o600, 1, "aa"))
    assert not one.same(State(Kind.FILE, 0o644, 1, "bb"))
    assert not one.same(None)
    assert not State(Kind.FILE, 0o644).same(State(Kind.FILE, 0o644))
    assert State(Kind.DIR, 0o755).same(State(Kind.DIR, 0o755))


@pytest.mark.parametrize(
    "change",
    [
        {"op": "explode"},
        {"path": "../x"},
        {"calls": "call-1"},
        {"calls": [1]},
        {"since_us": "1"},
        {"since_us": True},
        {"after": []},
        {"after": {"kind": "file", "mode": "10000", "bytes": 1}},
        {"after": {"kind": "file", "mode": "x", "bytes": 1}},
        {"after": {"kind": "socket", "mode": "0644", "bytes": 1}},
        {"after": {"kind": "file", "mode": "0644"}},
        {"after": {"kind": "file", "mode": "0644", "bytes": 1, "ref": 7}},
    ],
)
def test_what_is_no_change_is_refused(change: dict[str, object]) -> None:
    """One defect at a time."""
    whole = {"op": "create", "path": "a", "calls": [], "since_us": 1, "until_us": 2}
    assert parse_op(whole)
    with pytest.raises(BadEncodingError):
        parse_op(whole | change)
    with pytest.raises(BadEncodingError):
        parse_op({"op": "create"})
