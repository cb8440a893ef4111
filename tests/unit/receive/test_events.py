"""CloudEvents 1.0: three modes, one shape, and what is refused."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import (
    MalformedRequestError,
    TooLargeError,
    UnsupportedMediaTypeError,
)
from desktop_app.receive.events import BATCH, STRUCTURED, parse_events

EVENT = {"id": "1", "source": "/agent", "specversion": "1.0", "type": "tool.call"}
HEADERS = {f"ce-{name}": value for name, value in EVENT.items()}


def dump(tree: object) -> bytes:
    """Return JSON."""
    return json.dumps(tree).encode()  # noqa: TID251


def structured(tree: object, content_type: str = STRUCTURED) -> list[dict[str, object]]:
    """Parse one event in structured mode."""
    return parse_events(dump(tree), content_type, {}, max_events=10)


def test_structured_mode() -> None:
    """Attributes as they are; null ones are absent; extensions may be string, bool, integer."""
    event = EVENT | {"data": {"a": [1, 1.5, None]}, "ext": "x", "flag": True, "n": -5, "gone": None}
    assert structured(event) == [{k: v for k, v in event.items() if k != "gone"}]
    assert structured(EVENT, "Application/CloudEvents+JSON; charset=UTF-8") == [EVENT]
    assert structured(EVENT | {"data": None}) == [EVENT | {"data": None}]
    assert structured(EVENT | {"data_base64": "YQ=="})[0]["data_base64"] == "YQ=="


def test_batched_mode() -> None:
    """An empty batch is one too."""
    assert structured([EVENT, EVENT | {"id": "2"}], BATCH) == [EVENT, EVENT | {"id": "2"}]
    assert structured([], BATCH) == []
    with pytest.raises(TooLargeError):
        structured([EVENT] * 11, BATCH)


@pytest.mark.parametrize(
    ("content_type", "body", "data"),
    [
        ("application/json", b'{"a":1}', {"data": {"a": 1}}),
        ("application/vnd.x+json; charset=utf-8", b"[1]", {"data": [1]}),
        ("", b'"x"', {"data": "x"}),
        ("text/plain", "é".encode(), {"data": "é"}),
        ("text/plain; charset=latin-1", b"\xe9", {"data_base64": "6Q=="}),
        ("application/octet-stream", b"\x00\xff", {"data_base64": "AP8="}),
        ("application/json", b"", {}),
    ],
    ids=str,
)
def test_binary_mode(content_type: str, body: bytes, data: dict[str, object]) -> None:
    """Attributes as headers, data as the body, by its type."""
    found = parse_events(body, content_type, HEADERS, max_events=1)
    kind = {"datacontenttype": content_type} if content_type else {}
    assert found == [EVENT | kind | data]


def test_header_values_are_percent_decoded() -> None:
    """HTTP binding 3.1.3.2; quoted strings are read too."""
    found = parse_events(
        b"", "", HEADERS | {"ce-subject": "a%20%C3%A9%25", "ce-x": '"q\\"%41"'}, max_events=1
    )
    assert found[0]["subject"] == "a é%"
    assert found[0]["x"] == 'q"A'


@pytest.mark.parametrize(
    "headers",
    [
        {"ce-subject": "%FF"},
        {"ce-subject": "\u00e9"},
        {"ce-my-name": "x"},
        {"ce-data": "x"},
        {"ce-datacontenttype": "x"},
        {"ce-id": ""},
        {"ce-specversion": "0.3"},
        {"ce-time": "yesterday"},
    ],
    ids=str,
)
def test_bad_headers_are_malformed(headers: dict[str, str]) -> None:
    """Not UTF-8 after decoding, not a name, not allowed, not valid."""
    with pytest.raises(MalformedRequestError):
        parse_events(b"", "", HEADERS | headers, max_events=1)


@pytest.mark.parametrize("missing", ["id", "source", "specversion", "type"])
def test_required_attributes(missing: str) -> None:
    """Each of the four; empty or null counts as missing."""
    for event in (
        {k: v for k, v in EVENT.items() if k != missing},
        EVENT | {missing: ""},
        EVENT | {missing: None},
        EVENT | {missing: 1},
    ):
        with pytest.raises(MalformedRequestError):
            structured(event)


@pytest.mark.parametrize(
    "tree",
    [
        None,
        "x",
        [],
        EVENT | {"specversion": "2.0"},
        EVENT | {"specversion": "1.0.2"},
        EVENT | {"Name": "x"},
        EVENT | {"a_b": "x"},
        EVENT | {"": "x"},
        EVENT | {"ext": {}},
        EVENT | {"ext": []},
        EVENT | {"ext": 1.5},
        EVENT | {"ext": 2**31},
        EVENT | {"subject": ""},
        EVENT | {"time": 5},
        EVENT | {"time": "2026-13-01T00:00:00Z"},
        EVENT | {"time": "2026-01-01 00:00:00Z"},
        EVENT | {"time": "2026-01-01T00:00:00"},
        EVENT | {"data": 1, "data_base64": "YQ=="},
        EVENT | {"data_base64": "a"},
        EVENT | {"data_base64": "Y Q=="},
        EVENT | {"data_base64": 1},
        EVENT | {"data": "\ud800"},
    ],
    ids=str,
)
def test_bad_events_are_malformed(tree: object) -> None:
    """One sentence each, and nothing is taken."""
    with pytest.raises(MalformedRequestError):
        structured(tree)


@pytest.mark.parametrize("time", ["2026-01-01T00:00:00Z", "2026-12-31t23:59:60.123+01:00"])
def test_rfc_3339_times(time: str) -> None:
    """With fractions, offsets and leap seconds."""
    assert structured(EVENT | {"time": time})


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"a":NaN}', b'{"id":1e999}', b"{}x"],
    ids=str,
)
def test_what_is_not_json_is_malformed(body: bytes) -> None:
    """Overflowing numbers too."""
    with pytest.raises(MalformedRequestError):
        parse_events(body, STRUCTURED, {}, max_events=1)


@pytest.mark.attack("E12")
@pytest.mark.parametrize("depth", [100, 100_000])
def test_nesting_is_bounded(depth: int) -> None:
    """Deep data is refused, never a crash."""
    body = dump(EVENT)[:-1] + b',"data":' + b"[" * depth + b"]" * depth + b"}"
    with pytest.raises(TooLargeError):
        parse_events(body, STRUCTURED, {}, max_events=1)


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        ("application/cloudevents+avro", {}),
        ("application/cloudevents", HEADERS),
        ("application/cloudevents-batch+xml", {}),
        ("application/cloudevents+json; charset=utf-16", {}),
        ("application/json", {}),
        ("", {}),
        ("application/json", {"ce-id": "1"}),
    ],
)
def test_other_formats_are_unsupported(content_type: str, headers: dict[str, str]) -> None:
    """Plain JSON without ce- headers is no CloudEvent."""
    with pytest.raises(UnsupportedMediaTypeError):
        parse_events(dump(EVENT), content_type, headers, max_events=1)


@given(
    st.binary(max_size=200),
    st.sampled_from([STRUCTURED, BATCH, "application/json", "text/plain", ""]),
    st.dictionaries(
        st.sampled_from(["ce-id", "ce-source", "ce-type", "ce-specversion", "ce-x"]),
        st.text(st.characters(max_codepoint=255), max_size=20),
    ),
)
def test_anything_gives_events_or_a_known_error(
    body: bytes, content_type: str, headers: dict[str, str]
) -> None:
    """Short form of the fuzz harness."""
    try:
        found = parse_events(body, content_type, headers, max_events=5)
    except (MalformedRequestError, TooLargeError, UnsupportedMediaTypeError):
        return
    assert all(event["specversion"] == "1.0" for event in found)


@given(
    st.recursive(
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(),
            st.floats(allow_nan=False, allow_infinity=False),
        )
        | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3)
        ),
        max_leaves=10,
    )
)
def test_modes_agree(data: object) -> None:
    """The same event in structured, batched and binary mode has the same data."""
    event = EVENT | {"datacontenttype": "application/json", "data": data}
    binary = parse_events(dump(data), "application/json", HEADERS, max_events=1)
    assert structured(event) == structured([event], BATCH) == binary == [event]


def test_base64_of_binary_data_is_the_body() -> None:
    """Byte for byte."""
    body = bytes(range(256))
    found = parse_events(body, "image/png", HEADERS, max_events=1)
    assert base64.b64decode(found[0]["data_base64"]) == body
