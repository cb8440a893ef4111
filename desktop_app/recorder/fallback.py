"""The small table that a hook's program answers from while no recorder can be reached.

`<d>.gate.json` beside the control socket, 0600, written anew when the policy changes: by agent and
tool what the policy allows without asking, so that a crash does not brick the agent. Only what
changes nothing, and reads nothing but what lies below the working folder; commands never stand in
it. The program says "no opinion" to these, and denies the rest, unless its person chose to leave it
to the agent. `control.md`, "Without a recorder".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.agents.catalog import AGENTS
from desktop_app.host import files
from desktop_app.model import canonical
from desktop_app.model.action import (
    Action,
    Allowed,
    NoOpinion,
    PathUse,
    Place,
    SideEffect,
    Trait,
    Use,
)
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Usage, decide

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.policy.classify import Tables
    from desktop_app.policy.rules import Policy
    from desktop_app.policy.tooltable import Tool

FORMAT = 1
_HARMLESS = (SideEffect.NONE, SideEffect.READ)
_FOLDER = "/workspace"


def fallback_table(policy: Policy, tables: Tables, *, leaves: bool = False) -> dict[str, JSON]:
    """Return the table: agent -> tool in small letters -> arguments that are paths.

    Args:
        policy: in force.
        tables: what tools do.
        leaves: whether what is not in the table is left to the agent, and not denied.
    """
    return {
        "v": FORMAT,
        **({"otherwise": "agent"} if leaves else {}),
        "policy": policy.label,
        "agents": {
            agent.name: {
                name: list(tool.read)
                for name, tool in sorted(tables.tools.items())
                if _is_harmless(tool) and _allows(policy, agent.name, name, tool)
            }
            for agent in AGENTS
        },
    }


def write_fallback(path: Path, policy: Policy, tables: Tables, *, leaves: bool) -> None:
    """Write the table.

    Raises:
        StorageError: it is not written; the old one stays.
    """
    files.write_durable(path, canonical.encode_body(fallback_table(policy, tables, leaves=leaves)))


def _is_harmless(tool: Tool) -> bool:
    told = tool.command or tool.write or tool.url or tool.patch or tool.frees
    return tool.side_effect in _HARMLESS and not (told or tool.opaque or tool.sends)


def _allows(policy: Policy, agent: str, name: str, tool: Tool) -> bool:
    """Whether the policy lets it look at a file in its folder without asking."""
    path = PathUse(f"{_FOLDER}/file", Use.READ, Place.WORKSPACE)
    action = Action(
        agent,
        name,
        tool.kind,
        tool.side_effect,
        cwd=_FOLDER,
        workspace=_FOLDER,
        paths=(path,) if tool.read else (),
        traits=frozenset[Trait](),
    )
    decision = decide(action, policy, Grants(), Usage()).decision
    return isinstance(decision, (Allowed, NoOpinion))
