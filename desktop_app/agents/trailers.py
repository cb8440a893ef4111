"""Trailers that say in a commit's message which agent run made it, and the hook that adds them.

    Agent: claude-code
    Agent-Run-Id: 7821bcb7-efd7-49c6-b492-bf7efb2c7c4d
    Trace-Id: 0af7651916cd43dd8448eb211c80319c

Promise: a commit that no agent makes gets none, and the hook then starts no program of ours.
`resources/docs/agents.md`, "Commits". Source of the variables: real runs of each agent.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

AGENT, RUN_ID, TRACE_ID = "Agent", "Agent-Run-Id", "Trace-Id"
_OUR_RUN, _OUR_SENDER = "COUNTERSIGN_RUN_ID", "COUNTERSIGN_RUN_SENDER"
_NO_AGENT = ("", "run")  # senders of programs that are no agent of the catalogue
# Agent -> variables that say that it runs us, and those that name its run, the best first. Of an
# agent in another one both are there: the first row counts.
_AGENTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "codex": (("CODEX_THREAD_ID", "CODEX_SESSION_ID"), ("CODEX_THREAD_ID", "CODEX_SESSION_ID")),
    "gemini": (("GEMINI_CLI", "GEMINI_SESSION_ID"), ("GEMINI_SESSION_ID",)),
    "claude-code": (("CLAUDECODE",), ("CLAUDE_CODE_SESSION_ID",)),
}
_WORD = re.compile(r"[A-Za-z0-9._:@/+-]{1,200}\Z")  # no line end: it would be another trailer
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}\Z")
_NO_TRACE = "0" * 32

_HEAD = """#!/bin/sh
# Says in a commit's message which agent run made it (`countersign git-trailers`).
# `countersign git-trailers install --undo` takes this file away, and puts back the one before.
before="$0.before-countersign"
if [ -f "$before" ] && [ -x "$before" ]; then "$before" "$@" || exit $?; fi
"""
_TAIL = """ git-trailers hook "$1" </dev/null || :
fi
exit 0
"""


def trailers_of(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the trailers of whoever runs with this environment; () where that is no agent."""
    found = next((name for name, (signs, _) in _AGENTS.items() if _any(environ, signs)), "")
    sender, our_run = environ.get(_OUR_SENDER, ""), environ.get(_OUR_RUN, "")
    agent = sender if our_run and sender not in _NO_AGENT else found or sender
    if not agent and not our_run:
        return ()
    run_id = our_run or (_first(environ, _AGENTS[found][1]) if found else "")
    trace = _TRACEPARENT.match(environ.get("TRACEPARENT", ""))
    trace_id = trace[1] if trace is not None and trace[1] != _NO_TRACE else ""
    told = ((AGENT, agent), (RUN_ID, run_id), (TRACE_ID, trace_id))
    return tuple((name, value) for name, value in told if _WORD.match(value))


def hook_text(program: Sequence[str]) -> str:
    """Return the hook `prepare-commit-msg`.

    Args:
        program: the command of this program.
    """
    return f"{_HEAD}if {_test()}; then\n{shlex.join(program)}{_TAIL}"


def is_ours(text: str) -> bool:
    """Return whether a hook is one of ours as it was written, whatever program it names."""
    start, end = f"{_HEAD}if {_test()}; then\n", _TAIL
    named = text[len(start) : -len(end)]
    return text.startswith(start) and text.endswith(end) and "\n" not in named


def _test() -> str:
    """Return what a shell asks before it starts a program of ours."""
    names = [_OUR_RUN, *dict.fromkeys(one for signs, _ in _AGENTS.values() for one in signs)]
    return f'[ -n "{"".join(f"${{{name}-}}" for name in names)}" ]'


def _any(environ: Mapping[str, str], names: Sequence[str]) -> bool:
    return any(environ.get(name) for name in names)


def _first(environ: Mapping[str, str], names: Sequence[str]) -> str:
    return next((environ[name] for name in names if environ.get(name)), "")
