"""Who calls is told as the agent's own hooks and telemetry tell it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from desktop_app.operations.mcp_caller import Caller, caller_of

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def process(**variables: str) -> Iterator[int]:
    """Run a process that an agent with these variables started, as far as can be seen."""
    child = subprocess.Popen(
        [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, **variables},
    )
    try:
        assert child.stdout is not None
        child.stdout.readline()  # until it runs, its variables are ours
        yield child.pid
    finally:
        child.communicate()


@pytest.mark.skipif(sys.platform != "linux", reason="others show no environment")
@pytest.mark.parametrize(
    ("variable", "environment", "caller"),
    [
        ("CLAUDECODE", {}, Caller("claude-code", "claude-code")),
        (
            "CLAUDECODE",
            {"CLAUDE_CODE_SESSION_ID": "s1"},
            Caller("claude-code", "claude-code", session_id="s1"),
        ),
        ("GEMINI_CLI", {"CLAUDE_CODE_SESSION_ID": "another's"}, Caller("gemini", "")),
        ("CODEX_THREAD_ID", {"COUNTERSIGN_RUN_ID": "r"}, Caller("codex", "codex", "r")),
        (
            "GEMINI_CLI",
            {"COUNTERSIGN_RUN_ID": "r", "COUNTERSIGN_RUN_SENDER": "gemini"},
            Caller("gemini", "gemini", "r"),
        ),
    ],
)
def test_known_agents(variable: str, environment: dict[str, str], caller: Caller) -> None:
    """Gemini CLI's telemetry carries no token, so its runs are kept under no sender's name."""
    with process(**{variable: "1"}) as pid:
        assert caller_of(pid, environment, "") == caller


def test_nobody_known() -> None:
    """A program under `countersign run` is called so; another one has no name."""
    assert caller_of(0, {"COUNTERSIGN_RUN_ID": "r"}, "/w") == Caller("", "run", "r", "", "/w")
    assert caller_of(0, {}, "/w") == Caller(cwd="/w")
