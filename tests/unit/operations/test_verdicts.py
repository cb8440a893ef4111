"""Verdicts of the command line: in the history of the log that a recorder keeps, and only there."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.host.clock import SystemClock
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations import verdicts
from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop_app.operations.context import Context


def told(recorder: running.RunningRecorder) -> list[dict]:
    """Return the verdicts in its ledger."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return [dict(e.subject) for e in ledger.entries() if str(e.kind) == "verdict"]


def test_verify_and_bundle_verify_are_found_in_the_audit_log(tmp_path: Path) -> None:
    """Of this data directory's ledger and of any bundle; not of another ledger."""
    with running.running(tmp_path) as recorder:
        other = tmp_path / "other.zip"
        other.write_bytes(b"no bundle")
        assert recorder.cli("verify").returncode == 0
        assert recorder.cli("bundle", "verify", str(other), check=False).returncode == 60
        assert recorder.cli("bundle", "verify", str(tmp_path), check=False).returncode == 60
        recorder.cli("verify", "--ledger", str(other), check=False)
        ledger, bundle, folder = told(recorder)
        assert (ledger["target"], ledger["verdict"], ledger["by"]) == (
            "ledger",
            "CONSISTENT",
            "hand",
        )
        assert (bundle["verdict"], bundle["exit_code"], bundle["size"]) == ("UNREADABLE", 60, None)
        assert bundle["file"] == sha256(b"no bundle").hexdigest()
        assert "file" not in folder
        recorder.wait_indexed()
        lines = recorder.cli("audit-log", "--output", "jsonl").stdout.splitlines()
        commands = [json.loads(line)["command"] for line in lines]
        assert commands[-3:] == ["verify", "bundle verify", "bundle verify"]


def test_no_recorder_is_started_for_it(tmp_path: Path) -> None:
    """And none is missed."""
    with running.running(tmp_path) as recorder:
        pass
    assert recorder.cli("verify").returncode == 0
    assert told(recorder) == []


def test_a_recorder_that_cannot_write_it_changes_no_verdict(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor does one of another version."""

    class Place:
        clock = SystemClock()

    def refuse(*_: object) -> None:
        raise verdicts.CountersignError("no")

    monkeypatch.setattr(verdicts, "note_judgement", refuse)
    context: Context = Place()
    verdicts.note_by_hand(context, "ledger", {}, duration_us=1)
