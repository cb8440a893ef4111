"""Local-only mode against who would turn it off: agents above the caller, edits, kills, a race."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.processes import agent_marks
from desktop_app.ledger.reader import LedgerReader
from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and argv[0] are POSIX's")

# Asks as a program may that knows everything but is no person: digest, confirmation and all.
ASKS = """
import json, sys
from desktop_app.control.client import ControlClient
from desktop_app.operations.local_only import VERB, notice_off, turn_off
with ControlClient(sys.argv[1]) as client:
    try:
        print(json.dumps(dict(client.call(VERB, turn_off(notice_off(), 1)))))
    except Exception as error:
        print(json.dumps(type(error).__name__))
"""
# Starts that program as its own child, with nothing in the environment that tells of it.
STARTS = """
import subprocess, sys
subprocess.run(sys.argv[1:], env={}, check=True)
"""


def ask(recorder: running.RunningRecorder, *, argv0: str = sys.executable, **marks: str) -> object:
    """Ask to turn it off below a process of this name; return the answer or the error's name."""
    known = {name for mark in agent_marks() for name in mark.environment}
    plain = {name: value for name, value in os.environ.items() if name not in known}
    done = subprocess.run(
        [argv0, "-I", "-c", STARTS, *_asking(recorder)],
        executable=sys.executable,
        env={**plain, **marks},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(done.stdout)


def _asking(recorder: running.RunningRecorder) -> list[str]:
    return [sys.executable, "-W", "ignore", "-c", ASKS, str(recorder.ready["control"])]


def modes(home: Path) -> list[tuple[bool, str]]:
    """Return what the ledger says of the mode: on, and why."""
    with LedgerReader(home / "data" / "ledger.db") as ledger:
        found = [entry.subject for entry in ledger.entries() if str(entry.kind) == "mode.changed"]
    return [(subject["on"], subject["reason"]) for subject in found]


@pytest.mark.parametrize("below", [{"CODEX_CI": "1"}, {"argv0": "claude"}, {"argv0": "codex"}])
def test_no_program_below_an_agent_turns_it_off(tmp_path: Path, below: dict[str, str]) -> None:
    """By its name or by what it sets for its children, two processes up; nothing is written."""
    with running.running(tmp_path) as recorder:
        assert ask(recorder, **below) == "NotAnsweredByPersonError"
        assert recorder.cli_json("mode")["local_only"] is True
        assert modes(tmp_path) == []


def test_many_at_once_leave_one_change(tmp_path: Path) -> None:
    """Each is answered; one consent and one change are written down."""
    with running.running(tmp_path) as recorder:
        command = _asking(recorder)
        together = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(4)]
        answers = [json.loads(one.communicate(timeout=60)[0]) for one in together]
        assert [answer["local_only"] for answer in answers] == [False] * 4
        assert sorted(answer["entry"] is None for answer in answers) == [False, True, True, True]
        assert modes(tmp_path) == [(False, "asked")]


# A recorder that the system kills at one moment of turning the mode off.
KILLED = """
import os, signal, sys
from desktop_app.host import files
from desktop_app.recorder import mode
from desktop_app.recorder.journal import Journal

def die(*_args, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

when = sys.argv.pop(1)
write, note = files.write_durable, Journal.note
def note_then_die(self, kind, *args, **more):
    if kind == "mode.changed" and when == "after the file":
        die()
    noted = note(self, kind, *args, **more)
    return die() if kind == "mode.changed" and when == "after the entry" else noted
Journal.note = note_then_die
if when == "before the file":
    mode.files.write_durable = lambda path, *rest: (
        die() if path.name == "mode.json" else write(path, *rest)
    )
from desktop_app.__main__ import main
sys.argv = ["countersign", "serve", "--no-receivers"]
sys.exit(main())
"""


@pytest.mark.parametrize(
    ("when", "on", "told"),
    [
        ("before the file", True, []),
        ("after the file", True, [(True, "not in the ledger")]),
        ("after the entry", False, [(False, "asked")]),
    ],
)
def test_a_kill_in_the_middle_leaves_ledger_and_mode_of_one_mind(
    tmp_path: Path, when: str, told: list[tuple[bool, str]], *, on: bool
) -> None:
    """Whenever it comes: what the newest entry says is what the next recorder does."""
    env = running.environment(tmp_path)
    child = subprocess.Popen([sys.executable, "-c", KILLED, when], env=env, stdout=subprocess.PIPE)
    assert child.stdout is not None
    with child.stdout:
        victim = running.RunningRecorder(child, json.loads(child.stdout.readline()), env)
    try:
        assert ask(victim) == "RecorderNotRunningError"
        assert child.wait(60) == -signal.SIGKILL
    finally:
        child.kill()
        child.wait()
    with running.running(tmp_path) as recorder:
        assert recorder.cli_json("mode")["local_only"] is on
        assert modes(tmp_path) == told
        assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
