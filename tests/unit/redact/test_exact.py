"""Exact walk: each action, each kind of value, each depth."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.purposes import VALUES
from desktop_app.redact import marks
from desktop_app.redact.engine import Engine
from desktop_app.redact.exact import Walk, event_names
from desktop_app.redact.keeping import NESTED, Keeping
from desktop_app.redact.rulefile import parse_rules
from desktop_app.redact.rules import MAX_DEPTH
from tests.fakes.redaction import RUN_KEY, TOKEN_KEY

RULES = """
version = 1
placeholders = ["<REDACTED>"]
attributes = [
  { name = "hashed", action = "hash", keys = ["hash"] },
  { name = "vaulted", action = "vault", purpose = "keep command lines", keys = ["vault"] },
  { name = "token", action = "tokenize", keys = ["token"] },
  { name = "person", action = "tokenize", reversible = true, keys = ["person"] },
  { name = "dropped", action = "drop", keys = ["drop"] },
  { name = "kept", action = "keep", keys = ["keep"] },
]
bodies = [
  { name = "talk", action = "hash", events = ["talk"] },
  { name = "quiet", action = "drop", events = ["quiet"] },
  { name = "plain", action = "keep", events = ["plain"] },
]
detectors = [
  { name = "bad", action = "drop", pattern = "bad[0-9]" },
  { name = "who", action = "tokenize", reversible = true, pattern = "who[0-9]" },
]
"""
COMMANDS = "keep command lines"


def engine(*, strict: bool = False) -> Engine:
    """Return an engine over RULES."""
    text = RULES.replace("version = 1", f"version = 1\nstrict = {str(strict).lower()}")
    return Engine(parse_rules(text), TOKEN_KEY)


def walk(message: Any, *, strict: bool = False, detect: bool = True) -> dict[str, int]:
    """Redact a message; return the counts."""
    counts: Counter[str] = Counter()
    Walk(engine(strict=strict), RUN_KEY, counts, detect=detect).message(message)
    return dict(counts)


def span(**values: Any) -> Span:
    """Return a span with attributes; a value is a text, or fields of AnyValue."""
    made = Span()
    for key, value in values.items():
        field = made.attributes.add(key=key).value
        field.CopyFrom(AnyValue(string_value=value) if isinstance(value, str) else value)
    return made


def test_actions() -> None:
    """Hash, vault (the mark is the same), tokenize, drop, keep."""
    made = span(hash="x", vault="x", token="x", drop="x", keep="x", other="x")
    assert walk(made) == {"hashed": 1, "vaulted": 1, "token": 1, "dropped": 1}
    found = {pair.key: pair.value.string_value for pair in made.attributes}
    assert "drop" not in found
    assert found["hash"].startswith("[hash hashed 1 bytes hmac-sha256:")
    assert found["vault"].startswith("[hash vaulted 1 bytes hmac-sha256:")
    assert found["token"].startswith("[token token t_")
    assert (found["keep"], found["other"]) == ("x", "x")


@pytest.mark.parametrize(
    ("value", "size"),
    [
        (AnyValue(string_value="é"), 2),
        (AnyValue(int_value=-12), 3),
        (AnyValue(double_value=0.5), 3),
        (AnyValue(bytes_value=b"\0\1"), 2),
        (AnyValue(array_value={"values": [AnyValue(string_value="x")]}), 7),
        (AnyValue(kvlist_value={"values": [{"key": "k", "value": {"bool_value": True}}]}), 11),
    ],
)
def test_every_kind_of_content_is_replaced(value: AnyValue, size: int) -> None:
    """Texts, numbers, bytes and nested values become a text with digest and size."""
    made = span(hash=value)
    assert walk(made) == {"hashed": 1}
    assert made.attributes[0].value.string_value.startswith(f"[hash hashed {size} bytes ")


@pytest.mark.parametrize(
    "value",
    [
        AnyValue(),
        AnyValue(string_value=""),
        AnyValue(string_value="<REDACTED>"),
        AnyValue(string_value="[drop dropped]"),
        AnyValue(bool_value=True),
        AnyValue(bytes_value=b""),
        AnyValue(array_value={}),
        AnyValue(kvlist_value={}),
    ],
)
def test_what_says_nothing_stays(value: AnyValue) -> None:
    """Empty values, booleans, placeholders, marks and attributes without a value are left."""
    made, same = span(hash=value), span(hash=value)
    made.attributes.add(key="drop")
    same.attributes.add(key="drop")
    assert walk(made) == {}
    assert made == same


def test_nested_values_and_keys() -> None:
    """Keys inside maps are looked up; texts at any place are scanned; bytes go anywhere."""
    text = {"string_value": "x"}
    inner = {"values": [{"key": key, "value": text} for key in ("hash", "bad1", "drop")]}
    values = [{"kvlist_value": inner}, {"bytes_value": b"z"}, {"string_value": "a bad2"}]
    made = span(other=AnyValue(array_value={"values": values}))
    assert walk(made) == {"hashed": 1, "dropped": 1, "bytes": 1, "bad": 2}
    assert "bad1" not in str(made)
    assert "a [drop bad]" in str(made)


def test_own_attributes_go() -> None:
    """`countersign.` in any case, at any depth."""
    nested = AnyValue(
        kvlist_value={"values": [{"key": "COUNTERSIGN.x", "value": {"int_value": 1}}]}
    )
    made = span(**{"countersign.run_id": "x", "a": nested, "countersignature": "x"})
    assert walk(made) == {"countersign": 2}
    assert [pair.key for pair in made.attributes] == ["a", "countersignature"]


@pytest.mark.parametrize("kind", ["array_value", "kvlist_value"])
def test_depth_is_bounded(kind: str) -> None:
    """A value nested deeper than 64 is replaced whole; one at 64 is walked."""

    def nest(levels: int) -> AnyValue:
        value = AnyValue(string_value="bad1")
        for _ in range(levels):
            outer = AnyValue()
            inner = getattr(outer, kind).values.add()
            (inner if kind == "array_value" else inner.value).CopyFrom(value)
            value = outer
        return value

    assert walk(span(other=nest(MAX_DEPTH))) == {"bad": 1}
    made = span(other=nest(MAX_DEPTH + 1))
    assert walk(made) == {"too_deep": 1}
    assert "bad1" not in str(made)


def test_what_arrives_cannot_be_that_deep() -> None:
    """The protobuf parser refuses such nesting, so the gate need not look for it."""
    value = b"\x0a\x01x"
    for _ in range(MAX_DEPTH):
        inner = b"\x0a" + _length(value) + value
        value = b"\x2a" + _length(inner) + inner
    with pytest.raises(Exception, match="Error parsing message"):
        AnyValue.FromString(value)


def _length(data: bytes) -> bytes:
    size = len(data)
    return bytes((size,)) if size < 128 else bytes((size & 0x7F | 0x80, size >> 7))


def test_texts_ids_and_repeated_texts() -> None:
    """Names, states, messages and entity keys are scanned; an id that is text is replaced."""
    made = Span(
        name="bad1",
        trace_state="bad2",
        trace_id=b"bad3" + b"x" * 12,
        span_id=b"bad4\x00\x00\x00\x00",
    )
    made.status.message = "bad5"
    made.links.add(trace_id=b"bad3" + b"x" * 12)
    assert walk(made) == {"bad": 5}
    assert made.trace_id == made.links[0].trace_id
    assert len(made.trace_id) == 16
    assert made.span_id.startswith(b"bad4")  # not printable: random bytes
    plain = Span(trace_id=b"plain text as id")
    assert walk(plain) == {}
    assert plain.trace_id == b"plain text as id"
    resource = Resource()
    resource.entity_refs.add(id_keys=["a", "bad6"], type="bad7")
    assert walk(resource) == {"bad": 2}
    assert list(resource.entity_refs[0].id_keys) == ["a", "[drop bad]"]


def test_without_detectors_only_content_goes() -> None:
    """When the gate saw no detector's pattern, texts are not searched again."""
    made = span(hash="x", other="bad1")
    made.trace_id = b"bad3" + b"x" * 12
    made.name = "bad2"
    assert walk(made, detect=False) == {"hashed": 1}
    resource = Resource()
    resource.entity_refs.add(id_keys=["bad6"])
    assert walk(resource, detect=False) == {}


