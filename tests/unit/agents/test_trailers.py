"""agents.trailers: whose commit it is, by the environment alone; nothing can be slipped in."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents.catalog import BY_NAME
from desktop_app.agents.trailers import _AGENTS, hook_text, is_ours, trailers_of

if TYPE_CHECKING:
    from pathlib import Path

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = f"00-{TRACE}-b7ad6b7169203331-01"
CLAUDE = {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "session-1"}
OURS = {"COUNTERSIGN_RUN_ID": "run-1", "COUNTERSIGN_RUN_SENDER": "run"}


@pytest.mark.parametrize(
    ("environ", "told"),
    [
        ({}, {}),
        ({"TRACEPARENT": PARENT, "HOME": "/"}, {}),
        (CLAUDE, {"Agent": "claude-code", "Agent-Run-Id": "session-1"}),
        ({"CLAUDECODE": "1"}, {"Agent": "claude-code"}),
        ({"CLAUDECODE": ""}, {}),
        (
            {"CODEX_THREAD_ID": "t", "CODEX_SESSION_ID": "s", **CLAUDE, "TRACEPARENT": PARENT},
            {"Agent": "codex", "Agent-Run-Id": "t", "Trace-Id": TRACE},
        ),
        ({"CODEX_SESSION_ID": "s"}, {"Agent": "codex", "Agent-Run-Id": "s"}),
        ({"GEMINI_CLI": "1"}, {"Agent": "gemini"}),
        ({"GEMINI_SESSION_ID": "g"}, {"Agent": "gemini", "Agent-Run-Id": "g"}),
        (OURS, {"Agent": "run", "Agent-Run-Id": "run-1"}),
        ({**OURS, **CLAUDE}, {"Agent": "claude-code", "Agent-Run-Id": "run-1"}),
        (
            {**OURS, "COUNTERSIGN_RUN_SENDER": "codex", **CLAUDE},
            {"Agent": "codex", "Agent-Run-Id": "run-1"},
        ),
        ({"COUNTERSIGN_RUN_ID": "run-1"}, {"Agent-Run-Id": "run-1"}),
        ({"COUNTERSIGN_RUN_SENDER": "mine"}, {"Agent": "mine"}),
        ({**OURS, "TRACEPARENT": f"00-{'0' * 32}-b7ad6b7169203331-01"}, None),
        ({**OURS, "TRACEPARENT": f"x{PARENT}"}, None),
        (
            {"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "a\nSigned-off-by: Ada"},
            {"Agent": "claude-code"},
        ),
        ({"CLAUDECODE": "1", "CLAUDE_CODE_SESSION_ID": "x" * 201}, {"Agent": "claude-code"}),
    ],
    ids=str,
)
def test_who_it_is(environ: dict[str, str], told: dict[str, str] | None) -> None:
    """Our own run names run and sender; else the agent's variables; what is no word is left out."""
    found = dict(trailers_of(environ))
    assert found == ({"Agent": "run", "Agent-Run-Id": "run-1"} if told is None else told)


def test_agents_have_the_catalogues_names() -> None:
    """So that a trailer finds its runs."""
    assert set(_AGENTS) == set(BY_NAME)


def test_a_hook_of_ours_is_known_whatever_program_it_names() -> None:
    """And one that was changed by a word is not."""
    text = hook_text(["/opt/it's here/python", "-m", "desktop_app"])
    assert "'/opt/it'\"'\"'s here/python' -m desktop_app git-trailers hook" in text
    assert is_ours(text)
    assert is_ours(hook_text(["other"]))
    for other in (text + "echo\n", "#!/bin/sh\n", "", text.replace("exit 0", "exit 1")):
        assert not is_ours(other)
    assert not is_ours(hook_text(["one"]).replace("one git", "one\nrm x\ntwo git"))


@pytest.mark.skipif(shutil.which("sh") is None, reason="hooks are scripts of a shell")
@pytest.mark.parametrize(
    ("environ", "started"),
    [({}, False), (CLAUDE, True), (OURS, True), ({"GEMINI_CLI": "1"}, True)],
    ids=str,
)
def test_without_an_agent_nothing_of_ours_is_started(
    tmp_path: Path, environ: dict[str, str], *, started: bool
) -> None:
    """The shell asks first; a program that fails stops nothing."""
    hook = tmp_path / "prepare-commit-msg"
    hook.write_text(hook_text(["sh", "-c", f"echo $1 > {tmp_path}/started; exit 9", "x"]))
    done = subprocess.run(["sh", str(hook), "MSG"], env=environ, check=False, timeout=60)
    assert done.returncode == 0
    assert (tmp_path / "started").exists() == started
