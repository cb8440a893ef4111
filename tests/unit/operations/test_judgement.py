"""What is judged elsewhere comes back as a value; whatever goes wrong there is no pass."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from desktop_app.errors import (
    BugError,
    ExportCancelledError,
    NotFoundError,
    StorageError,
    UsageError,
)
from desktop_app.host.paths import Paths
from desktop_app.model import canonical
from desktop_app.operations import judge, judgement
from desktop_app.operations.judgement import (
    Judgement,
    judge_bundle,
    judge_ledger,
    note_judgement,
)
from tests.fakes.bundle_forger import forge, standard_log
from tests.fakes.told_context import ToldContext, in_environment

LOG = standard_log()


@pytest.fixture
def context(store, monkeypatch):
    """A context over the store of recorded runs."""
    return in_environment(store, monkeypatch)


@pytest.fixture
def bundle(tmp_path):
    """The path of a bundle."""
    path = tmp_path / "bundle.zip"
    path.write_bytes(forge(log=LOG, sizes=[305]).to_zip())
    return path


def child_says(monkeypatch, program):
    """Let another program stand in for the one that judges."""
    monkeypatch.setattr(judgement, "own_program", lambda: [sys.executable, "-c", program])


def test_a_ledger(context):
    """With its report, and nothing of a file."""
    found = judge_ledger(context)
    assert (found.target, found.report["verdict"]) == ("ledger", "CONSISTENT")
    assert found.digest is None
    assert context.steps


def test_a_bundle_with_and_without_the_fingerprint(context, bundle):
    """What the sender told by phone makes the difference."""
    assert judge_bundle(context, bundle).report["word"] == "CANNOT TELL"
    found = judge_bundle(context, bundle, fingerprint=LOG.fingerprint)
    assert found.report["word"] == "MATCH"
    assert len(found.digest) == 64


def test_a_bundle_of_this_computers_own_log_needs_no_fingerprint(
    live_recorder, monkeypatch, tmp_path
):
    """Its keystore knows it; where that cannot be asked, nobody vouches."""
    context = in_environment(live_recorder.environment, monkeypatch)
    live_recorder.cli("bundle", "export", "last", "--to", str(tmp_path / "own.zip"))
    found = judge_bundle(context, tmp_path / "own.zip")
    assert (found.report["word"], found.own_keys) == ("MATCH", True)
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "moon")
    found = judge_bundle(context, tmp_path / "own.zip")
    assert (found.report["word"], found.own_keys) == ("CANNOT TELL", False)


def test_errors_come_back_as_what_they_are(context, tmp_path, bundle):
    """Nothing there; digits that are none; no ledger."""
    with pytest.raises(NotFoundError):
        judge_bundle(context, tmp_path / "gone.zip")
    with pytest.raises(UsageError):
        judge_bundle(context, bundle, fingerprint="12")
    with pytest.raises(NotFoundError):
        judge_ledger(ToldContext(Paths(tmp_path / "none", tmp_path, tmp_path)))


def test_who_cancels_ends_the_process_at_once(context, monkeypatch):
    """Though it says nothing for long."""
    child_says(monkeypatch, "import time; time.sleep(99)")
    context.stop = ExportCancelledError("Stopped.")
    began = time.monotonic()
    with pytest.raises(ExportCancelledError):
        judge_ledger(context)
    assert time.monotonic() - began < 5


def test_a_bundle_that_takes_too_long_cannot_be_judged(context, monkeypatch, bundle):
    """It is ended, and never passes."""
    child_says(monkeypatch, "import time; time.sleep(99)")
    monkeypatch.setattr(judgement, "BUNDLE_S", 0.2)
    found = judge_bundle(context, bundle)
    assert (found.report["word"], found.report["sentence"]) == ("CANNOT TELL", judge.TOO_LONG)


def test_a_process_that_dies_says_nothing_good(context, monkeypatch, bundle):
    """A bundle that kills it cannot be judged; a ledger is told as trouble."""
    child_says(monkeypatch, "import os; os._exit(9)")
    assert judge_bundle(context, bundle).report["verdict"] == "UNREADABLE"
    with pytest.raises(StorageError, match="before its time"):
        judge_ledger(context)


def test_an_unknown_error_is_a_bug(context, monkeypatch):
    """And no class that is none of ours is ever called."""
    for name in ("NoSuchError", "TYPE_CHECKING"):
        line = canonical.encode({"error": {"class": name, "message": "odd", "hint": ""}})
        child_says(monkeypatch, f"print({line.decode()!r})")
        with pytest.raises(BugError, match="odd"):
            judge_ledger(context)


def test_what_it_notes_is_handed_on(context, monkeypatch):
    """And the time it took is ours where it told none."""
    report = {"report": {"verdict": "CONSISTENT"}}
    child_says(
        monkeypatch, f'print(\'{{"note": "late"}}\'); print({canonical.encode(report).decode()!r})'
    )
    assert judge_ledger(context).duration_us > 0
    assert context.notes == ["late"]


def test_a_verdict_is_written_down_where_a_recorder_runs(live, live_recorder, context, monkeypatch):
    """It is an entry then; nobody is troubled where none runs."""
    report = {"verdict": "CONSISTENT", "exit_code": 0, "size": 3, "sentence": "All 3 recompute."}
    made = Judgement("ledger", report, None, 1200, 0)
    assert note_judgement(context, made, "hand") is None
    context = in_environment(live_recorder.environment, monkeypatch)
    entry = note_judgement(context, made, "hand")
    assert isinstance(entry, int)
    bundle = Judgement("bundle", {**report, "size": None}, "ab" * 32, 1200, 0)
    assert note_judgement(context, bundle, "hand") == entry + 1
    live_recorder.wait_indexed()
    lines = [json.loads(line) for line in live("audit-log", "--output", "jsonl").lines]
    told = [line for line in lines if line.get("command") == "bundle verify"][-1]
    assert told["params"]["file"] == "ab" * 32
    assert Path(live_recorder.data_dir).exists()


@pytest.mark.parametrize(
    "program",
    [
        'print(\'{"report": {"verdict": "CONSIS\', end=\'\')',
        "print('{\"report\": {\"sentence\": \"' + 'x' * 9000 + '\"}}')",
    ],
)
def test_a_report_that_is_cut_or_endless_is_no_verdict(context, bundle, monkeypatch, program):
    """It fell over in the middle of a line; what somebody sent fills no memory of ours."""
    monkeypatch.setattr(judgement, "MAX_LINE_BYTES", 4096)
    child_says(monkeypatch, program)
    assert judge_bundle(context, bundle).report["verdict"] == "UNREADABLE"
    with pytest.raises(StorageError):
        judge_ledger(context)
