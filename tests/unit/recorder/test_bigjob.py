"""Big requests in a worker process: the same result, and what crosses the pipe."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.host.egress import door
from desktop_app.model.canonical import encode_body
from desktop_app.model.content import Content
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COMMANDS, PROMPTS
from desktop_app.normalize.signals import Signal
from desktop_app.recorder import bigjob
from desktop_app.recorder.prepare import Prepared
from desktop_app.recorder.runkeys import RunKeys
from tests.fakes import otlp
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.recording import Recording

KEY = b"t" * 32
MIB = 1024 * 1024


@pytest.fixture
def big(recording: Recording) -> Iterator[bigjob.BigRequests]:
    """Return the recorder's side over a real ledger."""
    keys = RunKeys(recording.journal)
    keys.open(b"d" * 32)
    recording.journal.book.learn("", {b"K" * 16: "known"})
    made = bigjob.BigRequests(recording.journal.book, keys, max_bytes=32 * MIB)
    made.configure(KEY, strict=False)
    yield made
    made.close()


def test_a_worker_prepares_as_the_recorder_does(
    big: bigjob.BigRequests, recording: Recording
) -> None:
    """It asks for keys and runs of traces, and what it returns can be appended."""
    request = otlp.traces(2_000)
    scope = request.resource_spans[0].scope_spans[0]
    scope.spans[0].name = f"mail to {PLANTED['email']}"
    other = request.resource_spans[0].scope_spans.add()
    other.spans.add(trace_id=b"K" * 16, span_id=b"s" * 8, name="late")
    prepared = big.prepare(otlp.raw(request.SerializeToString())).result(60)
    assert prepared.accepted == 2_001
    assert [draft.run_id for draft in prepared.drafts] == ["value of some length", "known"]
    assert prepared.drafts[0].subject["redactions"]
    recording.journal.telemetry("", prepared.drafts).result(60)
    counted = big.prepare(otlp.raw(request.SerializeToString()), count_only=True).result(60)
    assert (counted.accepted, counted.drafts) == (2_001, ())


def test_a_worker_hands_out_what_the_recorder_would(big: bigjob.BigRequests) -> None:
    """Under the grants that came with the request, each to its draft; without them nothing."""
    request = otlp.traces(2)
    scope = request.resource_spans[0].scope_spans[0]
    for span, text in zip(scope.spans, ("one\n", f"to {PLANTED['email']}"), strict=True):
        span.attributes.add(key="prompt").value.string_value = text
    scope.spans.add(trace_id=b"K" * 16, span_id=b"s" * 8).attributes.add(
        key="command"
    ).value.string_value = "ls"
    raw = otlp.raw(request.SerializeToString())
    first, second = big.prepare(raw, granted=frozenset((PROMPTS, COMMANDS))).result(60).drafts
    assert [content.label for content in first.contents] == ["prompt", "prompt"]
    assert first.contents[0].data == b"one\n"
    assert PLANTED["email"].encode() not in first.contents[1].data
    assert first.contents[1].subjects
    assert [(content.label, content.data) for content in second.contents] == [
        ("command_line", b"ls")
    ]
    assert [draft.contents for draft in big.prepare(raw).result(60).drafts] == [(), ()]


def test_a_codex_request_in_json_passes(big: bigjob.BigRequests) -> None:
    """1.25 MB of JSON, as Codex sends."""
    span = {
        "traceId": "0102030405060708090a0b0c0d0e0f10",
        "spanId": "0102030405060708",
        "name": "session_task.turn",
        "startTimeUnixNano": "1700000000000000000",
        "endTimeUnixNano": 1700000000000000001,
        "attributes": [{"key": "busy_ns", "value": {"intValue": "8"}}, {"key": "x", "value": {}}],
    }
    count = 5_000
    scopes = [{"scope": {"name": "codex"}, "spans": [span] * count}]
    body = encode_body({"resourceSpans": [{"scopeSpans": scopes}]})
    assert len(body) > 1.25 * MIB
    prepared = big.prepare(otlp.raw(body, encoding="json")).result(60)
    assert prepared.accepted == count


