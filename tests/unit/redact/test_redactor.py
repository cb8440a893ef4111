"""Redactor: what goes in with secrets comes out without, and everything else untouched."""

from __future__ import annotations

import dataclasses
import itertools
import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal, new_request
from desktop_app.redact.engine import Engine
from desktop_app.redact.exact import Walk
from desktop_app.redact.flat import flatten
from desktop_app.redact.redactor import Redactor
from desktop_app.redact.schema import LEVELS
from desktop_app.redact.spans import SpanWalk
from tests.fakes import recorded
from tests.fakes.redaction import (
    PLANTED,
    RUN_KEY,
    SECRETS,
    TOKEN_KEY,
    default_rules,
    fill,
    hostile,
    planted,
)

LONG = os.environ.get("COUNTERSIGN_LONG") == "1"
EXAMPLES = settings(max_examples=2000 if LONG else 60)
REDACTOR = Redactor(default_rules(), TOKEN_KEY)
SIGNALS = list(Signal)
# Attributes that must come through as they are, wherever an agent sends them.
UNTOUCHED = frozenset((
    "session.id", "conversation.id", "call_id", "tool_use_id", "request_id", "prompt.id",
    "prompt_id", "turn.id", "agent_id", "gen_ai.tool.call.id", "gen_ai.tool.call_id",
    "gen_ai.conversation.id", "gen_ai.response.id", "model", "slug", "gen_ai.request.model",
    "gen_ai.response.model", "input_tokens", "output_tokens", "cache_read_tokens", "cost_usd",
    "cost_usd_micros", "duration_ms", "success", "decision", "source", "tool_name",
    "function_name", "event.name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
    "gen_ai.prompt.name", "gen_ai.operation.name", "prompt_length", "response_length",
    "event.timestamp", "error_type", "exit_code", "status_code", "finish_reasons",
    "gen_ai.tool.name", "service.name", "service.version", "type", "token_type", "hook_name",
    "hook_event", "input_token_count", "output_token_count", "tool_token_count",
    "approval_policy", "user.id", "error",
))  # fmt: skip
# Where content was recorded: none of these may be left as it was sent.
CONTENT = frozenset((
    "prompt", "user_prompt", "response", "request_text", "response_text", "arguments", "output",
    "function_args", "tool_input", "tool_parameters", "full_command", "process.command_args",
    "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions",
    "gen_ai.tool.definitions", "hook_input", "reasoning", "file_path",
))  # fmt: skip
RECORDED = [
    pytest.param(run.name, index, id=f"{run.name}-{index}-{body.signal}")
    for run in recorded.runs()
    for index, body in enumerate(run.bodies)
]


def request_of(signal: Signal, text: Any) -> Any:
    """Return a request of a signal with `text()` in every text field."""
    return fill(new_request(signal), text, depth=6)


def span_request(**attributes: Any) -> Any:
    """Return a traces request of one span with string attributes."""
    request = new_request(Signal.TRACES)
    span = (
        request.resource_spans.add()
        .scope_spans.add()
        .spans.add(trace_id=b"\x90" * 16, span_id=b"\x91" * 8)
    )
    for key, value in attributes.items():
        span.attributes.add(key=key).value.string_value = value
    return request


def exactly(request: Any) -> Counter[str]:
    """Redact without a gate: the exact walk over the whole request."""
    request.DiscardUnknownFields()
    counts: Counter[str] = Counter()
    Walk(Engine(default_rules(), TOKEN_KEY), RUN_KEY, counts).message(request)
    return counts


def check_same(signal: Signal, data: bytes) -> bytes:
    """Assert that gate and exact walk make of a request what the exact walk alone makes of it."""
    gated, plain = (signals.parse_request(signal, data) for _ in range(2))
    redacted = REDACTOR.redact_request(signal, gated, RUN_KEY)
    counts = exactly(plain)
    assert gated == plain
    assert redacted.counts == counts
    assert redacted.skeleton == signals.skeleton(signal, plain)
    assert redacted.records == [
        record.SerializeToString() for _, _, record in signals.walk(signal, plain)
    ]
    return gated.SerializeToString()


# --- places --------------------------------------------------------------------------------------


@pytest.mark.attack("E10")
@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("signal", SIGNALS)
def test_secret_vanishes_from_every_place(signal: Signal, name: str) -> None:
    """A secret in every text field is in no byte of the result; its rule counts them."""
    request = request_of(signal, lambda: planted(name))
    before = request.SerializeToString()
    assert before.count(SECRETS[name].encode()) > 20
    clean = check_same(signal, before)
    assert SECRETS[name].encode() not in clean
    assert exactly(signals.parse_request(signal, before))[name] > 20


