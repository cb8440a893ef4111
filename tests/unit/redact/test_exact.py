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

from desktop_app.redact.exact import MAX_DEPTH, Engine, Walk, event_names, is_own
from desktop_app.redact.marks import HashMarks, tokens_in
from desktop_app.redact.rulefile import parse_rules
from tests.fakes.redaction import RUN_KEY, TOKEN_KEY, default_rules

RULES = """
version = 1
placeholders = ["<REDACTED>"]
attributes = [
  { name = "hashed", action = "hash", keys = ["hash"] },
  { name = "vaulted", action = "vault", keys = ["vault"] },
  { name = "token", action = "tokenize", keys = ["token"] },
  { name = "dropped", action = "drop", keys = ["drop"] },
  { name = "kept", action = "keep", keys = ["keep"] },
]
bodies = [
  { name = "talk", action = "hash", events = ["talk"] },
  { name = "quiet", action = "drop", events = ["quiet"] },
  { name = "plain", action = "keep", events = ["plain"] },
]
detectors = [{ name = "bad", action = "drop", pattern = "bad[0-9]" }]
"""


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
    """Hash, vault (as hash, until there is one), tokenize, drop, keep."""
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
    assert is_own("Countersign.")
    assert not is_own("countersign")


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


def test_default_rules_make_an_engine() -> None:
    """The shipped set in use: a content key, a metadata key, an unknown one."""
    made = Engine(default_rules(), TOKEN_KEY)
    assert made.rule_of("gen_ai.input.messages") is not None
    assert made.rule_of("service.api_key") is not None
    assert made.rule_of("gen_ai.usage.input_tokens") is None
    assert made.rule_of("something.else") is None


def test_memory_of_keys_is_bounded() -> None:
    """Keys are the sender's choice: what is kept of them has an end, and long ones are not kept."""
    engine = Engine(default_rules(), TOKEN_KEY)
    for number in range(4100):
        assert engine.plan(f"key.{number}") is None
    assert len(engine._plans) <= 4096
    assert engine.plan("prompt") is engine.rule_of("prompt")
    assert engine.plan("x" * 300) is None
    assert engine.is_done("")


def test_a_mark_is_the_same_however_it_is_made() -> None:
    """Attributes take the ready halves of HMAC, JSON values the plain function."""
    engine = Engine(default_rules(), TOKEN_KEY)
    rule = engine.rule_of("prompt")
    assert rule is not None
    assert engine.mark(rule, b"hi", RUN_KEY) == HashMarks(RUN_KEY).format("prompt", b"hi")


def test_long_keys_are_not_kept() -> None:
    """A key of any length has its rule."""
    engine = Engine(default_rules(), TOKEN_KEY)
    assert "x" * 300 not in engine._plans


def test_every_token_of_a_text_is_known() -> None:
    """Of a detector in a text, of an attribute by its scope, whatever the case."""
    engine = Engine(default_rules(), TOKEN_KEY)
    mail = engine.texts.redact("to Ada@Lovelace.example", RUN_KEY, Counter())
    (token,) = tokens_in(mail)
    assert token in engine.tokens_of("ada@lovelace.example")
    rule = engine.rule_of("user.name")
    assert rule is not None
    (token,) = tokens_in(engine.mark(rule, b"ada", RUN_KEY))
    assert token in engine.tokens_of("ada")
    assert token in engine.tokens_of("Ada")
    assert token not in engine.tokens_of("bob")