def body(event: str, value: AnyValue | None, *, attribute: str = "") -> LogRecord:
    """Return a log record."""
    record = LogRecord(event_name=event)
    if value is not None:
        record.body.CopyFrom(value)
    record.attributes.add(key="model").value.string_value = "m"
    if attribute:
        record.attributes.add(key="event.name").value.string_value = attribute
    return record


def test_bodies() -> None:
    """By event name in the field or the attribute: hash, drop, keep; unknown events are scanned."""
    text = AnyValue(string_value="a bad1")
    assert walk(body("talk", text)) == {"talk": 1}
    assert walk(body("", text, attribute="TALK")) == {"talk": 1}
    quiet = body("quiet", text)
    assert walk(quiet) == {"quiet": 1}
    assert not quiet.HasField("body")
    for event in ("plain", "other", ""):
        record = body(event, text)
        assert walk(record) == {"bad": 1}
        assert record.body.string_value == "a [drop bad]"
    assert walk(body("talk", None)) == {}
    assert list(event_names(body("a", None, attribute="b"))) == ["a", "b"]


def test_strict_mode() -> None:
    """Unknown texts, bytes, nested values and bodies are hashed; numbers and known keys stay."""
    made = span(keep="x", other="x", number=AnyValue(int_value=3), hash=AnyValue(int_value=3))
    assert walk(made, strict=True) == {"unknown": 1, "hashed": 1}
    assert walk(body("other", AnyValue(string_value="x")), strict=True) == {"body": 1, "unknown": 1}
    assert walk(body("plain", AnyValue(string_value="x")), strict=True) == {"unknown": 1}
    assert walk(body("", AnyValue(int_value=3)), strict=True) == {"unknown": 1}


