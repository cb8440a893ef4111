"""Spans as bytes: the same as the walk over messages, whatever was seen before."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from desktop_app.redact import spans as module
from desktop_app.redact.engine import Engine
from desktop_app.redact.exact import Walk
from desktop_app.redact.rules import Action, AttributeRule
from desktop_app.redact.schema import Place
from desktop_app.redact.spans import Memory, SpanWalk
from tests.fakes.redaction import SECRETS, TOKEN_KEY, default_rules, planted

RUN_KEY = b"r" * 32
RULES = default_rules()
ALL_ACTIONS = dataclasses.replace(
    RULES,
    attributes=(
        *RULES.attributes,
        AttributeRule("gone", Action.DROP, ("gone",), "gone"),
        AttributeRule("vaulted", Action.VAULT, ("vaulted",), "vaulted"),
    ),
)
ENGINES = {
    "default": Engine(ALL_ACTIONS, TOKEN_KEY),
    "strict": Engine(dataclasses.replace(ALL_ACTIONS, strict=True), TOKEN_KEY),
}
MEMORIES = {name: Memory() for name in ENGINES}  # of all examples
KEYS = ["model", "prompt", "password", "gone", "vaulted", "countersign.x", "x" * 127, "x" * 128, ""]
SECRET = SECRETS["github_token"]
_TEXTS = st.sampled_from(
    ["", "plain", "[REDACTED]", "[hash prompt 5 bytes hmac-sha256:" + "0" * 32 + "]", SECRET]
    + [f"{SECRET} {'.' * size}" for size in (20, 60, 61, 62, 63, 64, 80, 81, 82, 83, 200, 16_400)]
    + ["." * size for size in (60, 64, 65, 121, 122, 123, 124, 125, 126, 127, 128, 16_380, 16_384)]
    + [planted(name) for name in SECRETS]
)
_PLAIN = st.one_of(
    _TEXTS.map(lambda text: AnyValue(string_value=text)),
    st.integers(-3, 300).map(lambda number: AnyValue(int_value=number)),
    st.just(AnyValue(double_value=4111111111111111.0)),
    st.booleans().map(lambda flag: AnyValue(bool_value=flag)),
    st.binary(max_size=3).map(lambda data: AnyValue(bytes_value=data)),
    st.just(AnyValue()),
)
_VALUES = st.recursive(
    _PLAIN,
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda v: AnyValue(array_value=ArrayValue(values=v))),
        st.lists(inner, max_size=2).map(
            lambda v: AnyValue(
                kvlist_value=KeyValueList(values=[KeyValue(key="model", value=x) for x in v])
            )
        ),
    ),
    max_leaves=3,
)
_PAIRS = st.builds(
    lambda key, value: KeyValue(key=key, value=value),
    st.one_of(st.sampled_from([*KEYS, SECRET, f"model {SECRET}"]), st.text(max_size=3)),
    st.one_of(st.none(), _VALUES),
)


def span(*pairs: KeyValue) -> Span:
    """Return a span with all kinds of fields."""
    made = Span(trace_id=b"\x90" * 16, span_id=b"\x91" * 8, name="n", kind=3, attributes=pairs)
    made.events.add(name="e").attributes.extend(pairs)
    made.links.add(trace_id=b"\x90" * 16).attributes.extend(pairs)
    made.status.message = "m"
    return made


def as_message(engine: Engine, blob: bytes, *, detect: bool) -> tuple[bytes, Counter[str]]:
    """Return a serialized span after the walk over its message, and the counts."""
    counts: Counter[str] = Counter()
    message = Span.FromString(blob)
    Walk(engine, RUN_KEY, counts, detect=detect).message(message)
    return message.SerializeToString(), counts


def as_bytes(
    engine: Engine, memory: Memory, blobs: list[bytes], *, detect: bool
) -> tuple[list[bytes], Counter[str]]:
    """Return serialized spans after the walk over bytes, and the counts."""
    counts: Counter[str] = Counter()
    walk = SpanWalk(engine, memory, Walk(engine, RUN_KEY, counts, detect=detect))
    return [walk.redact(blob) for blob in blobs], counts


@pytest.mark.attack("E11")
@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.lists(_PAIRS, max_size=4), min_size=1, max_size=3),
    st.sampled_from(sorted(ENGINES)),
    st.booleans(),
)
def test_bytes_and_messages_give_the_same(
    made: list[list[KeyValue]],
    rules: str,
    detect: bool,  # noqa: FBT001 - drawn
) -> None:
    """Byte for byte and count for count: any key, value, length; twice; whatever came before."""
    engine = ENGINES[rules]
    fresh = Engine(dataclasses.replace(ALL_ACTIONS, strict=engine.strict), TOKEN_KEY)
    blobs = [span(*pairs).SerializeToString() for pairs in [*made, *made]]
    found, counts = as_bytes(engine, MEMORIES[rules], blobs, detect=detect)
    wanted = [as_message(fresh, blob, detect=detect) for blob in blobs]
    assert found == [blob for blob, _ in wanted]
    assert counts == sum((more for _, more in wanted), Counter())


@pytest.mark.parametrize(
    "text", ["[REDACTED]", "[hash prompt 5 bytes hmac-sha256:" + "0" * 32 + "]"]
)
def test_a_placeholder_is_not_hashed_again(text: str) -> None:
    """Under a key of content; as the walk over messages leaves it, and nothing is counted."""
    blob = span(KeyValue(key="prompt", value=AnyValue(string_value=text))).SerializeToString()
    found, counts = as_bytes(ENGINES["default"], Memory(), [blob], detect=True)
    assert (found, counts) == ([blob], Counter())
    assert as_message(ENGINES["default"], blob, detect=True) == (blob, Counter())


@pytest.mark.attack("E11")
@pytest.mark.parametrize("name", SECRETS)
def test_what_is_remembered_hides_no_secret(name: str) -> None:
    """Not one that comes again, under a key known as good, nor after a look without detectors."""
    engine, memory = Engine(RULES, TOKEN_KEY), Memory()
    text = planted(name)
    good, bad = (
        span(KeyValue(key="model", value=AnyValue(string_value=said))).SerializeToString()
        for said in ("gpt", text)
    )
    as_bytes(engine, memory, [good], detect=True)
    as_bytes(engine, memory, [bad], detect=False)
    for _ in range(3):
        found, counts = as_bytes(engine, memory, [good, bad, bad], detect=True)
        assert SECRETS[name].encode() not in b"".join(found)
        assert counts[name] == 2 * as_message(engine, bad, detect=True)[1][name] > 0
    assert not [piece for piece in memory.clean if SECRETS[name].encode() in piece]
    assert not [head for head in memory.heads if SECRETS[name].encode() in head]


@pytest.mark.attack("E11")
@pytest.mark.parametrize(
    "piece",
    [
        b"",
        b"\x0a\x01k",
        b"\x12\x00",
        b"\x0a\x01k\x12\x00",
        b"\x0a\x01k\x12\x02\x0a\x00",
        b"\x12\x05\x0a\x03abc\x0a\x06prompt",  # the value before the key
        b"\x0a\x06prompt\x12\x85\x00\x0a\x03abc",  # a length longer than it need be
        b"\x0a\x06prompt\x12\x85\x80\x80\x80\x00\x0a\x03abc",
        b"\x0a\x06prompt\x12\x06\x0a\x83\x00abc",
        b"\x0a\x06prompt\x12\x07\x0a\x03abc\x18\x05",  # the oneof twice
        b"\x0a\x06prompt\x12\x07\x18\x05\x0a\x03abc",
        b"\x0a\x06prompt\x12\x05\x0a\x03abc\x12\x05\x0a\x03def",  # the value twice
        b"\x0a\x05model\x12\x07\x18\x05\x0a\x03abc\x0a\x06prompt",  # the key twice
    ],
)
def test_framing_that_is_not_ours_goes_to_the_messages(piece: bytes) -> None:
    """`flatten` leaves none of these; should one come, it is redacted all the same."""
    blob = b"\x4a" + bytes((len(piece),)) + piece
    engine, memory = Engine(RULES, TOKEN_KEY), Memory()
    for _ in range(2):
        (found,), counts = as_bytes(engine, memory, [blob], detect=True)
        wanted, wanted_counts = as_message(engine, blob, detect=True)
        assert Span.FromString(found) == Span.FromString(wanted)
        assert counts == wanted_counts


@pytest.mark.attack("E11")
@pytest.mark.parametrize("key", ["model", "prompt"])
@pytest.mark.parametrize("more", [0, 60, 127, 128, 250, 16_383, 16_384, 2_097_152])
def test_lengths_of_every_width_are_read_and_written(key: str, more: int) -> None:
    """One byte to four of them, in what is kept, cut out and put in; the second time, too."""
    engine, memory = Engine(RULES, TOKEN_KEY), Memory()
    text = f"{SECRET} {'.' * more}"
    blob = span(KeyValue(key=key, value=AnyValue(string_value=text))).SerializeToString()
    found, counts = as_bytes(engine, memory, [blob, blob], detect=True)
    wanted, wanted_counts = as_message(engine, blob, detect=True)
    assert found == [wanted, wanted]
    assert counts == wanted_counts + wanted_counts


@pytest.mark.attack("E11")
@pytest.mark.parametrize("field", ["name", "trace_state"])
def test_fields_beside_attributes_are_looked_at(field: str) -> None:
    """Texts, ids that are text, the status, events and links."""
    engine = Engine(RULES, TOKEN_KEY)
    made = span(KeyValue(key="model", value=AnyValue(string_value="gpt")))
    setattr(made, field, planted("email"))
    made.status.message = planted("email")
    made.events[0].name = planted("email")
    made.links[0].trace_state = planted("email")
    made.trace_id = b"4111111111111111"
    blob = made.SerializeToString()
    (found,), counts = as_bytes(engine, Memory(), [blob], detect=True)
    assert (found, counts) == as_message(engine, blob, detect=True)
    assert counts["email"] == 4
    assert b"4111111111111111" not in found


def test_every_field_of_a_span_is_accounted_for() -> None:
    """A version of OTLP that adds a field of another kind has it walked as any message's."""
    assert not module._REST
    handled = {*module._ATTRIBUTES, *module._TEXTS, *module._IDS, *module._SINGLE, *module._MANY}
    assert handled == {
        *("attributes", "name", "trace_state", "trace_id", "span_id", "parent_span_id"),
        *("status", "events", "links"),
    }


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and values are the sender's choice."""
    monkeypatch.setattr(module, "_KEEP", 3)
    monkeypatch.setattr(module, "_KEEP_HEADS", 3)
    memory = Memory()
    for number in range(20):
        value = AnyValue(string_value=chr(97 + number) * (1 + 10 * number))
        blob = span(KeyValue(key=f"k{number}", value=value)).SerializeToString()
        as_bytes(ENGINES["default"], memory, [blob], detect=True)
    assert 0 < len(memory.clean) <= 3
    assert 0 < len(memory.heads) <= 3
    assert all(len(piece) < 100 for piece in memory.clean)


@pytest.mark.attack("E11")
def test_a_field_of_another_kind_is_walked(monkeypatch: pytest.MonkeyPatch) -> None:
    """No span has one today: here the state of a trace stands in for it."""
    monkeypatch.setattr(module, "_TEXTS", ("name",))
    field = module.RawSpan.DESCRIPTOR.fields_by_name["trace_state"]
    monkeypatch.setattr(module, "_REST", {field: Place.TEXT})
    engine, made = Engine(RULES, TOKEN_KEY), span()
    made.trace_state = planted("email")
    blob = made.SerializeToString()
    (found,), counts = as_bytes(engine, Memory(), [blob], detect=True)
    assert (found, counts) == as_message(engine, blob, detect=True)
    assert counts["email"] == 1
