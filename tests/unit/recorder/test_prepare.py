"""From bytes to drafts: runs, redaction, commitment, and what a leaf may never hold."""

from __future__ import annotations

import gzip
import hmac
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import zstandard

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.model import leaf
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COMMANDS, PROMPTS, TOOLS, VALUES
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.recorder import pieces, prepare
from desktop_app.recorder.rules import make_redactor
from desktop_app.tlog.commitment import commit
from desktop_app.upstream.forwarded import LOG
from tests.fakes import otlp
from tests.fakes.ids import FakeIds
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from desktop_app.recorder.prepare import Prepared

REDACTOR = make_redactor(b"t" * 32, strict=False)


class Context:
    """One sender without history."""

    def __init__(self) -> None:
        self.asked: list[str | None] = []

    def run_of_trace(self, trace_id: bytes) -> str | None:
        """Nothing is known but one trace."""
        return "known" if trace_id == b"K" * 16 else None

    def run_key(self, run_id: str | None) -> bytes:
        """A key that is easy to tell."""
        self.asked.append(run_id)
        return (run_id or "").encode()[:32].ljust(32, b".")


def run(raw: RawRequest, context: Context | None = None, *granted: str) -> Prepared:
    """Prepare."""
    return prepare.prepare(
        raw,
        redactor=REDACTOR,
        context=context or Context(),
        ids=FakeIds(),
        max_bytes=1 << 26,
        granted=frozenset(granted),
    )


def named(run_id: str, trace_id: bytes = otlp.TRACE) -> RawRequest:
    """Return one span with a session id."""
    request = otlp.traces(1, trace_id=trace_id)
    for attribute in request.resource_spans[0].scope_spans[0].spans[0].attributes:
        if attribute.key == "session.id":
            attribute.value.string_value = run_id
    return otlp.raw(request.SerializeToString())


def encoded(prepared: Prepared) -> list[bytes]:
    """Return the leaves, as the writer would make them."""
    place = {"log": "countersign/0011223344556677", "seq": 1, "epoch": 1, "ts_us": 1}
    more = {"boot_id": "0" * 32, "boot_us": 1, "nonce": bytes(16), "run_seq": 0, "prev": bytes(32)}
    return [leaf.encode_leaf(draft, **place, **more) for draft in prepared.drafts]


def test_one_request_of_one_run_is_one_draft() -> None:
    """Its subject has the documented fields, its body is what the commitment covers."""
    raw = RawRequest(
        Signal.TRACES,
        otlp.traces(2).SerializeToString(),
        "protobuf",
        "identity",
        "grpc",
        Sender("codex", "token", "127.0.0.1:5"),
    )
    prepared = run(raw)
    (draft,) = prepared.drafts
    assert draft.kind is EntryKind.OTLP_TRACES
    assert draft.actor == {"sender": "codex", "auth": "token"}
    assert draft.run_id == "value of some length"
    assert draft.trace_id == otlp.TRACE
    assert draft.subject == {
        "transport": "grpc",
        "encoding": "protobuf",
        "records": 2,
        "groups": [[2]],
        "redactions": {},
        "unknown_fields": 0,
        "agent": "test",
        "run_by": "attribute",
        "part": [0, 1],
    }
    body = zstandard.decompress(draft.body)
    request = signals.parse_request(Signal.TRACES, body)
    records = [r.SerializeToString() for _, _, r in signals.walk(Signal.TRACES, request)]
    leaves = [signals.skeleton(Signal.TRACES, request), *records]
    assert draft.payload.commitment == commit(draft.secret, leaves)
    label = b"countersign/body/v1"
    assert draft.payload.digest == hmac.digest(draft.secret, label + body, "sha256")
    assert draft.payload.size == len(body)
    assert (prepared.accepted, prepared.rejected, prepared.message) == (2, 0, "")
    assert prepared.traces == {otlp.TRACE: "value of some length"}


def test_runs_are_parted_and_bad_records_told() -> None:
    """Each run is a draft; what was not kept is an entry of its own and a message."""
    request = otlp.traces(1)
    request.MergeFrom(otlp.traces(1, trace_id=b"K" * 16))
    del request.resource_spans[1].scope_spans[0].spans[0].attributes[:]
    request.MergeFrom(otlp.traces(1, trace_id=b""))
    prepared = run(otlp.raw(request.SerializeToString()))
    assert [draft.run_id for draft in prepared.drafts] == ["value of some length", "known", None]
    assert prepared.drafts[-1].kind is EntryKind.OTLP_REJECTED
    assert prepared.drafts[-1].subject == {
        "signal": "traces",
        "transport": "http",
        "records": 1,
        "reasons": {"bad_trace_id": 1},
    }
    assert (prepared.accepted, prepared.rejected) == (2, 1)
    assert prepared.message == "1 x bad_trace_id"