@pytest.mark.attack("E11")
@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("signal", SIGNALS)
def test_secret_in_hostile_wire_bytes_is_not_stored(signal: Signal, name: str) -> None:
    """Over-long varints, unknown fields, a oneof set twice: nothing hidden, reported."""
    request = request_of(signal, lambda: "plain")
    data = hostile(request, planted(name).encode())
    parsed = signals.parse_request(signal, data)
    redacted = REDACTOR.redact_request(signal, parsed, RUN_KEY)
    stored = b"".join((redacted.skeleton, *redacted.records, parsed.SerializeToString()))
    assert SECRETS[name].encode() not in stored
    assert redacted.unknown_fields
    assert parsed == request


@pytest.mark.attack("E11")
@pytest.mark.parametrize("length", range(40, 130))
def test_length_byte_that_looks_like_a_letter(length: int) -> None:
    """The length beside a secret can be any letter or digit; the gate finds it."""
    secret = SECRETS["github_token"]
    request = span_request(note=secret.rjust(length, "."), other=" " + secret.ljust(length, "-"))
    assert secret.encode() not in check_same(Signal.TRACES, request.SerializeToString())


@pytest.mark.parametrize("signal", SIGNALS)
def test_unknown_fields_are_reported_only_when_there(signal: Signal) -> None:
    """A request without unknown fields says so, though lengths were over-long in what was sent."""
    request = request_of(signal, lambda: "plain")
    assert not REDACTOR.redact_request(signal, request, RUN_KEY).unknown_fields
    assert not REDACTOR.redact_request(signal, new_request(signal), RUN_KEY).unknown_fields


@pytest.mark.parametrize("signal", SIGNALS)
def test_what_is_at_hand_spares_work_and_changes_nothing(signal: Signal) -> None:
    """With the request's flat form given, the result is the same."""
    first, second = (request_of(signal, lambda: planted("email")) for _ in range(2))
    flat = flatten(second, second.SerializeToString())
    assert REDACTOR.redact_request(signal, first, RUN_KEY) == REDACTOR.redact_request(
        signal, second, RUN_KEY, flat
    )
    if signal is Signal.TRACES:  # the spans were taken out: they are in the answer
        assert not list(signals.walk(signal, second))
        first.ParseFromString(signals.skeleton(signal, first))
    assert first == second


