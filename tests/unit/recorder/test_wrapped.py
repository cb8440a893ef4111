"""Wrapped runs: what they write, and who may end which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, DiskFullError, NotFoundError, StorageError, UsageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.purposes import COMMANDS, COPIES
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal
from desktop_app.recorder import wrapped
from tests.fakes.consented import give
from tests.fakes.recording import FailingWriter, entries, kinds
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.entry import Entry
    from desktop_app.recorder.recorder import Recorder

ACTOR = {"sender": "", "auth": "local"}
BEGIN = {
    "name": "my run",
    "sender": "codex",
    "command": ["codex", "exec", "delete everything"],
    "trace_id": "0102030405060708090a0b0c0d0e0f10",
    "span_id": "0102030405060708",
}
END = {
    **BEGIN,
    "parent_span_id": "",
    "exit_code": 3,
    "started_ns": "1700000000000000000",
    "ended_ns": "1700000001000000000",
}


def end(made: Recorder, run_id: object, **more: object) -> dict:
    """End a run."""
    return wrapped.end(made, {**END, "run_id": run_id, **more}, ACTOR)


def last(made: Recorder, kind: str) -> Entry:
    """Return the newest entry of a kind."""
    return [entry for entry in entries(made) if str(entry.kind) == kind][-1]


def test_a_run_from_begin_to_end(made: Recorder) -> None:
    """Start, root span, end with the count of its entries and a cosigned checkpoint; once."""
    run = wrapped.begin(made, BEGIN, ACTOR)
    assert made.senders.name_of(run["token"]) == "codex"
    done = end(made, run["run_id"])
    assert kinds(made)[1] == "run.start"
    assert sorted(kinds(made)[2:4]) == ["otlp.traces", "run.environment"]
    assert kinds(made)[4:] == ["run.end"]
    start, stop = last(made, "run.start"), last(made, "run.end")
    assert start.trace_id == bytes.fromhex(BEGIN["trace_id"])
    assert (start.subject["name"], start.subject["by"]) == ("my run", ACTOR)
    assert stop.subject == {
        "reason": "exit",
        "exit_code": 3,
        "duration_us": 1_000_000,
        "entries": 3,
    }
    assert (stop.seq, stop.run_seq) == (done["entry"], 3)
    with LedgerReader(made.paths.ledger) as ledger:
        body = ledger.body(last(made, "otlp.traces").seq)
        checkpoint = ledger.latest_checkpoint()
    assert (checkpoint.size, checkpoint.reason) == (stop.seq + 1, "run.end")
    ((_, _, span),) = signals.walk(Signal.TRACES, signals.parse_request(Signal.TRACES, body))
    assert (span.name, span.status.message, span.parent_span_id) == ("agent.run", "exit 3", b"")
    assert made.senders.name_of(run["token"]) is None
    with pytest.raises(NotFoundError):
        end(made, run["run_id"])


def test_a_run_below_another_and_without_failure(made: Recorder) -> None:
    """The parent's span is kept; success has no status."""
    run = wrapped.begin(made, {**BEGIN, "sender": None}, ACTOR)
    assert run["sender"] == "run"
    end(made, run["run_id"], exit_code=0, parent_span_id="1112131415161718")
    with LedgerReader(made.paths.ledger) as ledger:
        body = ledger.body(last(made, "otlp.traces").seq)
    ((_, _, span),) = signals.walk(Signal.TRACES, signals.parse_request(Signal.TRACES, body))
    assert (span.parent_span_id.hex(), span.status.code) == ("1112131415161718", 0)


def test_an_end_after_a_restart_works(made: Recorder) -> None:
    """The lent token tells whose run it is, not the recorder's memory."""
    run = wrapped.begin(made, BEGIN, ACTOR)
    made.journal.book.close(made.journal.book.open_runs()[0])
    end(made, run["run_id"], sender="somebody else")
    assert last(made, "run.end").actor["sender"] == "codex"


def test_no_leaf_holds_a_secret_or_the_command(made: Recorder) -> None:
    """Name and command line are redacted before they are written."""
    name = f"mail {PLANTED['email']}"
    run = wrapped.begin(made, {**BEGIN, "name": name, "command": ["x", *PLANTED.values()]}, ACTOR)
    end(made, run["run_id"], name=name)
    leaves = b"".join(entry.leaf for entry in entries(made))
    for secret in (*PLANTED.values(), "delete everything"):
        assert secret.encode() not in leaves
    assert sum(last(made, "run.start").subject["redactions"].values()) >= 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "\ud800"},
        {"command": "codex"},
        {"command": [{"kind": "epoch.start"}]},
        {"trace_id": "0" * 31},
        {"trace_id": None},
        {"span_id": {"a": "secret"}},
        {"span_id": "x" * 16},
    ],
    ids=str,
)
def test_begin_checks_its_arguments(made: Recorder, wrong: dict[str, object]) -> None:
    """Usage, never a bug of ours; nothing is written and no token is lent."""
    with pytest.raises(UsageError):
        wrapped.begin(made, {**BEGIN, **wrong}, ACTOR)
    assert "run.start" not in kinds(made)
    assert made.senders.all() == []


