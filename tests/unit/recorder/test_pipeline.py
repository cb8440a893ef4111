"""The flow: answered after the append, nothing kept of what was refused or paused."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError, MalformedRequestError, OverloadedError
from desktop_app.model.purposes import COMMANDS, PROMPTS
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import Answer, RawEvents, Sender
from desktop_app.recorder import pipeline as module
from desktop_app.recorder import wiring
from tests.fakes import otlp
from tests.fakes.recording import FailingWriter, entries, kinds, paths

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.model.entry import Draft
    from desktop_app.recorder.recorder import Recorder

PERSON = {"sender": "", "auth": "person"}
EVENT = {"specversion": "1.0", "id": "1", "source": "/s", "type": "t"}


def events(count: int = 1) -> RawEvents:
    """Return a batch."""
    return RawEvents([EVENT] * count, Sender("", "none"))


def answer_of(made: Recorder, body: bytes, **more: str) -> Answer:
    """Submit traces and wait."""
    return made.pipeline.submit(otlp.raw(body, **more)).result(30)


def test_small_middle_and_big_requests_are_recorded(made: Recorder) -> None:
    """At once, in a thread, in a worker process; plain and compressed."""
    sizes = (1, 500, 6_000)
    bodies = [otlp.traces(count).SerializeToString() for count in sizes]
    assert len(bodies[0]) < module.SMALL_BYTES < len(bodies[1]) < module.BIG_BYTES < len(bodies[2])
    for body in bodies:
        assert answer_of(made, body) == Answer()
        assert answer_of(made, gzip.compress(body), compression="gzip") == Answer()
    found = [e.subject["records"] for e in entries(made) if str(e.kind) == "otlp.traces"]
    assert found == [1, 1, 500, 500, 6_000, 6_000]
    counts = made.meter.counts()
    assert (counts["requests"], counts["records"]) == (6, 2 * sum(sizes))


def test_the_answer_waits_for_the_append(made: Recorder) -> None:
    """While the append is under way there is no answer; when it fails there is its error."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(None))
    pending: Future[Answer] = made.pipeline.submit(otlp.raw(otlp.traces(1).SerializeToString()))
    assert not pending.done()
    made.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        answer_of(made, otlp.traces(1).SerializeToString())
    with pytest.raises(DiskFullError):
        made.pipeline.submit_events(events()).result(30)
    made.journal.open(writer)
    assert made.meter.counts()["records"] == 0


def test_bad_records_are_told_and_the_good_ones_kept(made: Recorder) -> None:
    """`partial_success` with count and reason; an empty request is a success without an entry."""
    request = otlp.traces(2)
    request.resource_spans[0].scope_spans[0].spans[0].span_id = b""
    answer = answer_of(made, request.SerializeToString())
    assert answer == Answer(1, "1 x bad_span_id")
    size = len(entries(made))
    assert answer_of(made, b"") == Answer()
    assert len(entries(made)) == size
    with pytest.raises(MalformedRequestError):
        answer_of(made, b"\xff")


def test_a_trace_stays_with_its_run_over_requests(made: Recorder) -> None:
    """What an earlier request told is known in the next one."""
    answer_of(made, otlp.traces(1).SerializeToString())
    late = otlp.traces(1)
    del late.resource_spans[0].scope_spans[0].spans[0].attributes[:]
    answer_of(made, late.SerializeToString())
    found = [(e.run_id, e.subject["run_by"]) for e in entries(made) if str(e.kind) == "otlp.traces"]
    assert found == [("value of some length", "attribute"), ("value of some length", "trace")]


def test_events_are_recorded(made: Recorder) -> None:
    """An empty batch is a success without an entry."""
    assert made.pipeline.submit_events(events(0)).result(30) == Answer()
    assert made.pipeline.submit_events(events(3)).result(30) == Answer()
    assert kinds(made)[-1] == "cloudevents"
    assert made.meter.counts()["records"] == 3


def test_a_paused_recorder_keeps_nothing(made: Recorder) -> None:
    """All is rejected and counted, malformed requests are still told so; no key is made."""
    made.pause.start(None, PERSON)
    size = len(entries(made))
    bad = otlp.traces(2)
    bad.resource_spans[0].scope_spans[0].spans[0].span_id = b""
    paused = "paused by the person"
    assert answer_of(made, bad.SerializeToString()) == Answer(2, paused)
    assert answer_of(made, otlp.traces(500).SerializeToString()) == Answer(500, paused)
    assert answer_of(made, otlp.traces(6_000).SerializeToString()) == Answer(6_000, paused)
    raw = otlp.raw(otlp.metrics(4).SerializeToString(), Signal.METRICS)
    assert made.pipeline.submit(raw).result(30) == Answer(4, paused)
    assert made.pipeline.submit_events(events(3)).result(30) == Answer(3, paused)
    assert answer_of(made, b"") == Answer()
    with pytest.raises(MalformedRequestError):
        answer_of(made, b"\xff")
    assert len(entries(made)) == size
    assert made.journal.writer.run_keys.pending() == {}
    assert made.pause.end("resumed", PERSON) == {"events": 3, "metrics": 4, "traces": 6_502}
    assert made.meter.counts()["rejected"] == 6_509


