"""Telemetry goes as it is stored, with two attributes more; what does not go is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from desktop_app.errors import BadEncodingError
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal, parse_request, resources
from desktop_app.upstream.batches import BLOCK
from desktop_app.upstream.otlp import ENTRY, LOG, Telemetry
from desktop_app.upstream.runs import chosen
from tests.fakes import otlp
from tests.fakes.effort import examples
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, traces
from tests.fakes.upstreams import begin, end, put, read, redactor, stored, upstream

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.upstream.batches import Batch
    from desktop_app.upstream.values import Upstream

AGENTS = {"claude": "claude-code", "codex": "codex", "gemini": "gemini-cli"}
OFTEN = 10
WAITS = next(f"run-{n}" for n in range(99) if not chosen("", f"run-{n}", OFTEN))
GOES = next(f"run-{n}" for n in range(999) if chosen("", f"run-{n}", OFTEN))


@pytest.fixture
def recordings() -> MemoryLedger:
    """A ledger with each request of the recorded runs, an entry of another kind behind each."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    for number, (signal, body, agent) in enumerate(stored()):
        put(ledger, signal, body, records=40, agent=AGENTS[agent], run_id=f"run-{number % 7}")
        ledger.add(EntryKind.COMMAND, {"verb": "pause"})
    return ledger


def sent(folder: Path, ledger: MemoryLedger, where: Upstream, position: int = 0) -> list[Batch]:
    """Return the batches of a whole ledger."""
    with read(folder, ledger) as reader:
        return list(Telemetry(where, reader).after(position))


def entries(batches: list[Batch]) -> list[int]:
    """Return of which entries something was sent, in the order in which it was."""
    return [part.seq for b in batches for r in b.requests for part in r.parts]


def test_what_is_sent_is_what_is_stored_and_two_attributes(
    tmp_path: Path, recordings: MemoryLedger
) -> None:
    """Read with the official types: each group is found again under its entry, unchanged."""
    found = sent(tmp_path, recordings, upstream())
    seen: list[int] = []
    for batch in found:
        for request in batch.requests:
            signal = Signal(request.form.name)
            assert request.form.path == f"/v1/{signal}"
            message = parse_request(signal, request.body)
            groups = list(resources(signal, message))
            for seq in sorted({part.seq for part in request.parts}):
                kept = parse_request(signal, recordings.bodies[seq])
                for group in resources(signal, kept):
                    told = groups.pop(0)
                    log, entry = told.resource.attributes[-2:]
                    assert (log.key, log.value.string_value) == (LOG, recordings.log)
                    assert (entry.key, entry.value.int_value) == (ENTRY, seq)
                    del told.resource.attributes[-2:]
                    assert told == group
                seen.append(seq)
            assert not groups
    assert sorted(seen) == sorted(recordings.bodies)
    assert found[-1].position == recordings.size()
    assert sum(batch.skipped + batch.gone for batch in found) == 0


def test_nobody_else_says_from_which_entry_something_is() -> None:
    """Redaction takes attributes under our name out of what agents send."""
    request = traces({"id": 1})
    request.resource_spans[0].resource.attributes.add(key=ENTRY).value.int_value = 1
    body = redactor().redact_request(Signal.TRACES, request, bytes(32)).body
    assert ENTRY.encode() not in body


def test_options_leave_out_and_count(tmp_path: Path, recordings: MemoryLedger) -> None:
    """By signal, and by agent as the entry itself says."""
    every = len(stored())
    only = sent(tmp_path, recordings, upstream(signals=("logs", "traces")))
    assert {r.form.name for b in only for r in b.requests} == {"logs", "traces"}
    metrics = sum(signal is Signal.METRICS for signal, _, _ in stored())
    assert sum(b.skipped for b in only) == metrics
    codex = sent(tmp_path, recordings, upstream(agents=("codex",)))
    mine = sum(agent == "codex" for _, _, agent in stored())
    assert len(entries(codex)) == mine > 0
    assert sum(b.skipped for b in codex) == every - mine


def test_an_agent_is_known_by_what_its_entry_says(tmp_path: Path) -> None:
    """Its sender's name, or what it calls itself."""
    ledger = MemoryLedger()
    put(ledger, Signal.TRACES, traces({"id": 1}), sender="codex", agent="my-tool")
    put(ledger, Signal.TRACES, traces({"id": 2}), agent="codex")
    put(ledger, Signal.TRACES, traces({"id": 3}), agent="other")
    assert entries(sent(tmp_path, ledger, upstream(agents=("codex", "other-tool")))) == [0, 1]


def test_what_was_purged_is_gone(tmp_path: Path, recordings: MemoryLedger) -> None:
    """Counted, and what stands beside it goes all the same, under another key."""
    before = sent(tmp_path, recordings, upstream())
    first = entries(before)[0]
    del recordings.bodies[first]
    after = sent(tmp_path, recordings, upstream())
    assert sum(b.gone for b in after) == 1
    assert first not in entries(after)
    keys = {r.key: r.body for b in before for r in b.requests}
    for request in (r for b in after for r in b.requests):
        assert keys.get(request.key, request.body) == request.body


