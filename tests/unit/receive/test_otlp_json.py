"""OTLP/JSON: what the specification says, what real agents send, and what is refused."""

from __future__ import annotations

import base64
import json
import math

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.normalize.signals import Signal, parse_request
from desktop_app.receive.otlp_json import parse_json
from tests.fakes import otlp

HEX = "0102030405060708090a0b0c0d0e0f10"


def parse(tree: object, signal: Signal = Signal.TRACES) -> object:
    """Parse a tree as JSON."""
    return parse_json(signal, json.dumps(tree).encode(), max_records=1000)  # noqa: TID251


def span(fields: object) -> object:
    """Return the one span of a request."""
    tree = {"resourceSpans": [{"scopeSpans": [{"spans": [fields]}]}]}
    return parse(tree).resource_spans[0].scope_spans[0].spans[0]


def value(tree: object) -> AnyValue:
    """Return the value of the one attribute of a span."""
    return span({"attributes": [{"key": "k", "value": tree}]}).attributes[0].value


def test_ids_are_hex_everywhere() -> None:
    """Spans, links, log records and exemplars; upper case too."""
    found = span(
        {
            "traceId": HEX.upper(),
            "spanId": HEX[:16],
            "parentSpanId": HEX[16:],
            "links": [{"traceId": HEX, "spanId": HEX[:16]}],
        }
    )
    assert found.trace_id == otlp.TRACE
    assert found.span_id == otlp.SPAN
    assert found.parent_span_id == otlp.TRACE[8:]
    assert (found.links[0].trace_id, found.links[0].span_id) == (otlp.TRACE, otlp.SPAN)
    logs = parse(
        {"resourceLogs": [{"scopeLogs": [{"logRecords": [{"traceId": HEX, "spanId": HEX[:16]}]}]}]},
        Signal.LOGS,
    )
    assert logs.resource_logs[0].scope_logs[0].log_records[0].trace_id == otlp.TRACE
    point = {"exemplars": [{"traceId": HEX, "spanId": HEX[:16], "asInt": "3"}]}
    metrics = parse(
        {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"sum": {"dataPoints": [point]}}]}]}]},
        Signal.METRICS,
    )
    found = metrics.resource_metrics[0].scope_metrics[0].metrics[0].sum.data_points[0].exemplars[0]
    assert (found.trace_id, found.as_int) == (otlp.TRACE, 3)


@pytest.mark.parametrize("text", ["xyz", "0", HEX + "0", "é"])
def test_an_id_that_is_not_hex_is_left_empty(text: str) -> None:
    """So that the one span is rejected and the rest of the request is kept."""
    assert span({"traceId": text, "spanId": HEX[:16]}).trace_id == b""


@pytest.mark.parametrize("number", [5, "5", 5.0, "-5", -(2**63), 2**63 - 1, str(2**63 - 1)])
def test_int64_is_a_number_or_a_string(number: object) -> None:
    """The specification says string, Claude Code sends numbers."""
    assert value({"intValue": number}).int_value == int(number)


@pytest.mark.parametrize(
    "tree",
    [
        {"intValue": 2**63},
        {"intValue": "9" * 30},
        {"intValue": 10**400},
        {"intValue": 1.5},
        {"intValue": True},
        {"intValue": "1_0"},
        {"intValue": " 1"},
        {"intValue": "\u0665"},
        {"intValue": []},
        {"doubleValue": "one"},
        {"doubleValue": True},
        {"doubleValue": "1_0"},
        {"doubleValue": 10**400},
        {"boolValue": "true"},
        {"boolValue": 1},
        {"stringValue": 1},
        {"bytesValue": "***"},
        {"bytesValue": 1},
        {"arrayValue": {"values": {}}},
        {"arrayValue": []},
        {"kvlistValue": {"values": [1]}},
        "text",
        7,
    ],
    ids=str,
)
def test_a_value_that_its_field_cannot_hold_is_malformed(tree: object) -> None:
    """Wrong type, out of range, not a number."""
    with pytest.raises(MalformedRequestError):
        value(tree)


def test_doubles_have_words_for_what_json_cannot_say() -> None:
    """NaN and the infinities are strings; numbers may be too."""
    assert math.isnan(value({"doubleValue": "NaN"}).double_value)
    assert value({"doubleValue": "-Infinity"}).double_value == -math.inf
    assert value({"doubleValue": "Infinity"}).double_value == math.inf
    assert value({"doubleValue": "1.5e3"}).double_value == 1500
    assert value({"doubleValue": 2}).double_value == 2


@pytest.mark.parametrize(
    "encode",
    [base64.b64encode, base64.urlsafe_b64encode, lambda b: base64.b64encode(b).rstrip(b"=")],
)
def test_bytes_are_base64_of_either_alphabet(encode: object) -> None:
    """With or without padding."""
    data = bytes(range(250, 256)) * 2 + b"a"
    assert value({"bytesValue": encode(data).decode()}).bytes_value == data


def test_empty_and_absent_values() -> None:
    """Gemini CLI sends `"value": {}`; null is absence; an element that is null is empty."""
    assert value({}).WhichOneof("value") is None
    found = span({"attributes": [{"key": "k", "value": {}}, {"key": "n", "value": None}]})
    assert [item.HasField("value") for item in found.attributes] == [True, False]
    values = value({"arrayValue": {"values": [None, {"intValue": 1}]}}).array_value.values
    assert [item.WhichOneof("value") for item in values] == [None, "int_value"]
    assert span({"events": None, "name": None}).name == ""