@pytest.mark.parametrize("sender", ["Codex", "countersign", "a b"])
def test_begin_checks_the_senders_name(made: Recorder, sender: str) -> None:
    """It stands in each entry of the run."""
    with pytest.raises(ConfigError):
        wrapped.begin(made, {**BEGIN, "sender": sender}, ACTOR)


@pytest.mark.parametrize(
    "wrong",
    [
        {"exit_code": None},
        {"exit_code": 2**40},
        {"started_ns": 5},
        {"started_ns": "-1"},
        {"ended_ns": "9" * 20},
        {"ended_ns": "٣"},
        {"parent_span_id": "zz"},
        {"trace_id": ""},
        {"name": 5},
    ],
    ids=str,
)
def test_end_checks_its_arguments(made: Recorder, wrong: dict[str, object]) -> None:
    """The run stays open, so that a right call can end it."""
    run = wrapped.begin(made, BEGIN, ACTOR)
    with pytest.raises(UsageError):
        end(made, run["run_id"], **wrong)
    end(made, run["run_id"])


@pytest.mark.parametrize("run_id", [None, "", "run-0", "value of some length"])
def test_only_a_run_that_was_begun_here_can_be_ended(made: Recorder, run_id: object) -> None:
    """Nobody ends an agent's own run, or writes into it."""
    with pytest.raises(NotFoundError):
        end(made, run_id)


def test_a_begin_that_is_not_stored_lends_no_token(made: Recorder) -> None:
    """The entry comes first."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        wrapped.begin(made, BEGIN, ACTOR)
    made.journal.open(writer)
    assert made.senders.all() == []


def test_a_disk_that_hangs_is_a_sentence(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """No traceback of a timeout."""
    run = wrapped.begin(made, BEGIN, ACTOR)
    writer = made.journal.writer
    monkeypatch.setattr(wrapped, "_APPEND_S", 0.01)
    made.journal.open(FailingWriter(None))
    with pytest.raises(StorageError, match="does not answer"):
        end(made, run["run_id"])
    made.journal.open(writer)


def test_what_is_known_of_the_program_stands_in_its_run(made: Recorder, tmp_path: Path) -> None:
    """Before its end; few values; a folder is copied by consent alone."""
    told = {"TOKEN": "hush", "LANG": "C", "ODD": 1}
    run = wrapped.begin(
        made, {**BEGIN, "program": "/bin/sh", "variables": told, "folder": str(tmp_path)}, ACTOR
    )
    end(made, run["run_id"])
    assert kinds(made).count("run.start") == 1
    subject = last(made, "run.environment").subject
    assert (subject["variables"], subject["values"]) == (["LANG", "ODD", "TOKEN"], {"LANG": "C"})
    assert (subject["agent"]["name"], len(subject["agent"]["sha256"])) == ("my run", 64)
    assert "file.snapshot" not in kinds(made)
    give(made, COPIES)
    folder = tmp_path / "deep" / "work"
    folder.mkdir(parents=True)
    (folder / "file").write_text("one")
    begun = wrapped.begin(made, {**BEGIN, "folder": str(folder), "variables": "x"}, ACTOR)
    assert last(made, "file.snapshot").run_id == begun["run_id"]
    assert last(made, "file.snapshot").subject["files"] == 1


def test_its_command_line_is_kept_where_that_is_allowed(made: Recorder) -> None:
    """As a shell would take it, what detectors find taken out; without a consent none of it."""
    command = ["codex", "exec", "--key", PLANTED["aws_key"], "two words"]
    wrapped.begin(made, {**BEGIN, "command": command}, ACTOR)
    assert "kept" not in last(made, "run.start").subject
    give(made, COMMANDS)
    run = wrapped.begin(made, {**BEGIN, "command": command}, ACTOR)
    start = last(made, "run.start")
    (line,) = made.keeping.lines_of(start.seq)
    assert (start.run_id, line.label, line.purpose) == (run["run_id"], "command_line", COMMANDS)
    said = made.keeping.vault.read(line.ref).decode()
    assert said.startswith("codex exec --key [token aws_key ")
    assert said.endswith(" 'two words'")


def test_what_a_run_kept_goes_when_its_start_is_not_stored(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing stays in the vault that no entry names."""
    give(made, COMMANDS)
    vault = made.keeping.vault
    with monkeypatch.context() as failing:
        refused = FailingWriter(DiskFullError("full")).append
        failing.setattr(made.journal.writer, "append", refused)
        with pytest.raises(DiskFullError):
            wrapped.begin(made, BEGIN, ACTOR)
    ref = vault.ref_of(COMMANDS, b"codex exec 'delete everything'")
    assert not vault.has(ref)
    wrapped.begin(made, BEGIN, ACTOR)
    assert vault.has(ref)
