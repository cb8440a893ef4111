"""The person's line, to a real recorder in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.control.person_line import PersonLine, inherited
from desktop_app.errors import RecorderNotRunningError, UsageError
from desktop_app.host.notices import notice
from desktop_app.host.processes import agent_marks
from desktop_app.ledger.reader import LedgerReader
from tests.fakes import running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="descriptors are POSIX's")
CONFIRMED = {"confirmed": True}


@pytest.fixture
def line() -> Iterator[PersonLine]:
    """Return a line."""
    made = PersonLine()
    yield made
    made.close()


def start(home: Path, line: PersonLine) -> subprocess.Popen[bytes]:
    """Start a recorder as the tray does, and let go of its end."""
    options = ["--no-receivers", "--keeper", "tray", "--person-fd", str(line.fd)]
    marks = {name for mark in agent_marks() for name in mark.environment}
    env = running.environment(home)
    child = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "serve", *options],
        env={name: value for name, value in env.items() if name not in marks},
        stdout=subprocess.DEVNULL,
        pass_fds=[line.fd],
    )
    line.handed_over()
    return child


def test_a_window_answers_over_the_line_and_nobody_else_has_it(
    tmp_path: Path, line: PersonLine
) -> None:
    """Its entries say so; hanging up ends the line alone, and the recorder's end ends it too."""
    child = start(tmp_path, line)
    try:
        status = line.client.call("status", timeout_s=60)
        assert (status["keeper"], status["local_only"]) == ("tray", True)
        consent = {"digest": notice("local-only-off").digest, "latency_ms": 1}
        asked = {"on": False, "consent": consent, **CONFIRMED}
        assert line.client.call("mode.local_only", asked)["local_only"] is False
        line.close()
        running.run_cli(running.environment(tmp_path), "status")  # exit code 0: it records
        assert child.poll() is None
        with LedgerReader(tmp_path / "data" / "ledger.db") as ledger:
            told = {str(e.kind): e.actor for e in ledger.entries()}
        window = {"sender": "", "auth": "person", "process": "tray"}
        assert told["consent.record"] == told["mode.changed"] == window
    finally:
        child.terminate()
        assert child.wait(60) == 0


def test_a_recorder_that_dies_ends_the_line(tmp_path: Path, line: PersonLine) -> None:
    """At once, and not after the patience of a call."""
    child = start(tmp_path, line)
    line.client.call("status", timeout_s=60)
    child.kill()
    child.wait(60)
    with pytest.raises(RecorderNotRunningError):
        line.client.call("status", timeout_s=60)


# What an agent could write: a recorder of its own, and a line to it as if it were the tray.
PRETENDS = """
import subprocess, sys
from desktop_app.control.person_line import PersonLine
from desktop_app.host.notices import notice
line = PersonLine()
serve = [sys.executable, "-m", "desktop_app", "serve", "--no-receivers", "--person-fd"]
child = subprocess.Popen([*serve, str(line.fd)], stdout=-3, pass_fds=[line.fd])
line.handed_over()
consent = {"digest": notice("local-only-off").digest, "latency_ms": 1}
for verb, args in (("mode.local_only", {"on": False, "consent": consent}), ("pause", {})):
    try:
        print(line.client.call(verb, {**args, "confirmed": True}, timeout_s=60))
    except Exception as error:
        print(type(error).__name__)
print(line.client.call("status")["local_only"])
child.terminate()
child.wait()
"""


def test_an_agents_recorder_trusts_no_line(tmp_path: Path) -> None:
    """An agent that starts one with a line of its own has won nothing; a person's shell may."""
    for name, told in (("CODEX_CI", ["NotAnsweredByPersonError"] * 2 + ["True"]), ("X", None)):
        env = running.environment(tmp_path / name, **{name: "1"})
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PRETENDS],
            env=env,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        lines = done.stdout.splitlines()
        assert lines == told if told else lines[-1] == "False", done.stderr


def test_what_is_no_socket_is_no_line(tmp_path: Path) -> None:
    """A file, and a number that is nothing."""
    with (tmp_path / "file").open("wb") as file, pytest.raises(UsageError, match="not a socket"):
        inherited(file.fileno())
    for number in (4_000, 2**70):
        with pytest.raises(UsageError, match="no such"):
            inherited(number)