def test_what_came_by_a_forward_is_noted() -> None:
    """Which groups, by the mark that is not kept; in whichever form it came, and each piece."""
    request = otlp.traces(2)
    request.MergeFrom(otlp.traces(3))
    request.resource_spans[1].resource.attributes.add(key=LOG).value.string_value = "countersign/0"
    assert "forwarded" not in run(otlp.raw(otlp.traces(2).SerializeToString())).drafts[0].subject
    packed = replace(otlp.raw(gzip.compress(request.SerializeToString())), compression="gzip")
    for raw in (otlp.raw(request.SerializeToString()), packed):
        (draft,) = run(raw).drafts
        assert draft.subject["forwarded"] == [1]
        assert draft.subject["redactions"] == {"countersign": 1}
        assert LOG.encode() not in zstandard.ZstdDecompressor().decompress(draft.body or b"")


def test_metrics_are_counted_in_points() -> None:
    """A metric without data has none."""
    request = otlp.metrics(3)
    request.resource_metrics[0].scope_metrics[0].metrics.add(name="empty")
    raw = otlp.raw(request.SerializeToString(), Signal.METRICS)
    prepared = run(raw)
    assert prepared.accepted == prepared.drafts[0].subject["points"] == 3
    assert prepared.drafts[0].subject["records"] == 4


@pytest.mark.parametrize("signal", list(Signal))
def test_counting_keeps_nothing(signal: Signal) -> None:
    """A paused recorder counts as it would have accepted, asks for no key, makes no draft."""
    made = {Signal.TRACES: otlp.traces, Signal.LOGS: otlp.logs, Signal.METRICS: otlp.metrics}
    raw = otlp.raw(made[signal](5).SerializeToString(), signal)
    counted = prepare.counted(raw, max_bytes=1 << 20)
    assert (counted.accepted, counted.drafts, counted.traces) == (run(raw).accepted, (), {})
    with pytest.raises(MalformedRequestError):
        prepare.counted(otlp.raw(b"\xff"), max_bytes=1 << 20)


def test_a_session_id_is_redacted_and_bounded() -> None:
    """An address in it is none in the leaf; a novel is no session id."""
    mail = PLANTED["email"]
    prepared = run(named(mail))
    (draft,) = prepared.drafts
    assert draft.run_id is not None
    assert mail not in draft.run_id
    assert sum(draft.subject["redactions"].values()) == 2  # in the id and in the attribute
    assert mail.encode() not in b"".join([*encoded(prepared), zstandard.decompress(draft.body)])
    assert run(named("x" * 201)).drafts[0].run_id is None
    assert run(named("x" * 200)).drafts[0].run_id == "x" * 200


def test_an_agents_name_fits_the_leaf_and_is_redacted() -> None:
    """A service name of 100 kB would make the leaf too large, and the sender would try for ever."""
    request = otlp.traces(1)
    attribute = request.resource_spans[0].resource.attributes[0]
    attribute.value.string_value = PLANTED["github_token"] + " x" * 50_000
    prepared = run(otlp.raw(request.SerializeToString()))
    (found,) = encoded(prepared)
    assert len(found) < 4_000
    assert PLANTED["github_token"].encode() not in found


def test_the_largest_subject_fits_a_leaf() -> None:
    """As many groups as one piece may have, with long names everywhere."""
    request = signals.new_request(Signal.LOGS)
    for _ in range(pieces.MAX_GROUPS + 1):
        scope = request.resource_logs.add().scope_logs.add()
        scope.scope.name = "n" * 100
        scope.log_records.add(time_unix_nano=1)
    prepared = run(otlp.raw(request.SerializeToString(), Signal.LOGS))
    assert [draft.subject["part"] for draft in prepared.drafts] == [[0, 2], [1, 2]]
    assert prepared.accepted == pieces.MAX_GROUPS + 1
    assert all(len(found) <= 65_535 for found in encoded(prepared))


