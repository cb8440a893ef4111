"""host.processes: agents among the ancestors."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.host import processes
from desktop_app.host.processes import (
    AgentAncestor,
    Process,
    agent_ancestor,
    agent_marks,
    ancestors,
    parse_ps,
    ps_table,
    sign_of,
)

# It tells its id only once it runs (after `env -i`), and ends with its input.
_TELL_AND_WAIT = "import os, sys; print(os.getpid(), flush=True); sys.stdin.read()"


def _process(*argv: str, executable: str = "", environment: tuple[str, ...] = ()) -> Process:
    return Process(10, 1, executable, argv, frozenset(environment))


def _agent_of(process: Process) -> str | None:
    return next((mark.name for mark in agent_marks() if sign_of(process, mark)), None)


@pytest.mark.parametrize(
    ("process", "agent"),
    [
        (_process("claude"), "claude-code"),
        (_process("claude", "--resume"), "claude-code"),
        (_process("node", "/usr/bin/claude"), "claude-code"),
        (
            _process("node", "/x/node_modules/@anthropic-ai/claude-code/cli.js"),
            "claude-code",
        ),
        (_process("x", executable="/h/.local/share/claude/versions/2.1.197"), "claude-code"),
        (_process("bash", environment=("CLAUDECODE", "PATH")), "claude-code"),
        (_process("codex", "exec"), "codex"),
        (_process("node", "--no-warnings", "/usr/bin/codex"), "codex"),
        (_process("sh", environment=("CODEX_THREAD_ID",)), "codex"),
        (_process("node", "/usr/lib/node_modules/@google/gemini-cli/dist/index.js"), "gemini"),
        (_process("sh", environment=("GEMINI_CLI",)), "gemini"),
        (_process("vim", "claude"), None),
        (_process("grep", "-r", "codex", "."), None),
        (_process("bash", environment=("CODEX_HOME", "GEMINI_API_KEY", "ANTHROPIC_API_KEY")), None),
        (_process(), None),
    ],
)
def test_agents_are_known_by_program_script_path_and_environment(
    process: Process, agent: str | None
) -> None:
    """What an agent runs or sets marks it; what a person types or exports does not."""
    assert _agent_of(process) == agent


def test_our_own_ancestors_begin_with_us() -> None:
    """The chain is ours, our parent's, and so on up."""
    chain = ancestors(os.getpid())
    assert chain[0].pid == os.getpid()
    assert chain[1].pid == os.getppid()
    assert Path(chain[0].executable).exists()


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_real_agent_environment_above_a_process_is_found() -> None:
    """Set for the parent alone: the grandchild, which cleared it, is still known."""
    # A background command's input is /dev/null unless it is given another.
    script = f'exec 3<&0; env -i {sys.executable} -c "{_TELL_AND_WAIT}" <&3 & wait'
    shell = ["sh", "-c", script]
    environment = os.environ | {"CODEX_THREAD_ID": "t"}
    for mark in agent_marks():
        for name in mark.environment - {"CODEX_THREAD_ID"}:
            environment.pop(name, None)
    with subprocess.Popen(
        shell, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        chain = [process.pid for process in ancestors(pid)]
        assert chain[:3] == [pid, parent.pid, os.getpid()]
        found = agent_ancestor(pid)
        parent.communicate()
    assert found == AgentAncestor("codex", parent.pid, "variable CODEX_THREAD_ID")


def test_a_process_that_is_not_there_has_no_ancestors() -> None:
    """Ended or never was: an empty chain, which callers treat as unknown."""
    assert ancestors(2**22 + 5) == ()
    assert ancestors(0) == ()


def test_a_loop_of_parents_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Process ids are reused while we look; the walk is bounded."""
    loop = {1: Process(1, 2, "", (), frozenset()), 2: Process(2, 1, "", (), frozenset())}
    monkeypatch.setattr(processes.sys, "platform", "darwin")
    monkeypatch.setattr(processes, "ps_table", lambda: loop)
    assert [process.pid for process in ancestors(1)] == [1, 2]


def test_ps_is_read_where_there_is_no_proc() -> None:
    """The way of macOS, run here with this machine's ps."""
    table = ps_table()
    if not table:
        pytest.skip("no ps on this machine")
    assert table[os.getpid()].parent == os.getppid()


def test_a_missing_ps_is_an_empty_table(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No ps: nothing can be said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert ps_table() == {}


def test_lines_of_another_shape_are_left_out() -> None:
    """A header, an empty line and a kernel thread without a command."""
    table = parse_ps("  PID PPID ARGS\n\n 2 0\n 10 1 /bin/node /usr/bin/claude -p x\n")
    assert list(table) == [10]
    assert table[10].argv == ("/bin/node", "/usr/bin/claude", "-p", "x")
    assert _agent_of(table[10]) == "claude-code"