@pytest.mark.parametrize("size", [100, 127, 128, 300, 16_383, 16_384, 70_000])
def test_sizes_of_records_do_not_confuse_the_report(size: int) -> None:
    """The arithmetic of sizes holds for every width of a length."""
    request = span_request(note="x" * size, more="y" * (size // 3))
    assert not REDACTOR.redact_request("traces", request, RUN_KEY).unknown_fields
    request.resource_spans[0].MergeFromString(b"\xa2\x38\x01x")
    assert REDACTOR.redact_request("traces", request, RUN_KEY).unknown_fields


# --- gate against exact --------------------------------------------------------------------------

_WORDS = [planted(name) for name in SECRETS] + [
    "plain",
    "x",
    "",
    "a:b",
    "\n:\n",
    "é" * 5,
    "[drop x]",
]
_KEYS = [
    "prompt", "Prompt", "PROMPT", "output", "note", "gen_ai.prompt.0.content", "db.password",
    "gen_ai.prompt.0.role", "countersign.run_id", "Countersign.x",
    "llm.input_messages.0.message.content",
    "mcp.request.argument." + "k" * 200, "event.name", "gen_ai.usage.output_tokens", "x" * 130,
    SECRETS["email"], "PROMPT\u212a", "MY_API_KEY",
]  # fmt: skip
_text = st.one_of(st.sampled_from(_WORDS), st.text(max_size=30))
_events = st.sampled_from(["gen_ai.user.message", "gen_ai.choice", "plain", ""])


def _values() -> st.SearchStrategy[AnyValue]:
    leaf = st.one_of(
        st.builds(AnyValue, string_value=_text),
        st.builds(AnyValue, string_value=_events),
        st.builds(
            AnyValue, bytes_value=st.one_of(st.binary(max_size=150), st.just(2_500).map(bytes))
        ),
        st.builds(AnyValue, int_value=st.integers(-(2**63), 2**63 - 1)),
        st.builds(AnyValue, double_value=st.floats(allow_nan=False)),
        st.builds(AnyValue, bool_value=st.booleans()),
        st.builds(AnyValue),
    )
    return st.recursive(leaf, lambda inner: st.one_of(_arrays(inner), _maps(inner)), max_leaves=6)


def _arrays(inner: st.SearchStrategy[AnyValue]) -> st.SearchStrategy[AnyValue]:
    return st.lists(inner, max_size=3).map(lambda v: AnyValue(array_value={"values": v}))


def _maps(inner: st.SearchStrategy[AnyValue]) -> st.SearchStrategy[AnyValue]:
    return st.lists(_pairs(inner), max_size=3).map(lambda v: AnyValue(kvlist_value={"values": v}))


def _pairs(values: st.SearchStrategy[AnyValue]) -> st.SearchStrategy[KeyValue]:
    keys = st.one_of(st.sampled_from(_KEYS), st.text(max_size=20))
    return st.builds(KeyValue, key=keys, value=st.one_of(st.none(), values))


@st.composite
def requests(draw: st.DrawFn) -> tuple[Signal, Any]:
    """Return a signal and a request with planted things in random places."""
    signal = draw(st.sampled_from(SIGNALS))
    texts = itertools.cycle(draw(st.lists(_text, min_size=1, max_size=8)))
    request = fill(new_request(signal), lambda: next(texts), depth=draw(st.integers(0, 5)))
    pairs = draw(st.lists(_pairs(_values()), max_size=5))
    for _, _, record in signals.walk(signal, request):
        getattr(record, "metadata" if signal is Signal.METRICS else "attributes").extend(pairs)
        if signal is Signal.LOGS:
            record.event_name = draw(_events)
            if body := draw(st.one_of(st.none(), _values())):
                record.body.CopyFrom(body)
        if signal is Signal.TRACES:
            record.trace_id = draw(
                st.one_of(st.binary(min_size=16, max_size=16), st.just(b"4111111111111111"))
            )
    return signal, request


@pytest.mark.attack("E11")
@EXAMPLES
@given(requests())
def test_gate_never_misses_what_the_exact_walk_finds(made: tuple[Signal, Any]) -> None:
    """Gate, then exact rules on hits, equals exact rules on everything, byte for byte."""
    signal, request = made
    check_same(signal, request.SerializeToString())


@pytest.mark.attack("E11")
@given(_values(), st.sampled_from(["note", "prompt"]))
@example(AnyValue(bytes_value=b""), "note")
@example(AnyValue(bytes_value=b"x" * 126), "note")
def test_gate_on_a_single_attribute(value: AnyValue, key: str) -> None:
    """One attribute alone in a batch: nothing else can raise the alarm for it."""
    request = span_request()
    request.resource_spans[0].scope_spans[0].spans[0].attributes.add(key=key).value.CopyFrom(value)
    check_same(Signal.TRACES, request.SerializeToString())


@pytest.mark.parametrize("size", [*range(1, 140), 16_381, 16_382, 16_383, 16_384, 2_097_152])
def test_gate_sees_bytes_of_every_size(size: int) -> None:
    """Every `bytes_value` is caught, whatever its length does to the lengths around it."""
    request = new_request(Signal.LOGS)
    record = request.resource_logs.add().scope_logs.add().log_records.add()
    record.body.bytes_value = b"\0" * size
    assert exactly(signals.parse_request(Signal.LOGS, request.SerializeToString())) == {"bytes": 1}
    assert REDACTOR.redact_request("logs", request, RUN_KEY).counts == {"bytes": 1}
    assert record.body.string_value.startswith(f"[hash bytes {size} bytes hmac-sha256:")


@EXAMPLES
@given(requests())
def test_redaction_is_idempotent(made: tuple[Signal, Any]) -> None:
    """A second pass finds nothing and changes nothing."""
    signal, request = made
    REDACTOR.redact_request(signal, request, RUN_KEY)
    first = request.SerializeToString()
    assert REDACTOR.redact_request(signal, request, b"other key").counts == {}
    assert request.SerializeToString() == first


def test_what_looks_like_our_mark_hides_nothing() -> None:
    """A secret dressed up as a mark is found; content that only resembles one is hashed."""
    secret = SECRETS["aws_key"]
    fakes = [
        f"[token email t_{secret}]",
        f"[hash prompt 5 bytes hmac-sha256:{secret}]",
        f"[drop {secret}]",
        f"[hash prompt 4111111111111111 bytes hmac-sha256:{'0' * 32}]",
        f"[hash nosuchrule 5 bytes hmac-sha256:{'0' * 32}]",
        f"[hash prompt 5 bytes hmac-sha256:{'0' * 32}] delete all",
    ]
    for fake in fakes:
        request = span_request(prompt=fake, note=fake if secret in fake else "")
        clean = check_same(Signal.TRACES, request.SerializeToString())
        assert fake.encode() not in clean
        assert secret.encode() not in clean


# --- recorded runs -------------------------------------------------------------------------------


def _pairs_of(message: Any) -> list[tuple[str, AnyValue]]:
    found = []
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        for item in value if field.is_repeated else [value]:
            if item.DESCRIPTOR.name == "KeyValue":
                found.append((item.key, item.value))
            elif item.DESCRIPTOR.name != "AnyValue":
                found += _pairs_of(item)
    return found


@pytest.mark.parametrize(("run", "index"), RECORDED)
def test_recorded_content_goes_and_metadata_stays(run: str, index: int) -> None:
    """No prompt, command line, tool argument or output is left; ids and counts are."""
    body = recorded.run(run).bodies[index]
    request, sent = recorded.parse(body), recorded.parse(body)
    redacted = REDACTOR.redact_request(body.signal, request, RUN_KEY)
    before, after = _pairs_of(sent), _pairs_of(request)
    assert [key for key, _ in before] == [key for key, _ in after]
    for (key, old), (_, new) in zip(before, after, strict=True):
        if key in UNTOUCHED:
            assert new == old, key
        if key in CONTENT and old.WhichOneof("value") and old.string_value not in (
            "", "<REDACTED>", "[REDACTED]"
        ):  # fmt: skip
            assert new.string_value.startswith("[hash "), key
    stored = b"".join((redacted.skeleton, *redacted.records))
    for gone in (
        b"SECRETPROMPT",
        b"/home/dev",
        b"echo failing",
        b"hello from the mock",
        b"cat hello",
    ):
        assert gone not in stored
    assert [record.SerializeToString() for *_, record in signals.walk(body.signal, request)] == (
        redacted.records
    )
    changed = sum(new != old for (_, old), (_, new) in zip(before, after, strict=True))
    assert sum(redacted.counts.values()) >= changed


@pytest.mark.parametrize(("run", "index"), RECORDED)
def test_recorded_names_times_and_ids_stay(run: str, index: int) -> None:
    """Span names, event names, ids, times and status codes are not touched."""
    body = recorded.run(run).bodies[index]
    request, sent = recorded.parse(body), recorded.parse(body)
    REDACTOR.redact_request(body.signal, request, RUN_KEY)
    for (*_, new), (*_, old) in zip(
        signals.walk(body.signal, request), signals.walk(body.signal, sent), strict=True
    ):
        for field, value in old.ListFields():
            if (
                field.name not in {"attributes", "body", "events"}
                and body.signal is not Signal.METRICS
            ):
                assert getattr(new, field.name) == value
        assert getattr(new, "name", "") == getattr(old, "name", "")


@pytest.mark.attack("E10")
@pytest.mark.parametrize(("run", "index"), RECORDED)
def test_planted_secrets_vanish_from_recorded_requests(run: str, index: int) -> None:
    """What the scenario `secrets` plants in the texts of a recorded request is not stored."""
    body = recorded.run(run).bodies[index]
    request = recorded.parse(body)
    lines = "".join(f"{name} = {value}\n" for name, value in PLANTED.items())
    places = [
        (message, field.name, value)
        for message in _texts_of(request)
        for field, value in message.ListFields()
        if field.type == field.TYPE_STRING and not field.is_repeated
    ]
    for message, name, value in places if LONG else places[:: 1 + len(places) // 800]:
        setattr(message, name, f"{lines}{value} {lines}")
    redacted = REDACTOR.redact_request(body.signal, request, RUN_KEY)
    stored = b"".join((redacted.skeleton, *redacted.records))
    for name, value in PLANTED.items():
        assert value.encode() not in stored, name
        assert redacted.counts[name] > 0


def _texts_of(message: Any) -> list[Any]:
    found = [message]
    for field, value in message.ListFields():
        if field.message_type is not None:
            for item in value if field.is_repeated else [value]:
                found += _texts_of(item)
    return found


# --- the rest ------------------------------------------------------------------------------------


def test_same_value_same_token_and_other_key_other_token() -> None:
    """Tokens compare within one installation; digests within one run."""
    text = f"from {SECRETS['email']} to {SECRETS['email'].upper()}"
    clean, counts = REDACTOR.redact_text(text, RUN_KEY)
    token = clean.split(" to ")[1]
    assert clean == f"from {token} to {token}"
    assert counts == {"email": 2}
    assert Redactor(default_rules(), b"other").redact_text(text, RUN_KEY)[0] != clean
    assert REDACTOR.redact_text(text, b"other run")[0] == clean
    one, _ = REDACTOR.redact_json({"prompt": "hi"}, RUN_KEY)
    other, _ = REDACTOR.redact_json({"prompt": "hi"}, b"other run")
    assert one != other


def test_clean_request_comes_back_as_it_was() -> None:
    """Nothing to redact: the bytes are the serialization of what was sent, the counts are empty."""
    request = span_request(**{"session.id": "7821bcb7-efd7", "gen_ai.usage.output_tokens": "60"})
    before = request.SerializeToString()
    redacted = REDACTOR.redact_request("traces", request, RUN_KEY)
    assert request.SerializeToString() == before
    assert redacted.counts == {}


def test_a_hit_in_one_record_leaves_the_others() -> None:
    """Only the record that hit is rewritten; a hit in the resource does not touch records."""
    request = span_request(note="x")
    spans = request.resource_spans[0].scope_spans[0].spans
    spans.add(name="two").attributes.add(key="prompt").value.string_value = "secret plan"
    request.resource_spans[0].resource.attributes.add(key="cwd").value.string_value = "/home/jane/x"
    first = spans[0].SerializeToString()
    redacted = REDACTOR.redact_request("traces", request, RUN_KEY)
    assert redacted.records[0] == first
    assert redacted.counts == {"prompt": 1, "home_path": 1}
    assert b"jane" not in redacted.skeleton
    assert b"secret plan" not in redacted.records[1]


def test_strict_hashes_what_no_rule_names() -> None:
    """Strict: unknown text and plain bodies are hashed; known metadata and numbers stay."""
    strict = Redactor(dataclasses.replace(default_rules(), strict=True), TOKEN_KEY)
    request = new_request(Signal.LOGS)
    record = request.resource_logs.add().scope_logs.add().log_records.add()
    record.body.string_value = "a sentence"
    for key, value in (("model", "gpt"), ("weird", "text")):
        record.attributes.add(key=key).value.string_value = value
    record.attributes.add(key="odd").value.int_value = 7
    counts = strict.redact_request("logs", request, RUN_KEY).counts
    assert counts == {"unknown": 1, "body": 1}
    assert record.body.string_value.startswith("[hash body 10 bytes")
    assert [pair.value.string_value[:5] for pair in record.attributes] == ["gpt", "[hash", ""]


def test_levels_name_the_repeated_fields_of_each_signal() -> None:
    """The table of levels fits the protobuf types."""
    for signal in SIGNALS:
        message = new_request(signal).DESCRIPTOR
        for name in LEVELS[signal]:
            message = message.fields_by_name[name].message_type


@pytest.mark.parametrize("signal", [Signal.TRACES, Signal.LOGS])
def test_a_change_that_was_not_counted_is_stored_all_the_same(
    monkeypatch: pytest.MonkeyPatch, signal: Signal
) -> None:
    """What was stored is what stands in the request after the rules, whatever they counted."""

    def silent(_walk: Walk, message: Any, **_: Any) -> None:
        if hasattr(message, "attributes"):
            del message.attributes[:]

    monkeypatch.setattr(Walk, "message", silent)
    monkeypatch.setattr(SpanWalk, "redact", lambda _walk, _blob: b"")
    secret = PLANTED["email"]
    request = span_request(x=secret)
    if signal is Signal.LOGS:
        request = new_request(signal)
        record = request.resource_logs.add().scope_logs.add().log_records.add()
        record.attributes.add(key="x").value.string_value = secret
    redacted = REDACTOR.redact_request(signal, request, RUN_KEY)
    assert not redacted.counts
    assert secret.encode() not in redacted.body
    assert all(secret.encode() not in record for record in redacted.records)


def test_a_text_has_the_tokens_that_stand_for_it() -> None:
    """As they stand in what was redacted."""
    redactor = Redactor(default_rules(), TOKEN_KEY)
    marked = redactor.redact_text("to ada@lovelace.example", RUN_KEY)[0]
    assert any(token in marked for token in redactor.tokens_of("ada@lovelace.example"))


def test_a_long_text_in_pieces_is_the_same_text() -> None:
    """The detectors' windows are `redact.windows`."""
    text = " and ".join(planted(name) for name in SECRETS)
    pieces = (bytes((byte,)) for byte in text.encode())
    found = b"".join(part.data for part in REDACTOR.redact_pieces(pieces, RUN_KEY))
    assert found.decode() == REDACTOR.redact_text(text, RUN_KEY)[0]
