"""The processes above a process, and whether one of them is a known agent.

Promise: `agent_ancestor` finds an agent by what it runs (executable, argv) or by what it set in the
environment of what it started; the table is data (`resources/host/agents.json`). It stops a
careless or prompt-injected agent that calls our CLI. A program that detaches from its parents and
clears its environment is not found: `security.md` says so.

Linux reads /proc; other systems ask `ps`, which shows no environment of others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from desktop_app.host import resources

_MAX_DEPTH = 64
_MAX_BYTES = 1 << 20
_INTERPRETERS = frozenset(("node", "nodejs", "bun", "deno", "sh", "bash", "dash", "zsh", "env"))


@dataclass(frozen=True, slots=True)
class Process:
    """One running process, as far as we may look.

    Attributes:
        pid: its id.
        parent: its parent's id, 0 at the top.
        executable: resolved path of its program, "" when we may not see it.
        argv: its command line, as it is now (a program may rewrite its own).
        environment: names of the variables it was started with.
    """

    pid: int
    parent: int
    executable: str
    argv: tuple[str, ...]
    environment: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgentMark:
    """How one agent's processes are known (a row of `resources/host/agents.json`)."""

    name: str
    programs: frozenset[str]
    path_parts: tuple[str, ...]
    environment: frozenset[str]


@dataclass(frozen=True, slots=True)
class AgentAncestor:
    """An agent above a process: which, at which process, and by what we know it."""

    name: str
    pid: int
    sign: str


def agent_ancestor(pid: int) -> AgentAncestor | None:
    """Return the nearest agent among a process and its ancestors, or None.

    Args:
        pid: the process to judge; `os.getpid()` for ourselves.
    """
    for process in ancestors(pid):
        for mark in agent_marks():
            sign = sign_of(process, mark)
            if sign:
                return AgentAncestor(mark.name, process.pid, sign)
    return None


def ancestors(pid: int) -> tuple[Process, ...]:
    """Return a process and those above it, nearest first (at most 64; ends where we cannot see)."""
    table = None if sys.platform == "linux" else ps_table()
    chain: list[Process] = []
    seen: set[int] = set()
    while pid > 0 and pid not in seen and len(chain) < _MAX_DEPTH:
        seen.add(pid)
        process = _read_proc(pid) if table is None else table.get(pid)
        if process is None:
            break
        chain.append(process)
        pid = process.parent
    return tuple(chain)


def sign_of(process: Process, mark: AgentMark) -> str | None:
    """Return by what a process is known as that agent ("variable X", "program X"), or None."""
    for name in sorted(mark.environment & process.environment):
        return f"variable {name}"
    for program in _programs(process):
        if Path(program).name in mark.programs:
            return f"program {Path(program).name}"
        for part in mark.path_parts:
            if part in program:
                return f"program {part}"
    return None


@lru_cache(maxsize=1)
def agent_marks() -> tuple[AgentMark, ...]:
    """Return the table of known agents."""
    rows = json.loads(resources.read_bytes("host/agents.json"))["agents"]
    return tuple(
        AgentMark(
            name=row["name"],
            programs=frozenset(row["programs"]),
            path_parts=tuple(row["path_parts"]),
            environment=frozenset(row["environment"]),
        )
        for row in rows
    )


def _programs(process: Process) -> list[str]:
    """The program itself, and the script when the program is an interpreter."""
    programs = [process.executable, *process.argv[:1]]
    if process.argv and Path(process.argv[0]).name in _INTERPRETERS:
        programs += [word for word in process.argv[1:] if not word.startswith("-")][:1]
    return [program for program in programs if program]


def _read_proc(pid: int) -> Process | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
        parent = int(stat[stat.rindex(b")") + 2 :].split()[1])
        argv = _strings(_read(pid, "cmdline"))
    except (OSError, ValueError, IndexError):
        return None
    try:
        executable = str(Path(f"/proc/{pid}/exe").readlink())
    except OSError:
        executable = ""
    names = frozenset(pair.partition("=")[0] for pair in _strings(_read(pid, "environ")))
    return Process(pid, parent, executable, argv, names)


def _read(pid: int, name: str) -> bytes:
    try:
        with Path(f"/proc/{pid}/{name}").open("rb") as file:
            return file.read(_MAX_BYTES)
    except OSError:
        return b""


def _strings(data: bytes) -> tuple[str, ...]:
    return tuple(os.fsdecode(word) for word in data.rstrip(b"\0").split(b"\0") if word)


def ps_table() -> dict[int, Process]:
    """Return all processes as `ps` tells them, by id; empty when there is no `ps`."""
    command = ["ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "args="]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=5, check=True)
    except (OSError, subprocess.SubprocessError):
        return {}
    return parse_ps(os.fsdecode(answer.stdout))


def parse_ps(text: str) -> dict[int, Process]:
    """Parse lines of `PID PPID COMMAND...`; lines of another shape are left out."""
    table: dict[int, Process] = {}
    for line in text.splitlines():
        words = line.split(None, 2)
        if len(words) == 3 and words[0].isdigit() and words[1].isdigit():  # noqa: PLR2004 - columns
            argv = tuple(words[2].split())
            table[int(words[0])] = Process(int(words[0]), int(words[1]), "", argv, frozenset())
    return table
