"""What is missing, by what the entries say."""

from __future__ import annotations

import json

import pytest

from desktop_app.bundle.absence import absence, absence_file
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import RunScope, TimeScope
from desktop_app.model.kinds import EntryKind
from tests.fakes.bundle_forger import RUN, made, plain_log, standard_log
from tests.fakes.retained_entries import purge_of
from tests.fakes.synthetic_log import SyntheticLog, draft


def rows(log: SyntheticLog, scope=RUN, level=Level.REDACTED):
    """Return what is missing from all entries of a log."""
    return absence(log.entries, scope=scope, level=level)


def test_each_row_says_what_its_entry_says() -> None:
    """A log with everything: rows in order, none of a run that is not in scope."""
    log = standard_log()
    shown = [log.entry(seq) for seq in made(log, RUN, export=0, size=log.size)]
    found = absence(shown, scope=RUN, level=Level.REDACTED)
    assert [(row["what"], {**row, "what": 0, "seq": 0}) for row in found] == [
        (what, {"what": 0, "seq": 0, **also})
        for what, also in (
            ("redacted", {"counts": {"key": 2}}),
            ("paused", {"kind": "pause.start"}),
            ("paused", {"kind": "pause.end", "rejected": {"traces": 3}}),
            ("unknown_fields", {}),
            ("sealed_late", {"epoch": 2}),
            ("recovered", {"epoch": 5}),
            ("rejected", {"signal": "traces", "records": 2, "reasons": {"id": 2}}),
        )
    ]
    assert [row["seq"] for row in found] == sorted(row["seq"] for row in found)


def test_the_recorder_may_not_have_run() -> None:
    """A stop and a start are told, each by its kind."""
    log = plain_log()
    log.add(draft(EntryKind.RECORDER_STOP))
    log.add(draft(EntryKind.RECORDER_START))
    found = [row for row in rows(log) if row["what"] == "not_running"]
    assert [row["kind"] for row in found] == ["recorder.stop", "recorder.start"]


def test_a_run_without_its_end_is_told_at_its_last_entry() -> None:
    """By sender and run; one whose sender is no text is nobody's run."""
    log = SyntheticLog()
    log.add(draft(EntryKind.RUN_START, run_id="run-1"))
    last = log.add(draft(EntryKind.CLOUDEVENTS, run_id="run-1"))
    assert rows(log) == [{"what": "not_ended", "seq": last, "sender": "codex", "run_id": "run-1"}]
    assert rows(log, RunScope("codex", "run-2")) == []
    assert rows(log, TimeScope(0, 1)) == []
    log.add(draft(EntryKind.RUN_END, run_id="run-1"))
    assert rows(log) == []


@pytest.mark.parametrize("level", list(Level))
def test_a_body_that_is_left_out_is_told(level: Level) -> None:
    """At level metadata all; with chosen records all, with the indices that are opened."""
    log = plain_log()
    bodies = [entry.seq for entry in log.entries if entry.payload is not None]
    left = [row for row in rows(log, level=level) if row["what"] == "not_opened"]
    assert [row["seq"] for row in left] == (bodies if level is Level.METADATA else [])
    chosen = RunScope("codex", "run-1", ((bodies[0], 0), (bodies[0], 2)))
    left = [row for row in rows(log, chosen, level) if row["what"] == "not_opened"]
    opened = None if level is Level.METADATA else [0, 2]
    assert [row.get("records") for row in left] == [opened, None, None, None]
    assert all(row["bytes"] > 0 for row in left)


def test_what_was_purged_is_told_by_its_purge() -> None:
    """Of entries in scope alone; a purge of others, or of what comes later, took none."""
    log = plain_log()
    bodies = [entry.seq for entry in log.entries if entry.payload is not None]
    purge = purge_of({0, *bodies})
    seq = log.add(draft(EntryKind.PURGE, purge.to_json()))
    log.add(draft(EntryKind.PURGE, purge_of({0}).to_json()))
    told = [row for row in rows(log) if row["what"] == "purged"]
    wanted = purge_of(set(bodies)).to_json()["entries"]
    assert told == [
        {
            "what": "purged",
            "seq": seq,
            "class": "bodies",
            "by": "schedule",
            "days": 365,
            "entries": wanted,
        }
    ]
    assert not [row for row in rows(log, TimeScope(seq, seq)) if row["what"] == "purged"]


def test_the_file_is_canonical_json_and_a_newline() -> None:
    """Of any size; empty when nothing is missing."""
    data = absence_file(plain_log().entries, scope=RUN, level=Level.METADATA)
    assert data.endswith(b"\n")
    assert json.loads(data) == rows(plain_log(), level=Level.METADATA)
    assert absence_file([], scope=RUN, level=Level.FULL) == b"[]\n"