def test_whole_request_can_be_walked() -> None:
    """From the top: resource, scope, record; `skip` leaves a field out."""
    request = ExportLogsServiceRequest()
    group = request.resource_logs.add(schema_url="bad1")
    group.resource.attributes.add(key="bad2")
    group.scope_logs.add().scope.name = "bad3"
    counts: Counter[str] = Counter()
    Walk(engine(), RUN_KEY, counts).message(group, skip="scope_logs")
    assert counts == {"bad": 2}
    assert walk(request) == {"bad": 1}


def kept(message: Any, *granted: str) -> tuple[Content, ...]:
    """Redact a message under grants; return what is handed out."""
    keeping = Keeping(frozenset(granted))
    Walk(engine(), RUN_KEY, Counter(), keeping=keeping).message(message)
    return keeping.contents


def test_content_is_handed_out_under_its_grant() -> None:
    """With its mark's digest, after the detectors; never what rules of other actions take."""
    made = span(hash="a", vault="x bad1 who2", token="b", drop="c", keep="d", person="e")
    found = kept(made, COMMANDS)
    mark = marks.digest_of(made.attributes[1].value.string_value)
    token = found[0].subjects[0]
    data = f"x [drop bad] [token who {token}]".encode()
    assert found == (Content("vaulted", COMMANDS, data, mark, TEXT, (token,)),)
    assert kept(span(vault="x"), "file content", VALUES) == ()


@pytest.mark.parametrize(
    ("value", "data", "media"),
    [
        (AnyValue(int_value=-12), b"-12", TEXT),
        (AnyValue(bytes_value=b"bad1"), b"[drop bad]", TEXT),
        (AnyValue(bytes_value=b"\xff bad1"), b"\xff [drop bad]", BINARY),
    ],
)
def test_every_kind_of_content_is_handed_out(value: AnyValue, data: bytes, media: str) -> None:
    """Numbers as text; the detectors run over bytes, too, where text may stand between others."""
    ((label, found, kind),) = [
        (c.label, c.data, c.media) for c in kept(span(vault=value), COMMANDS)
    ]
    assert (label, found, kind) == ("vaulted", data, media)


def test_lists_and_maps_are_handed_out_whole_without_what_is_never_kept() -> None:
    """Their serialization; keys of content are part of it, keys of secrets are not."""
    values = [
        {"key": "vault", "value": {"string_value": "bad1"}},
        {"key": "hash", "value": {"string_value": "plan"}},
        {"key": "token", "value": {"string_value": "hunter2"}},
        {"key": "drop", "value": {"string_value": "gone"}},
        {"key": "bad2", "value": {"bytes_value": b"\xff bad3"}},
        {"key": "n", "value": {"array_value": {"values": [{"int_value": 5}]}}},
    ]
    made = span(vault=AnyValue(kvlist_value={"values": values}))
    ((content),) = kept(made, COMMANDS)
    assert content.media == NESTED
    clean = AnyValue.FromString(content.data)
    assert clean.SerializeToString(deterministic=True) == content.data
    found = {pair.key: pair.value for pair in clean.kvlist_value.values}
    assert list(found) == ["vault", "hash", "token", "[drop bad]", "n"]
    assert found["vault"].string_value == "[drop bad]"
    assert found["hash"].string_value.startswith("[hash hashed 4 bytes")
    assert found["token"].string_value.startswith("[token token t_")
    assert found["[drop bad]"].bytes_value == b"\xff [drop bad]"
    assert found["n"].array_value.values[0].int_value == 5
    assert content.subjects == (marks.token_of(found["token"].string_value),)


def test_values_of_reversible_tokens_are_handed_out_under_a_grant_of_their_own() -> None:
    """Of texts and of whole attributes; never of credentials, nor of what has one inside."""
    made = span(person="jane", token="jane", other="is who1", note="bad1")
    assert [(c.label, c.purpose, c.data, c.mark) for c in kept(made, VALUES)] == [
        ("person", VALUES, b"jane", None),
        ("who", VALUES, b"who1", None),
    ]
    person, _, other, _ = (pair.value.string_value for pair in made.attributes)
    assert [c.subjects for c in kept(span(person="jane", other="is who1"), VALUES)] == [
        (marks.token_of(person),),
        (marks.token_of(other[3:]),),
    ]
    assert kept(span(person="jane bad1"), VALUES) == ()
    nested = AnyValue(array_value={"values": [AnyValue(string_value="jane")]})
    assert kept(span(person=nested), VALUES) == ()
    assert len(kept(span(vault="who1"), VALUES)) == 0
    assert [c.label for c in kept(span(vault="who1"), COMMANDS, VALUES)] == ["vaulted", "who"]
