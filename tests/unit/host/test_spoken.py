"""A child that is spoken to over lines that no other process opens."""

from __future__ import annotations

import os
import sys
from contextlib import closing

import pytest

from desktop_app.host.spoken import start

ECHO = "import sys; sys.stdout.write(sys.stdin.readline()); sys.stdout.flush(); sys.stdin.read()"


def test_it_hears_and_is_heard_until_its_input_ends() -> None:
    """With the environment that it is given, and no more."""
    with closing(start((sys.executable, "-c", ECHO), {})) as child:
        child.tells.write(b"word\n")
        child.tells.flush()
        assert child.hears.readline() == b"word\n"
        child.tells.close()
        assert child.process.wait() == 0
        assert child.hears.read() == b""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names what a process has open")
def test_no_other_process_opens_its_lines() -> None:
    """By their names in /proc: who could, would read what it is told, and speak in its place."""
    with closing(start((sys.executable, "-c", ECHO), {})) as child:
        for number, mode in ((0, os.O_RDONLY), (0, os.O_WRONLY), (1, os.O_WRONLY)):
            with pytest.raises(OSError, match="No such device"):
                os.open(f"/proc/{child.process.pid}/fd/{number}", mode | os.O_NONBLOCK)
        child.tells.close()
        child.process.wait()


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can hold its lines there")
def test_deafened_it_hears_what_was_said_and_the_end() -> None:
    """Though another process holds the line; told twice, it is the same."""
    words = f"{sys.executable!r}, 'python', '-c', 'import time; time.sleep(30)'"
    held = f"import os; os.spawnl(os.P_NOWAIT, {words}); print('said', flush=True)"
    with closing(start((sys.executable, "-c", held), {})) as child:
        child.tells.close()
        child.process.wait()
        child.deafen()
        assert child.hears.read() == b"said\n"
    child.deafen()


def test_what_cannot_start_leaves_nothing_open() -> None:
    """It is the caller's to tell."""
    with pytest.raises(FileNotFoundError):
        start(("/nowhere/at/all",), {})
