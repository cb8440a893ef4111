"""The way into the ledger: order of a run's entries, what a failure leaves behind, who is told."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import (
    BadEncodingError,
    DiskFullError,
    MalformedRequestError,
    OverloadedError,
    StorageError,
)
from desktop_app.model.content import Content
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import journal
from desktop_app.recorder.journal import Journal
from desktop_app.recorder.runs import Run
from tests.fakes.clock import FakeClock
from tests.fakes.ledger_place import BODY
from tests.fakes.recording import FailingWriter, Recording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.ledger.writer import Appended
    from desktop_app.recorder.journal import Told

RUN = Run("codex", "r1")


def draft(run_id: str | None = "r1", sender: str = "codex") -> Draft:
    """Return telemetry without a body."""
    actor = {"sender": sender, "auth": "token"}
    return Draft(EntryKind.COMMAND, actor, {"agent": "codex"}, run_id=run_id)


def failing(error: Exception | None) -> tuple[Journal, FailingWriter]:
    """Return a journal whose writer refuses."""
    made, writer = Journal(FakeClock(), lambda: None), FailingWriter(error)
    made.open(writer)
    return made, writer


def test_before_it_is_open_everything_is_refused_with_the_reason() -> None:
    """A locked keychain is 503 for senders and a sentence for the person."""
    made = Journal(FakeClock(), lambda: None)
    assert made.waiting_for == "The ledger is not open yet."
    made.wait_for("The keychain is locked.")
    for attempt in (
        lambda: made.telemetry("codex", [draft()]),
        lambda: made.note(EntryKind.COMMAND, {}),
        lambda: made.end_run(RUN, {}),
    ):
        with pytest.raises(OverloadedError, match="keychain is locked"):
            attempt()
    assert made.book.open_runs() == []


class Contents:
    """Keeps content in a list, and remembers how its entries fared."""

    def __init__(self) -> None:
        self.after: list[int] = []
        self.fared: list[list[int] | None] = []

    def keep(self, drafts: Sequence[Draft], after: int) -> tuple[Sequence[Draft], Told]:
        """Say of each draft that it was here."""
        self.after.append(after)
        told = [replace(one, subject={"kept": len(one.contents)}, contents=()) for one in drafts]

        def fared(appended: Sequence[Appended] | None) -> None:
            self.fared.append(None if appended is None else [one.seq for one in appended])

        return told, fared


def test_content_is_kept_before_its_entry(recording: Recording) -> None:
    """Who keeps it hears where each draft stands, without the run's start; others are not asked."""
    keeper = recording.journal.contents = Contents()
    content = (Content("x", "keep command lines", b"ls"),)
    with_content = replace(draft(), contents=content)
    done = recording.journal.telemetry("codex", [draft(), with_content]).result(60)
    assert keeper.fared == [[one.seq for one in done[1:]]]
    recording.journal.telemetry("codex", [draft()]).result(60)
    assert len(keeper.after) == 1
    assert keeper.after[0] <= done[0].seq
    subjects = [dict(entry.subject) for entry in recording.entries()]
    assert subjects[1:] == [{"kept": 0}, {"kept": 1}, {"agent": "codex"}]


def test_content_of_an_entry_that_is_refused_is_dropped() -> None:
    """Whoever keeps it hears that there is none."""
    made, writer = failing(DiskFullError("full"))
    writer.state = lambda: SimpleNamespace(size=5)  # type: ignore[attr-defined]
    keeper = made.contents = Contents()
    content = (Content("x", "keep command lines", b"ls"),)
    with pytest.raises(DiskFullError):
        made.telemetry("codex", [replace(draft(), contents=content)]).result(60)
    assert (keeper.after, keeper.fared) == ([5], [None])
    assert not any(one.contents for one in writer.drafts)


def test_a_run_starts_before_its_first_telemetry_and_once(recording: Recording) -> None:
    """`run.start` names the agent and has run_seq 0; records of no run start nothing."""
    recording.journal.telemetry("codex", [draft(), draft(), draft(None)]).result(60)
    recording.journal.telemetry("codex", [draft()]).result(60)
    recording.journal.telemetry("", [draft(sender="")]).result(60)
    found = recording.entries()
    assert [(str(e.kind), e.run_seq) for e in found] == [
        ("run.start", 0),
        ("command", 1),
        ("command", 2),
        ("command", None),
        ("command", 3),
        ("run.start", 0),
        ("command", 1),
    ]
    assert found[0].subject == {"agent": "codex"}
    assert found[0].actor == {"sender": "codex", "auth": "token"}
    assert recording.nudges == 3


def test_a_start_that_was_not_stored_is_made_again(recording: Recording) -> None:
    """After a refused request the next one of the run brings `run.start`; trouble is told."""
    recording.journal.open(FailingWriter(DiskFullError("The disk is full.")))
    with pytest.raises(DiskFullError):
        recording.journal.telemetry("codex", [draft()]).result(60)
    assert recording.journal.trouble.startswith("The disk is full. Free space")
    recording.journal.open(recording.writer)
    recording.journal.telemetry("codex", [draft()]).result(60)
    assert recording.kinds() == ["run.start", "command"]
    assert recording.journal.trouble is None
    assert recording.nudges == 1


def test_a_senders_own_fault_is_no_trouble_of_ours() -> None:
    """Only what the machine did is shown in `status`."""
    made, _ = failing(MalformedRequestError("bad"))
    made.telemetry("codex", [draft()])
    assert made.trouble is None