def test_enums_are_numbers_or_names() -> None:
    """Unknown numbers are kept, as in protobuf; unknown names cannot be."""
    assert span({"kind": 3}).kind == 3
    assert span({"kind": "SPAN_KIND_CLIENT"}).kind == 3
    assert span({"kind": 99}).kind == 99
    with pytest.raises(MalformedRequestError):
        span({"kind": "CLIENT"})


def test_unknown_fields_are_skipped_and_both_spellings_read() -> None:
    """As the specification says of receivers; snake_case costs nothing and loses nothing."""
    found = span({"traceId": HEX, "new_thing": {"a": [1]}, "droppedAttributesCount": 2})
    assert found.dropped_attributes_count == 2
    assert span({"dropped_attributes_count": 3}).dropped_attributes_count == 3


def test_a_key_twice_the_last_one_counts() -> None:
    """Within an object, and within a oneof."""
    body = b'{"resourceSpans":[{"schemaUrl":"a","schemaUrl":"b"}]}'
    assert parse_json(Signal.TRACES, body, max_records=1).resource_spans[0].schema_url == "b"
    assert value({"stringValue": "a", "intValue": 1}).WhichOneof("value") == "int_value"


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    """Agents cut texts at a number of UTF-16 units."""
    assert span({"name": "a\ud83d"}).name == "a\ufffd"
    assert span({"name": "\ude00é\U0001f600"}).name == "\ufffdé\U0001f600"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"1",
        b'"x"',
        b"{",
        b"{}x",
        b"{}{}",
        b"\xff",
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"resourceSpans":{}}',
        b'{"resourceSpans":[1]}',
        b'{"resourceSpans":[{"scopeSpans":"x"}]}',
        b'{"resourceSpans":[{"scopeSpans":[{"spans":3}]}]}',
        "{}".encode("utf-16"),
    ],
    ids=str,
)
def test_what_is_not_an_export_request_is_malformed(body: bytes) -> None:
    """Not JSON, not UTF-8, not an object, or a list that is none."""
    with pytest.raises(MalformedRequestError):
        parse_json(Signal.TRACES, body, max_records=10)


def test_a_byte_order_mark_is_skipped() -> None:
    """Some Windows programs write one."""
    assert parse_json(Signal.TRACES, b"\xef\xbb\xbf{}", max_records=1) is not None


@pytest.mark.attack("E12")
def test_records_are_counted_before_they_are_built() -> None:
    """One more than the limit is refused."""
    body = b'{"resourceSpans":[{"scopeSpans":[{"spans":[' + b",".join([b"{}"] * 11) + b"]}]}]}"
    assert parse_json(Signal.TRACES, body, max_records=11) is not None
    with pytest.raises(TooLargeError):
        parse_json(Signal.TRACES, body, max_records=10)


@pytest.mark.attack("E12")
def test_nesting_is_bounded_as_the_protobuf_parser_bounds_it() -> None:
    """What is taken can be parsed again from its serialized form."""

    def nested(depth: int) -> dict[str, object]:
        tree: dict[str, object] = {}
        for _ in range(depth):
            tree = {"arrayValue": {"values": [tree]}}
        return tree

    tree = {"resourceSpans": [{"resource": {"attributes": [{"key": "k", "value": nested(47)}]}}]}
    deep = parse(tree)
    assert parse_request(Signal.TRACES, deep.SerializeToString()) == deep
    tree["resourceSpans"][0]["resource"]["attributes"][0]["value"] = nested(49)
    with pytest.raises(TooLargeError):
        parse(tree)


ANY_VALUES = st.recursive(
    st.one_of(
        st.builds(lambda v: AnyValue(string_value=v), st.text()),
        st.builds(lambda v: AnyValue(int_value=v), st.integers(-(2**63), 2**63 - 1)),
        st.builds(lambda v: AnyValue(double_value=v), st.floats()),
        st.builds(lambda v: AnyValue(bool_value=v), st.booleans()),
        st.builds(lambda v: AnyValue(bytes_value=v), st.binary()),
        st.builds(AnyValue),
    ),
    lambda inner: st.builds(
        lambda items: AnyValue(array_value={"values": items}), st.lists(inner, max_size=3)
    ),
    max_leaves=6,
)


@given(ANY_VALUES)
def test_values_come_back_from_the_official_json_form(message: AnyValue) -> None:
    """Round trip through protobuf's own JSON printer (which writes no ids here)."""
    found = value(json.loads(json_format.MessageToJson(message)))
    assert found.SerializeToString() == message.SerializeToString()


JSON_TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "resourceSpans",
                    "scopeSpans",
                    "spans",
                    "resource",
                    "attributes",
                    "key",
                    "value",
                    "arrayValue",
                    "values",
                    "intValue",
                    "traceId",
                    "kind",
                    "events",
                    "links",
                    "status",
                    "stringValue",
                ]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
)


@given(JSON_TREES)
def test_any_json_gives_a_message_or_a_known_error(tree: object) -> None:
    """Field names of OTLP with anything in them."""
    try:
        message = parse(tree)
    except (MalformedRequestError, TooLargeError):
        return
    message.SerializeToString()