def test_nothing_before_the_upstreams_first_entry_goes(
    tmp_path: Path, recordings: MemoryLedger
) -> None:
    """Whatever its position is told to be."""
    found = sent(tmp_path, recordings, upstream(start=20))
    assert min(entries(found)) >= 20
    assert found[0].first == 20


def test_an_empty_ledger_has_no_batches(tmp_path: Path) -> None:
    """Nor has the end of one."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.LOG_START, {"install": "00112233445566ff"})
    assert sent(tmp_path, ledger, upstream(), position=1) == []
    assert [b.position for b in sent(tmp_path, ledger, upstream())] == [1]


def test_a_body_that_nobody_of_ours_wrote_is_not_sent(tmp_path: Path) -> None:
    """The recorder writes no other; the ledger was edited."""
    ledger = MemoryLedger()
    put(ledger, Signal.TRACES, b"\x12\x00")
    with pytest.raises(BadEncodingError):
        sent(tmp_path, ledger, upstream())


def test_records_of_metrics_are_their_points(tmp_path: Path) -> None:
    """As OTLP counts; an entry that does not say counts as one."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.OTLP_METRICS, {"records": 2, "points": 9}, body=b"")
    ledger.add(EntryKind.OTLP_LOGS, {}, body=b"")
    found = sent(tmp_path, ledger, upstream())
    assert [[r.records for r in b.requests] for b in found] == [[9, 1]]


def sampled(*, exit_code: int = 0, run_id: str = WAITS) -> MemoryLedger:
    """Return a ledger with one run of three requests between telemetry of no run."""
    ledger = MemoryLedger()
    put(ledger, Signal.TRACES, traces({"id": 9}))
    begin(ledger, run_id)
    put(ledger, Signal.TRACES, traces({"id": 1}), run_id=run_id)
    put(ledger, Signal.LOGS, logs({"body": "x"}), run_id=run_id)
    ledger.add(EntryKind.COMMAND, {"verb": "pause"})
    put(ledger, Signal.TRACES, traces({"id": 2}), run_id=run_id)
    end(ledger, run_id, exit_code=exit_code)
    put(ledger, Signal.LOGS, logs({"body": "y"}))
    return ledger


def test_a_run_that_was_not_chosen_and_went_well_stays(tmp_path: Path) -> None:
    """It is counted at its end; telemetry of no run goes."""
    found = sent(tmp_path, sampled(), upstream(sample=OFTEN))
    assert entries(found) == [0, 7]
    assert sum(b.skipped for b in found) == 3


def test_a_run_that_was_chosen_goes_as_it_comes(tmp_path: Path) -> None:
    """Like one without sampling."""
    ledger = sampled(run_id=GOES)
    found = sent(tmp_path, ledger, upstream(sample=OFTEN))
    assert found == sent(tmp_path, ledger, upstream())
    assert len(entries(found)) == 5


def test_a_run_that_met_trouble_goes_when_it_ends(tmp_path: Path) -> None:
    """All of it, in batches of its own; the upstream stands at the end until they were taken."""
    found = sent(tmp_path, sampled(exit_code=3), upstream(sample=OFTEN))
    assert [(b.first, b.position, [r.form.name for r in b.requests]) for b in found] == [
        (0, 6, ["traces"]),
        (6, 7, ["traces", "logs"]),
        (7, 8, ["logs"]),
    ]
    assert sorted(entries(found)) == [0, 2, 3, 5, 7]
    assert sum(b.skipped for b in found) == 0


def test_a_large_run_has_many_batches_at_one_place(tmp_path: Path) -> None:
    """What was purged of it is counted; it begins again as a whole."""
    ledger = MemoryLedger()
    begin(ledger, WAITS)
    for _ in range(5):
        put(ledger, Signal.TRACES, traces({"id": 1}).SerializeToString(), records=300, run_id=WAITS)
    put(ledger, Signal.METRICS, b"", run_id=WAITS)
    end(ledger, WAITS, exit_code=1)
    del ledger.bodies[3]
    where = upstream(sample=OFTEN, signals=("traces",))
    found = sent(tmp_path, ledger, where)
    assert [b.position for b in found] == [7, 7, 7, 7, 8]
    assert [b.first for b in found] == [0, 7, 7, 7, 7]
    assert (sum(b.gone for b in found), sum(b.skipped for b in found)) == (1, 1)
    assert sent(tmp_path, ledger, where, position=7) == found[1:]


def test_of_a_run_that_began_before_the_upstream_the_rest_goes(tmp_path: Path) -> None:
    """Its trouble counts, whenever it was."""
    found = sent(tmp_path, sampled(exit_code=3), upstream(sample=OFTEN, start=3))
    assert sorted(entries(found)) == [3, 5, 7]


