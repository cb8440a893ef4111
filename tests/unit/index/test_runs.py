"""Runs in memory and in the file."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from desktop_app.index import runs as module
from desktop_app.index.runs import Runs
from desktop_app.index.schema import migrate
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_run_is_the_same_from_memory_and_from_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was forgotten is read again; nothing is lost or doubled."""
    monkeypatch.setattr(module, "KEEP", 0)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrate(connection)
        runs = Runs(connection)
        for _ in range(3):
            run = runs.get("s", "r")
            run.add("spans", 2)
            run.times(5, 9)
            run.times(0, 0)
            run.models.add("m")
            run.learn_mapped({"countersign.agent": "a", "countersign.tokens_in": 3})
            runs.flush()
            runs.trim()
        assert runs.by_id(1).row["spans"] == 6
        assert (runs.by_id(1).row["first_ns"], runs.by_id(1).row["last_ns"]) == (5, 9)
        assert runs.by_id(1).models == {"m"}
        assert runs.by_id(1).mapped == {"countersign.agent": "a"}
        assert runs.get("s", "other").id == 2
        assert runs.get("t", "r").id == 3  # another sender's run of the same id


def test_a_run_that_goes_on_after_its_end_is_open_again(tmp_path: Path) -> None:
    """`--resume`: a second start of the same session."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.RUN_START, {"name": "night build", "agent": "codex"}, run_id="r")
    ledger.add(EntryKind.RUN_END, {"reason": "exit", "exit_code": 0, "duration_us": 9}, run_id="r")
    with query(tmp_path, ledger) as found:
        run = found.run("r")
        assert (run["ended"], run["duration_us"], run["name"]) == (True, 9, "night build")
        assert run["agent"] == "codex"
    ledger.add(EntryKind.RUN_START, {"name": ""}, run_id="r")
    with query(tmp_path, ledger) as found:
        assert not found.run("r")["ended"]
        assert found.run("r")["name"] == "night build"


def test_codex_s_title_thread_is_hidden(tmp_path: Path) -> None:
    """The thread that the terminal UI opens to find a title is not the person's run."""
    ledger = MemoryLedger()
    starts = {"event": "codex.conversation_starts", "attributes": {"sandbox_policy": "read-only"}}
    prompt = {"event": "codex.user_prompt", "attributes": {"prompt_length": "437"}}
    request = logs(starts, prompt, service="codex_cli_rs")
    request.resource_logs[0].scope_logs[0].scope.name = "codex_otel.log_only"
    for record in request.resource_logs[0].scope_logs[0].log_records:
        record.attributes.add(key="originator").value.string_value = "codex-tui"
        record.attributes.add(key="conversation.id").value.string_value = "hidden"
    ledger.add_request(Signal.LOGS, request, run_id="hidden")
    ledger.add_request(Signal.LOGS, logs({"event": "user_prompt"}), run_id="mine")
    with query(tmp_path, ledger) as found:
        assert [run["run_id"] for run in found.runs()] == ["mine"]
        assert {run["run_id"] for run in found.runs(hidden=True)} == {"mine", "hidden"}
        assert found.run("hidden")["title_thread"]
        assert found.run("last")["run_id"] == "mine"
