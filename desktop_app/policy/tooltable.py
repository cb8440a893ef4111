"""Agents' own tools as data: what each is, and which arguments hold paths, commands, addresses.

The table ships with us (`resources/policy/tools.toml`); a tool that it does not know has no row.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BugError
from desktop_app.model.action import ActionKind, SideEffect

if TYPE_CHECKING:
    from collections.abc import Mapping

_LISTS = frozenset(("command", "cwd", "read", "write", "url", "patch", "frees"))
_SWITCHES = frozenset(("opaque", "sends", "default_folder", "deep"))


@dataclass(frozen=True, slots=True)
class Tool:
    """One row.

    Attributes:
        kind, side_effect: what it is, and the least that is said of it.
        command, cwd, read, write, url, patch: names of arguments.
        frees: arguments that ask to leave the agent's sandbox.
        opaque: what it gets is no shell command that we understand.
        sends: it goes to a host that its arguments name.
        deep: it reads whatever lies below a folder.
        default_folder: without a path it looks into the working folder.
    """

    kind: ActionKind
    side_effect: SideEffect
    command: tuple[str, ...] = ()
    cwd: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()
    url: tuple[str, ...] = ()
    patch: tuple[str, ...] = ()
    frees: tuple[str, ...] = ()
    opaque: bool = False
    sends: bool = False
    default_folder: bool = False
    deep: bool = False


def parse_tools(text: str) -> dict[str, Tool]:
    """Return the rows of a TOML text by the tool's name in small letters.

    Raises:
        BugError: the table is not what it should be; it ships with us.
    """
    found: dict[str, Tool] = {}
    for row in tomllib.loads(text).get("tools", ()):
        tool = _tool(row)
        for name in row["names"]:
            if name in found or name != name.casefold():
                raise BugError(f"tools.toml names {name!r} twice, or not in small letters.")
            found[name] = tool
    return found


def _tool(row: Mapping[str, object]) -> Tool:
    unknown = row.keys() - _LISTS - _SWITCHES - {"names", "kind", "side_effect"}
    if unknown:
        raise BugError(f"tools.toml has unknown keys: {', '.join(sorted(unknown))}.")
    lists = {key: _names(row.get(key, ())) for key in _LISTS}
    switches = {key: row.get(key) is True for key in _SWITCHES}
    kind, level = ActionKind(str(row["kind"])), SideEffect(str(row["side_effect"]))
    return Tool(kind, level, **lists, **switches)  # type: ignore[arg-type]  # keys are checked above


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)):
        raise BugError("tools.toml: names of arguments are lists.")
    return tuple(str(name) for name in value)
