"""control.protocol: versioned, bounded JSON messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app import errors
from desktop_app.control import protocol
from desktop_app.control.protocol import Done, Failed, Progress, Request
from desktop_app.errors import (
    BugError,
    CountersignError,
    DiskFullError,
    MalformedRequestError,
    TooLargeError,
    VersionMismatchError,
)

_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_ARGS = st.dictionaries(st.text(), _VALUES, max_size=4)


@given(st.text(max_size=100), _ARGS, st.text(max_size=20))
def test_requests_round_trip(verb: str, args: dict[str, protocol.Value], version: str) -> None:
    """Any verb, arguments and version."""
    request = Request(verb, args, version)
    assert protocol.parse_request(protocol.format_request(request)) == request


@given(
    st.builds(Progress, st.integers(), st.integers())
    | st.builds(Done, _ARGS, st.text())
    | st.builds(Failed, st.text(), st.text(), st.text(), st.integers(), st.text())
)
def test_answers_round_trip(answer: protocol.Answer) -> None:
    """Progress, data and errors."""
    assert protocol.parse_answer(protocol.format_answer(answer)) == answer


@given(st.binary(max_size=200))
def test_garbage_is_malformed(data: bytes) -> None:
    """No bytes raise anything else."""
    for parse in (protocol.parse_request, protocol.parse_answer):
        with pytest.raises((MalformedRequestError, VersionMismatchError)):
            parse(data)


@pytest.mark.parametrize(
    "data",
    [
        b"[]",
        b"[" * 100_000,
        b'{"v":1}',
        b'{"v":1,"verb":1,"args":{},"version":"x"}',
        b'{"v":1,"verb":"x","args":[],"version":"x"}',
        b'{"v":1,"verb":"x","args":{"n":NaN},"version":"x"}',
        b'{"v":1,"ok":true,"data":[],"version":"x"}',
        b'{"v":1,"ok":false,"error":{"code":"X"},"version":"x"}',
        b'{"v":1,"progress":[1]}',
    ],
)
def test_other_shapes_are_malformed(data: bytes) -> None:
    """Each defect on its own."""
    for parse in (protocol.parse_request, protocol.parse_answer):
        with pytest.raises(MalformedRequestError):
            parse(data)


def test_another_format_is_a_version_mismatch() -> None:
    """Newer and older alike."""
    for parse in (protocol.parse_request, protocol.parse_answer):
        with pytest.raises(VersionMismatchError):
            parse(b'{"v":2}')


def test_too_large_and_not_json_do_not_leave() -> None:
    """The limit is on our side too; NaN and objects are bugs of ours."""
    with pytest.raises(TooLargeError):
        protocol.format_request(Request("x", {"a": "x" * protocol.MAX_REQUEST_BYTES}))
    for value in (float("nan"), object(), {1, 2}):
        with pytest.raises(BugError):
            protocol.format_answer(Done({"a": value}))


def _kinds() -> list[type[CountersignError]]:
    found = [getattr(errors, name) for name in dir(errors)]
    return [kind for kind in found if isinstance(kind, type) and issubclass(kind, CountersignError)]


@pytest.mark.parametrize("kind", _kinds())
def test_every_error_comes_up_as_its_own_class(kind: type[CountersignError]) -> None:
    """Code, message, hint and exit code survive the way."""
    failed = protocol.parse_answer(
        protocol.format_answer(protocol.failure(kind("What happened.", hint="Do this.")))
    )
    assert isinstance(failed, Failed)
    with pytest.raises(kind) as caught:
        protocol.raise_failure(failed)
    assert type(caught.value) is kind
    assert (caught.value.message, caught.value.hint) == ("What happened.", "Do this.")
    assert caught.value.exit_code == kind.exit_code


def test_an_unknown_code_keeps_its_code_and_exit_code() -> None:
    """An error that only the recorder knows."""
    with pytest.raises(CountersignError) as caught:
        protocol.raise_failure(Failed("NEW_THING", "m", "h", 77))
    assert (caught.value.code, caught.value.exit_code) == ("NEW_THING", 77)


def test_long_messages_are_cut() -> None:
    """A message is for a person."""
    error = DiskFullError("x" * 10_000)
    assert len(protocol.failure(error).message) == 4096
    data = protocol.format_answer(Failed("C", "m" * 9000, "", 1))
    assert len(protocol.parse_answer(data).message) == 4096
