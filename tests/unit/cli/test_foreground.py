"""A program in our place; what needs a terminal is in `verbs/test_run.py`."""

from __future__ import annotations

import signal
import sys

import pytest

from desktop_app.cli import foreground


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ([sys.executable, "-c", "raise SystemExit(7)"], 7, ""),
        (["sh", "-c", "kill -9 $$"], 137, ""),
        (["no-such-program-anywhere"], 127, "no such program"),
        (["/"], 126, "Permission denied"),
        (["echo", "\0"], 126, "null byte"),
    ],
)
def test_codes_are_a_shells(command: list[str], code: int, said: str) -> None:
    """And every signal handler is back as it was."""
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    found, problem = foreground.execute(command, {"PATH": "/usr/bin:/bin"})
    assert found == code
    assert said in problem
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before