def test_notes_use_the_reserve_and_wait(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An own entry is durable when `note` returns; a disk that hangs is a sentence, no hang."""
    assert recording.journal.note(EntryKind.COMMAND, {"verb": "x"}).seq == 2
    made, writer = failing(None)
    monkeypatch.setattr(journal, "NOTE_TIMEOUT_S", 0.01)
    with pytest.raises(StorageError, match="does not answer"):
        made.note(EntryKind.COMMAND, {"verb": "x"})
    assert writer.reserve


def test_an_end_counts_the_runs_entries(recording: Recording) -> None:
    """`run.end` carries how many entries of the run came before it, its own run_seq."""
    recording.journal.telemetry("codex", [draft(), draft()]).result(60)
    recording.journal.end_run(RUN, {"reason": "exit"}).result(60)
    end = recording.entries()[-1]
    assert (end.kind, end.subject, end.run_seq) == (
        EntryKind.RUN_END,
        {"reason": "exit", "entries": 3},
        3,
    )
    assert end.actor == {"sender": "codex", "auth": "recorder"}


def test_a_run_that_speaks_after_its_end_starts_again(recording: Recording) -> None:
    """The second `run.start` has a run_seq that is not 0: it says that the run went on."""
    recording.journal.telemetry("codex", [draft()]).result(60)
    recording.clock.advance(700)
    recording.journal.end_idle_runs(600)
    recording.journal.telemetry("codex", [draft()]).result(60)
    found = recording.entries()
    assert [str(e.kind) for e in found] == [
        "run.start",
        "command",
        "run.end",
        "run.start",
        "command",
    ]
    assert found[2].subject == {"reason": "idle", "entries": 2}
    assert found[3].run_seq == 3


def test_a_wall_clock_that_jumps_ends_no_run(recording: Recording) -> None:
    """Idleness is measured by the boot clock."""
    recording.journal.telemetry("codex", [draft()]).result(60)
    recording.clock.wall_us += 400 * 86_400_000_000
    recording.journal.end_idle_runs(600)
    recording.clock.wall_us -= 800 * 86_400_000_000
    recording.journal.end_idle_runs(600)
    assert recording.journal.book.is_open(RUN)


def test_an_end_that_was_not_stored_is_tried_again() -> None:
    """A run whose `run.end` was refused stays open."""
    made, writer = failing(DiskFullError("full"))
    made.book.touch(RUN, 0)
    made.end_idle_runs(1)
    assert made.book.is_open(RUN)
    assert [d.kind for d in writer.drafts] == [EntryKind.RUN_END]


def test_a_wrapped_run_is_held_until_its_end(recording: Recording) -> None:
    """It is not idle, and its telemetry starts nothing again."""
    recording.journal.begin_run(RUN, {"name": "n"}, bytes(16))
    recording.clock.advance(10_000)
    recording.journal.end_idle_runs(600)
    recording.journal.telemetry("codex", [draft()]).result(60)
    assert recording.kinds() == ["run.start", "command"]
    assert recording.entries()[0].actor == {"sender": "codex", "auth": "local"}


def test_a_wrapped_run_that_could_not_begin_is_not_open() -> None:
    """The caller is told, and nothing stays behind."""
    made, _ = failing(BadEncodingError("too long"))
    with pytest.raises(BadEncodingError):
        made.begin_run(RUN, {"name": "n"}, bytes(16))
    assert made.book.open_runs() == []


def test_stopping_ends_every_run(recording: Recording) -> None:
    """Also held ones; each with the reason `stop`."""
    recording.journal.begin_run(RUN, {"name": "n"}, bytes(16))
    recording.journal.telemetry("", [draft(sender="")]).result(60)
    recording.journal.end_all_runs()
    ends = [e for e in recording.entries() if e.kind is EntryKind.RUN_END]
    assert [e.subject["reason"] for e in ends] == ["stop", "stop"]
    assert recording.journal.book.open_runs() == []


def test_a_crashed_run_is_ended_unless_it_went_on(recording: Recording) -> None:
    """A run that spoke again before the search came to it is left open."""
    told: list[Run] = []
    recording.journal.run_ended = lambda _seq, run: told.append(run)
    recording.journal.telemetry("codex", [draft()]).result(60)
    recording.journal.end_crashed_run(RUN)
    recording.journal.end_crashed_run(Run("codex", "r2"))
    recording.writer.checkpoint("test").result(60)
    assert [e.run_id for e in recording.entries() if e.kind is EntryKind.RUN_END] == ["r2"]
    assert told == [Run("codex", "r2")]  # what was allowed for that run is over


def test_an_observer_hears_of_durable_appends_alone(recording: Recording) -> None:
    """How long it took and how many entries; nothing of what was refused."""
    heard: list[tuple[int, int]] = []

    class Listener:
        def acknowledged(self, waited_us: int, entries: int) -> None:
            heard.append((waited_us, entries))

    recording.journal.observer = Listener()
    recording.journal.telemetry("codex", [draft(), BODY]).result(60)
    recording.writer.checkpoint("test").result(60)
    assert heard == [(0, 2)]


def test_who_listens_hears_of_what_is_durable(recording: Recording) -> None:
    """Telemetry with where it stands, ends of runs; nothing of what was refused."""
    heard: list[tuple[str, list[int]]] = []
    ended: list[tuple[int, Run]] = []
    journal = recording.journal
    journal.heard = lambda sender, drafts, at: heard.append(
        (sender, [each.seq for each in at[-len(drafts) :]])
    )
    journal.run_ended = lambda seq, run: ended.append((seq, run))
    draft = Draft(EntryKind.OTLP_TRACES, {"sender": "s", "auth": "token"}, {}, run_id="r")
    (_, at) = journal.telemetry("s", [draft]).result(60)
    journal.end_all_runs()
    assert heard == [("s", [at.seq])]
    assert ended == [(at.seq + 1, Run("s", "r"))]
    journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        journal.telemetry("s", [draft]).result(60)
    journal.open(recording.writer)
    assert len(heard) == 1
