"""What goes into an agent's config so that it asks us, and how ours is told from others' hooks.

The command names an interpreter with `-I`: an agent, or the settings of a folder that it works in,
could otherwise put a module of their own before ours by a variable. It names the control socket
and the data directory because agents hand their hooks another environment than ours.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.agents.hooks.table import DIALECTS, patience_s

if TYPE_CHECKING:
    from collections.abc import Mapping

    Value: TypeAlias = "str | int | list[Value] | Mapping[str, Value]"
    Item: TypeAlias = tuple[tuple[str, ...], Mapping[str, Value]]

PROGRAM = "countersign-hook"  # the entry point, for whoever wires an agent by hand
# Before the agent's own time-out our answer must have arrived: by so much, a third at most.
MARGIN_S = 5
_HOOK_FILE = Path("desktop_app", "hook.py")
_OURS = re.compile(
    r"(?:^|[\s/\\'\"])(?:countersign-hook(?:\.exe)?|desktop_app[/\\]hook\.py)(?=['\"]?\s)"
    r"|(?:^|[\s/\\'\"])countersign(?:\.exe)?['\"]? _hook\s"
)


@dataclass(frozen=True, slots=True)
class HookPlace:
    """Whom our hook asks.

    Attributes:
        control: the recorder's control address.
        data_dir: its data directory, to start it for.
    """

    control: str
    data_dir: str


def program(executable: str = sys.executable, *, frozen: bool | None = None) -> list[str]:
    """Return the words that start our hook's program."""
    if getattr(sys, "frozen", False) if frozen is None else frozen:
        return [executable, "_hook"]
    return [executable, "-I", str(Path(__file__).parents[3] / _HOOK_FILE)]


def command(agent: str, wait_s: int, place: HookPlace) -> str:
    """Return the command line of one hook, as a shell reads it."""
    words = [*program(), agent, "--wait", str(wait_s - min(MARGIN_S, wait_s // 3))]
    words += ["--control", place.control, "--data-dir", place.data_dir]
    return shlex.join(words)


def items(agent: str, place: HookPlace) -> list[Item]:
    """Return (path of a list, what is to be one of its elements) for an agent's config."""
    dialect = DIALECTS[agent]
    found: list[Item] = []
    for event, moment in dialect.moments.items():
        wait_s = patience_s(moment)
        handler: dict[str, Value] = {
            "type": "command",
            "command": command(agent, wait_s, place),
            "timeout": wait_s * dialect.units,
        }
        group: dict[str, Value] = {"matcher": dialect.matcher} if dialect.matcher else {}
        group["hooks"] = [handler]
        found.append((("hooks", event), group))
    return found


def lists(agent: str) -> list[tuple[str, ...]]:
    """Return the paths of the lists that an agent's hooks of ours stand in."""
    return [("hooks", event) for event in DIALECTS[agent].moments]


def is_ours(element: object) -> bool:
    """Return whether an element of a list of hooks starts our program, whoever wrote it."""
    if not isinstance(element, dict) or not isinstance(element.get("hooks"), list):
        return False
    return any(
        isinstance(handler, dict)
        and isinstance(handler.get("command"), str)
        and _OURS.search(handler["command"]) is not None
        for handler in element["hooks"]
    )
