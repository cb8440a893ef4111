"""A scripted agent's run is put back byte for byte; what a person changed meanwhile survives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.fakes import consenting, copied_run, running
from tests.fakes.at_terminal import confirmed
from tests.fakes.gate_client import entries
from tests.fakes.scripted_agent import ScriptedAgent, facts, git
from tests.fakes.telemetry import TRACE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A folder with tracked and untracked files, modes, links and a name that is not UTF-8."""
    folder = tmp_path / "work" / "site"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "app.py").write_text("print('one')\n")
    (folder / "src" / "data.bin").write_bytes(bytes(range(256)) * 64)
    (folder / "tool.sh").write_text("#!/bin/sh\n")
    (folder / "tool.sh").chmod(0o755)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "begin")
    (folder / "notes.txt").write_text("untracked\n")
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("notes.txt")
    (folder / b"caf\xe9".decode("utf-8", "surrogateescape")).write_text("latin\n")
    return folder


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder whose person keeps local copies."""
    with running.running(tmp_path / "home") as found:
        consenting.give(found.ready["control"], ["local copies"])
        yield found


def act(agent: ScriptedAgent) -> None:
    """Create, edit, move, chmod and delete, through tools and through the shell."""
    agent.begin()
    agent.write("src/app.py", "print('two')\n")
    agent.write("made.txt", "by a tool\n")
    agent.shell("rm notes.txt && mv src/data.bin moved.bin && chmod 600 tool.sh && rmdir empty")
    agent.shell("mkdir -p new/deep && echo x > new/deep/file && ln -sfn src link")
    agent.shell("rm caf* && printf 'changed' >> tool.sh")
    agent.end()


def test_a_run_is_put_back_byte_for_byte(recorder: RunningRecorder, workspace: Path) -> None:
    """Tracked, untracked, binary, modes, links, folders: as before; and undone again: as after."""
    before = facts(workspace)
    act(ScriptedAgent(recorder, workspace))
    after = facts(workspace)
    assert before != after
    recorder.wait_indexed()
    code, said = confirmed(recorder.environment, "rollback", "last")
    assert code == 0, said
    assert facts(workspace) == before
    undone = [one for one in entries(recorder, "rollback") if "part" not in one]
    assert [one["phase"] for one in undone] == ["begun", "done"]
    number = said.rpartition("--undo ")[2].split("`")[0]
    code, said = confirmed(recorder.environment, "rollback", "last", "--undo", number)
    assert code == 0, said
    assert facts(workspace) == after


def test_what_a_person_changed_meanwhile_survives(
    recorder: RunningRecorder, workspace: Path
) -> None:
    """Their file stays as they left it and is named; all others are put back."""
    before = facts(workspace)
    agent = ScriptedAgent(recorder, workspace)
    act(agent)
    (workspace / "made.txt").write_text("mine now\n")
    recorder.wait_indexed()
    code, said = confirmed(recorder.environment, "rollback", "last")
    assert code == 0, said
    assert "made.txt" in said
    found = facts(workspace)
    assert found.pop("made.txt")[2] == b"mine now\n"
    assert found == before


def test_back_to_one_call(recorder: RunningRecorder, workspace: Path) -> None:
    """What came before the call named stays."""
    agent = ScriptedAgent(recorder, workspace)
    agent.begin()
    agent.write("one.txt", "one\n")
    then = facts(workspace)
    call_id = agent.write("two.txt", "two\n")
    agent.shell("rm one.txt")
    recorder.wait_indexed()
    code, said = confirmed(recorder.environment, "rollback", "last", "--to", call_id)
    assert code == 0, said
    assert facts(workspace) == then


def test_which_copy_is_of_which_file_is_revealed_with_a_reason(
    recorder: RunningRecorder, workspace: Path
) -> None:
    """The list names no file and says where names are; that document has references and digests."""
    agent = ScriptedAgent(recorder, workspace)
    agent.begin()
    agent.write("src/app.py", "print('two')\n")
    agent.end()
    recorder.wait_indexed()
    listed = recorder.cli("vault", "list", "last")
    assert "app.py" not in listed.stdout
    assert "vault reveal REF --reason TEXT" in listed.stderr
    rows = json.loads(recorder.cli("vault", "list", "last", "--output", "json").stdout)["data"]
    (document,) = [row["ref"] for row in rows if row["label"] == "file_ops"]
    copies = {row["ref"] for row in rows if row["label"] == "file"}
    reveal = ("vault", "reveal", document, "--reason", "which is which")
    code, said = confirmed(recorder.environment, *reveal)
    assert code == 0, said
    (line,) = [one for one in said.splitlines() if '"files":' in one]
    (change,) = json.loads(line)["files"]
    assert change["path"] == "src/app.py"
    assert {change[when]["ref"] for when in ("before", "after")} <= copies
    assert all(len(change[when]["checksum"]) == 64 for when in ("before", "after"))


def test_without_consent_there_is_nothing(tmp_path: Path, workspace: Path) -> None:
    """Nothing is copied, nothing of files is in the ledger, and rollback says why."""
    with running.running(tmp_path / "home") as recorder:
        agent = ScriptedAgent(recorder, workspace)
        agent.write("one.txt", "one\n")
        recorder.wait_indexed()
        code, said = confirmed(recorder.environment, "rollback", "last")
        assert code != 0
        assert "consent for local copies" in " ".join(said.split())
        for kind in ("file.snapshot", "file.op"):
            assert entries(recorder, kind) == []
    assert (workspace / "one.txt").exists()


def test_a_rollback_has_a_span_of_its_own(tmp_path: Path) -> None:
    """In a trace of its own, linked to the run's root; shown and found as Countersign's."""
    folder = copied_run.prepare(tmp_path / "work" / "site")
    with running.running(tmp_path / "home") as recorder:
        copied_run.act(recorder, folder)
        code, said = confirmed(recorder.environment, "rollback", copied_run.SESSION)
        assert code == 0, said
        begun, done = (one for one in entries(recorder, "rollback") if "part" not in one)
        assert "span" not in begun
        span = done["span"]
        assert span["link"] == {"trace_id": TRACE.hex(), "span_id": f"{1:016x}"}
        assert span["trace_id"] != TRACE.hex()
        assert span["end_us"] >= span["start_us"]
        recorder.wait_indexed()
        shown = recorder.cli_json("show", copied_run.SESSION)
        (ours,) = (one for one in shown["spans_list"] if one["category"] == "rollback")
        assert (ours["trace_id"], ours["span_id"]) == (span["trace_id"], span["span_id"])
        assert ours["parent_id"] is None
        assert shown["spans"] == 7
        told = recorder.cli("show", copied_run.SESSION).stdout
        assert "Rollback by a person, 4 paths" in told
        assert "housekeeping" not in told
        (hit,) = recorder.cli_json("search", "rollback")
        assert hit["seq"] == ours["seq"]
        log = [row for row in recorder.cli_json("audit-log") if row["kind"] == "rollback"]
        assert {row["operator"] for row in log} == {"person"}
        recorder.cli("verify")


def test_no_name_and_no_content_is_in_the_ledger(
    recorder: RunningRecorder, workspace: Path, tmp_path: Path
) -> None:
    """Paths and contents are in the vault alone, which nobody reads without its key."""
    (workspace / "unmistakable-name.txt").write_text("unmistakable content")
    agent = ScriptedAgent(recorder, workspace)
    agent.begin()
    agent.shell("mv unmistakable-name.txt other-unmistakable.txt")
    agent.end()
    recorder.stop()
    for file in (tmp_path / "home" / "data").rglob("*"):
        if file.is_file():
            assert b"unmistakable" not in file.read_bytes(), file