step = st.tuples(
    st.sampled_from(("traces", "logs", "command", "start", "end", "failed end", "turn")),
    st.sampled_from((None, WAITS, GOES, "other-run")),
    st.sampled_from((1, 200, 600)),
)


def scripted(steps: list[tuple[str, str | None, int]]) -> MemoryLedger:
    """Return a ledger of these steps."""
    ledger = MemoryLedger()
    for number, (what, run_id, records) in enumerate(steps):
        if what in {"traces", "logs"}:
            made = traces({"id": number + 1}) if what == "traces" else logs({"at": number})
            put(ledger, Signal(what), made.SerializeToString(), records=records, run_id=run_id)
        elif what == "turn":
            ledger.add(EntryKind.EPOCH_START, {"epoch": 2})
        elif what == "command" or run_id is None:
            ledger.add(EntryKind.COMMAND, {"verb": "pause"})
        elif what == "start":
            begin(ledger, run_id)
        else:
            end(ledger, run_id, exit_code=int(what == "failed end"))
    return ledger


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.lists(step, min_size=1, max_size=BLOCK + 20), st.sampled_from((1, OFTEN)), st.data())
def test_cut_off_anywhere_it_goes_on_with_the_same_requests(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, str | None, int]],
    sample: int,
    data: st.DataObject,
) -> None:
    """A walk that begins at any batch's place, by another process, makes the rest as it was."""
    ledger, where = scripted(steps), upstream(sample=sample)
    folder = tmp_path_factory.mktemp("walk")
    found = sent(folder, ledger, where)
    position = data.draw(st.sampled_from([batch.position for batch in found]))
    begins = next((n for n, b in enumerate(found) if b.first == position), len(found))
    assert sent(folder, ledger, where, position) == found[begins:]
    assert len(entries(found)) == len(set(entries(found)))


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.lists(step, min_size=1, max_size=BLOCK + 20))
def test_in_the_end_all_of_who_met_trouble_is_there_once(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str | None, int]]
) -> None:
    """Whatever was decided of it on the way, at ends and at turns; and of no other anything."""
    steps = [*steps, ("turn", None, 1)]
    found = entries(sent(tmp_path_factory.mktemp("walk"), scripted(steps), upstream(sample=OFTEN)))
    failed = {run_id for what, run_id, _ in steps if what == "failed end"}
    assert sorted(found) == [
        seq
        for seq, (what, run_id, _) in enumerate(steps)
        if what in {"traces", "logs"}
        and (run_id is None or run_id in failed or chosen("", run_id, OFTEN))
    ]


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(
    st.lists(step, min_size=1, max_size=BLOCK + 20),
    st.lists(st.integers(0, BLOCK + 20), min_size=1, max_size=3),
    st.sampled_from((1, OFTEN)),
)
def test_wherever_it_starts_or_stops_no_key_has_two_contents(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, str | None, int]],
    places: list[int],
    sample: int,
) -> None:
    """Also where the ledger ended when it was sent first, and with other options."""
    ledger, folder = scripted(steps), tmp_path_factory.mktemp("walk")
    keys: dict[str, bytes] = {}
    with read(folder, ledger) as reader:
        for place in (0, *places):
            for where in (upstream(sample=sample), upstream(signals=("logs",))):
                for walk in (
                    Telemetry(where, reader).after(place),
                    Telemetry(where, reader).after(0, place),
                ):
                    for request in (r for batch in walk for r in batch.requests):
                        assert keys.setdefault(request.key, request.body) == request.body


def test_concatenated_requests_are_one_request(tmp_path: Path) -> None:
    """A field that repeats may be written in pieces: all groups are there, in order."""
    ledger = MemoryLedger()
    for number in range(3):
        put(ledger, Signal.TRACES, traces({"id": number + 1}))
    (batch,) = sent(tmp_path, ledger, upstream())
    message = ExportTraceServiceRequest.FromString(batch.requests[0].body)
    told = [group.resource.attributes[-1].value.int_value for group in message.resource_spans]
    assert told == [0, 1, 2]


def test_what_came_by_a_forward_is_skipped_and_what_stands_beside_it_goes(tmp_path: Path) -> None:
    """So a ring of recorders comes to an end; counted as what the options leave out."""
    ledger = MemoryLedger()
    both = otlp.traces(3)
    both.resource_spans.add().CopyFrom(otlp.traces(2).resource_spans[0])
    for forwarded in ([0, 1], [0], ["0", True], "0"):
        body = both.SerializeToString()
        subject = {"records": 5, "forwarded": forwarded}
        ledger.add(EntryKind.OTLP_TRACES, subject, body=body)
    (batch,) = sent(tmp_path, ledger, upstream())
    assert (batch.skipped, entries([batch]), batch.position) == (1, [1, 2, 3], 4)
    (request,) = batch.requests
    assert [part.records for part in request.parts] == [2, 5, 5]
    first = parse_request(Signal.TRACES, request.body).resource_spans[0]  # type: ignore[union-attr] # of traces
    assert [len(scope.spans) for scope in first.scope_spans] == [2]