def test_errors_come_back_as_they_are(big: bigjob.BigRequests) -> None:
    """And the worker goes on."""
    with pytest.raises(MalformedRequestError):
        big.prepare(otlp.raw(b"\xff" * MIB)).result(60)
    with pytest.raises(TooLargeError):
        big.prepare(otlp.raw(otlp.empty_spans(4_000_000))).result(60)
    assert big.prepare(otlp.raw(otlp.traces(1).SerializeToString())).result(60).accepted == 1


def test_a_killed_worker_costs_one_request(big: bigjob.BigRequests) -> None:
    """The next one gets a new worker."""
    small = otlp.raw(otlp.traces(1).SerializeToString())
    big.prepare(small).result(60)
    (worker,) = [p for p in psutil.Process().children() if "worker_main" in str(p.cmdline())]
    worker.kill()
    worker.wait(10)
    assert big.prepare(small).result(60).accepted == 1


def test_the_worker_has_its_door_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it looks at anything."""

    class ShutError(Exception):
        pass

    def shut() -> None:
        raise ShutError

    monkeypatch.setattr(door, "shut", shut)
    with pytest.raises(ShutError):
        bigjob.job(b"", b"", lambda _: b"")


def test_the_job_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its questions: the token key once a rule set, each run's key once a job."""
    monkeypatch.setattr(door, "shut", lambda: None)
    asked: list[bytes] = []

    def ask(question: bytes) -> bytes:
        asked.append(question)
        return b"" if question.startswith(b"R") else KEY

    header = {
        "signal": "traces",
        "encoding": "protobuf",
        "compression": "identity",
        "transport": "http",
        "sender": ["codex", "token"],
        "max_bytes": MIB,
        "strict": False,
        "count_only": False,
        "granted": [],
    }
    request = otlp.traces(2)
    request.resource_spans[0].scope_spans.add().spans.add(trace_id=b"O" * 16, span_id=b"s" * 8)
    done = bigjob.job(encode_body(header), request.SerializeToString(), ask)
    prepared = bigjob.parse_prepared(done)
    assert prepared.accepted == 3
    assert prepared.drafts[0].actor == {"sender": "codex", "auth": "token"}
    assert asked.count(b"T") == 1
    assert asked.count(b"Kvalue of some length") == 1
    assert b"R" + b"O" * 16 in asked
    header["count_only"] = True
    done = bigjob.job(encode_body(header), request.SerializeToString(), ask)
    assert bigjob.parse_prepared(done).drafts == ()


texts = st.text(max_size=10)
payloads = st.builds(
    PayloadRef,
    st.binary(min_size=32, max_size=32),
    st.none() | st.binary(min_size=32, max_size=32),
    st.integers(0, 2**40),
    texts,
)
contents = st.builds(
    Content,
    label=texts,
    purpose=texts,
    data=st.binary(max_size=30),
    mark=st.none() | st.just("0f" * 16),
    media=texts,
    subjects=st.lists(texts, max_size=2).map(tuple),
)
drafts = st.builds(
    Draft,
    kind=st.sampled_from([*(signal.kind for signal in Signal), EntryKind.OTLP_REJECTED]),
    actor=st.fixed_dictionaries({"sender": texts, "auth": st.just("none")}),
    subject=st.dictionaries(texts, st.integers() | texts | st.lists(st.integers(), max_size=3)),
    run_id=st.none() | texts,
    trace_id=st.none() | st.binary(min_size=16, max_size=16),
    payload=st.none() | payloads,
    body=st.none() | st.binary(max_size=50),
    secret=st.none() | st.binary(min_size=32, max_size=32),
    contents=st.lists(contents, max_size=3).map(tuple),
)
everything = st.builds(
    Prepared,
    st.lists(drafts, max_size=4).map(tuple),
    st.integers(0, 99),
    st.dictionaries(texts, st.integers(1, 9)),
    st.integers(0, 99),
    st.dictionaries(st.binary(min_size=16, max_size=16), texts),
)


@given(everything)
def test_what_crosses_the_pipe_is_what_was_sent(prepared: Prepared) -> None:
    """Round trip, bodies and contents with newlines too."""
    assert bigjob.parse_prepared(bigjob.format_prepared(prepared)) == prepared