def test_a_pause_that_begins_in_between_counts_too(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was taken before and not appended yet is rejected."""
    prepare = module.prepare
    prepare_events = module.prepare_events

    def pausing(*args: object, **more: object) -> object:
        made.pause.start(None, PERSON)
        return prepare(*args, **more)

    def pausing_events(*args: object, **more: object) -> object:
        made.pause.start(None, PERSON)
        return prepare_events(*args, **more)

    monkeypatch.setattr(module, "prepare", pausing)
    monkeypatch.setattr(module, "prepare_events", pausing_events)
    assert answer_of(made, otlp.traces(2).SerializeToString()).rejected == 2
    made.pause.end("resumed", PERSON)
    assert made.pipeline.submit_events(events(3)).result(30).rejected == 3
    assert "otlp.traces" not in kinds(made)
    assert "cloudevents" not in kinds(made)


def test_a_pause_whose_time_is_over_ends_before_the_next_request(made: Recorder) -> None:
    """No tick is needed for it, and the request is recorded."""
    made.pause.start(1, PERSON)
    made.pause._until_us = 1
    assert answer_of(made, otlp.traces(1).SerializeToString()) == Answer()
    assert kinds(made)[-3:] == ["pause.end", "run.start", "otlp.traces"]


def test_before_the_ledger_is_open_all_is_refused(tmp_path: Path) -> None:
    """Retryable, and before anything is read."""
    made = wiring.build(paths(tmp_path))
    made.journal.wait_for("The keychain is locked.")
    with pytest.raises(OverloadedError, match="locked"):
        made.pipeline.submit(otlp.raw(b"\xff"))
    with pytest.raises(OverloadedError, match="locked"):
        made.pipeline.submit_events(events())
    with pytest.raises(OverloadedError, match="keys"):
        made.pipeline.redactor_in_force()
    made.pipeline.close()
    made.follower.stop()


def content_requests() -> tuple[list[bytes], RawEvents]:
    """Return traces of three sizes and events, each with one prompt in it."""
    bodies = []
    for count in (1, 500, 6_000):
        request = otlp.traces(count)
        span = request.resource_spans[0].scope_spans[0].spans[0]
        span.attributes.add(key="prompt").value.string_value = "a-plan-of-mine"
        bodies.append(request.SerializeToString())
    event = EVENT | {"data": {"prompt": "a-plan-of-mine"}}
    return bodies, RawEvents([event], Sender("", "none"))


def heard(made: Recorder) -> list[list[Draft]]:
    """Return a list that grows by the drafts of each durable append."""
    found: list[list[Draft]] = []
    made.journal.contents = None  # what it keeps goes along no further
    made.journal.heard = lambda _sender, drafts, _appended: found.append(list(drafts))
    return found


def test_content_goes_along_while_it_is_granted(made: Recorder) -> None:
    """In each way that a request takes; asked anew each time; never into the ledger's folder."""
    granted: set[str] = set()
    made.pipeline._granted = lambda: frozenset(granted)
    drafts = heard(made)
    bodies, batch = content_requests()
    for purposes in ({PROMPTS}, {COMMANDS}, set()):
        granted.clear()
        granted.update(purposes)
        for body in bodies:
            assert answer_of(made, body) == Answer()
        assert made.pipeline.submit_events(batch).result(30) == Answer()
    found = [[c.data for draft in group for c in draft.contents] for group in drafts]
    assert found == [[b"a-plan-of-mine"]] * 4 + [[]] * 8
    stored = [path.read_bytes() for path in made.paths.data_dir.rglob("*") if path.is_file()]
    assert stored
    assert not [data for data in stored if b"a-plan-of-mine" in data]


def test_nothing_is_handed_out_while_paused(made: Recorder) -> None:
    """Nobody even asks what is granted."""

    def never() -> frozenset[str]:
        raise AssertionError

    made.pipeline._granted = never
    drafts = heard(made)
    made.pause.start(None, PERSON)
    bodies, batch = content_requests()
    for body in bodies:
        assert answer_of(made, body).rejected
    assert made.pipeline.submit_events(batch).result(30).rejected == 1
    assert drafts == []


def test_content_whose_consent_is_withdrawn_meanwhile_is_left_out(made: Recorder) -> None:
    """Between the redaction and the append: from then on nothing more is kept."""
    answers = iter((frozenset((PROMPTS, COMMANDS)), frozenset((COMMANDS,))))
    made.pipeline._granted = lambda: next(answers)
    drafts = heard(made)
    request = otlp.traces(1)
    span = request.resource_spans[0].scope_spans[0].spans[0]
    for key in ("prompt", "command"):
        span.attributes.add(key=key).value.string_value = f"a {key}"
    assert answer_of(made, request.SerializeToString()) == Answer()
    ((draft,),) = drafts
    assert [content.data for content in draft.contents] == [b"a command"]
    assert draft.subject["redactions"] == {"command_line": 1, "prompt": 1}
