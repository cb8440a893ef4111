"""Who calls through an MCP proxy: the known agent, its run and where it works.

Sender and run are those of the agent's hooks and telemetry, so that one call is one wherever it is
heard of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.agents.catalog import BY_NAME
from desktop_app.host.processes import agent_ancestor

if TYPE_CHECKING:
    from collections.abc import Mapping

WRAPPED = "run"  # whom `countersign run` keeps a program's run under, where it is no known agent
# What an agent sets for the servers that it starts; Codex says it in each call, Gemini CLI nowhere.
SESSION_VARIABLES = {"claude-code": "CLAUDE_CODE_SESSION_ID"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who it is, as far as is known; "" for what is not.

    Attributes:
        agent: name in the catalogue.
        sender: under which its run is kept.
        run_id: the run that `countersign run` gave it, whatever a call says.
        session_id: its own session, for calls that say none.
        cwd: its working folder.
    """

    agent: str = ""
    sender: str = ""
    run_id: str = ""
    session_id: str = ""
    cwd: str = ""


def caller_of(pid: int, environment: Mapping[str, str], cwd: str) -> Caller:
    """Return the agent at or above a process.

    Args:
        pid: the process.
        environment: what the agent gave it; empty where that is not known.
        cwd: its working folder; "" where that is not the agent's.
    """
    above = agent_ancestor(pid)
    agent = "" if above is None else above.name
    run_id = environment.get("COUNTERSIGN_RUN_ID", "")
    if run_id:
        sender = environment.get("COUNTERSIGN_RUN_SENDER") or agent or WRAPPED
    else:
        sender = agent if agent in BY_NAME and BY_NAME[agent].sends_token else ""
    session_id = environment.get(SESSION_VARIABLES.get(agent, ""), "")
    return Caller(agent, sender, run_id, session_id, cwd)