def test_a_request_of_very_many_runs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run costs a key and an entry: no single request makes a million of them."""
    monkeypatch.setattr(prepare, "MAX_RUNS", 2)
    request = otlp.traces(3)
    for number, span in enumerate(request.resource_spans[0].scope_spans[0].spans):
        span.attributes[2].value.string_value = f"run {number}"
    context = Context()
    with pytest.raises(TooLargeError, match="3 runs"):
        run(otlp.raw(request.SerializeToString()), context)
    assert context.asked == []


def test_an_empty_request_is_no_draft() -> None:
    """And a success."""
    prepared = run(otlp.raw(b""))
    assert (prepared.drafts, prepared.accepted, prepared.message) == ((), 0, "")


@pytest.mark.parametrize("encoding", ["protobuf", "json"])
def test_json_is_prepared_alike(encoding: str) -> None:
    """Whatever the encoding, the same body; unknown fields are dropped and said."""
    body = otlp.traces(1).SerializeToString()
    if encoding == "json":
        body = (
            b'{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":'
            b'{"stringValue":"test"}}]},"scopeSpans":[{"spans":[{"traceId":'
            b'"0102030405060708090a0b0c0d0e0f10","spanId":"0102030405060708","name":"n"}]}]}]}'
        )
    else:
        body += b"\x98\x3e\x01"
    (draft,) = run(otlp.raw(body, encoding=encoding)).drafts
    assert draft.subject["encoding"] == encoding
    assert draft.subject["unknown_fields"] == (encoding == "protobuf")
    assert draft.trace_id == otlp.TRACE


def with_content() -> RawRequest:
    """Return two runs' spans with a prompt, a command line and a result that comes twice."""
    request = otlp.traces(2)
    request.MergeFrom(otlp.traces(1, trace_id=b"K" * 16))
    late = request.resource_spans[1].scope_spans[0].spans[0]
    del late.attributes[:]
    spans = request.resource_spans[0].scope_spans[0].spans
    for span, key, text in (
        (spans[0], "prompt", f"to {PLANTED['email']}"),
        (spans[0], "stdout", "twice"),
        (spans[1], "stdout", "twice"),
        (late, "command", "ls"),
        (late, "stdout", "twice"),
    ):
        span.attributes.add(key=key).value.string_value = text
    return otlp.raw(request.SerializeToString())


def test_each_draft_carries_its_content_along() -> None:
    """What is granted, each run's own, once, in order; all else is the same without grants."""
    plain = run(with_content())
    kept = run(with_content(), None, PROMPTS, TOOLS, VALUES)
    first, second = kept.drafts
    assert [(content.label, content.purpose) for content in first.contents] == [
        ("prompt", PROMPTS),
        ("email", VALUES),
        ("tool_result", TOOLS),
    ]
    assert [(content.label, content.data) for content in second.contents] == [
        ("tool_result", b"twice")
    ]
    assert first.contents[0].data.startswith(b"to [token email t_")
    for draft in kept.drafts:
        body = zstandard.decompress(draft.body)
        for content in draft.contents:
            assert (content.mark is None) or content.mark.encode() in body
    assert all(draft.contents == () for draft in plain.drafts)
    assert [replace(draft, contents=()) for draft in kept.drafts] == list(plain.drafts)
    assert run(with_content(), None, "export").drafts == plain.drafts


def test_each_piece_of_a_request_carries_its_own_content() -> None:
    """So that each entry names what its marks stand for."""
    request = signals.new_request(Signal.LOGS)
    for _ in range(pieces.MAX_GROUPS + 1):
        record = request.resource_logs.add().scope_logs.add().log_records.add(time_unix_nano=1)
        record.attributes.add(key="command").value.string_value = "ls"
    raw = otlp.raw(request.SerializeToString(), Signal.LOGS)
    found = run(raw, None, COMMANDS).drafts
    assert [[content.data for content in draft.contents] for draft in found] == [[b"ls"], [b"ls"]]


def test_the_value_behind_a_runs_name_is_kept_under_its_grant() -> None:
    """A session id may be an address: its token stands in the leaf."""
    mail = PLANTED["email"]
    (draft,) = run(named(mail), None, VALUES).drafts
    (content,) = draft.contents
    assert content.data == mail.encode()
    assert content.subjects[0] in str(draft.run_id)


def test_content_is_in_no_leaf_and_not_shown() -> None:
    """The ledger's form of a draft has none of it, nor has what a log line would print."""
    kept = run(with_content(), None, PROMPTS, TOOLS, COMMANDS)
    assert all(draft.contents for draft in kept.drafts)
    shown = repr(kept).encode() + b"".join(encoded(kept))
    bodies = b"".join(zstandard.decompress(draft.body) for draft in kept.drafts)
    for draft in kept.drafts:
        for content in draft.contents:
            assert content.data not in shown
            assert content.data not in bodies
    assert encoded(kept) == encoded(run(with_content()))
