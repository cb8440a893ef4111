"""Which picture a row has: what it is, and for tools what kind of tool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view.rows import What

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.rows import Rows

_ROW = {
    What.TURN: ("turn", "text2"),
    What.MODEL: ("model", "model"),
    What.SUBAGENT: ("subagent", "tool"),
    What.FOLD: ("fold", "text2"),
    What.LOG_FOLD: ("fold", "text2"),
    What.ROLLBACK: ("undo", "text2"),
}
_MCP = "mcp__"
# Words in a tool's name; the first line that has one of them counts.
_TOOLS = (
    ({"agent", "task"}, "subagent"),
    ({"bash", "shell", "exec", "command", "terminal"}, "shell"),
    ({"fetch", "web", "http", "browser"}, "network"),
    ({"delete", "remove", "rm"}, "file-delete"),
    ({"edit", "replace", "patch"}, "file-edit"),
    ({"write", "create", "save"}, "file-write"),
    ({"read", "ls", "glob", "grep", "list", "search", "view", "cat"}, "file-read"),
)
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def icon(rows: Rows, index: int) -> tuple[str, str]:
    """Return (icon, tone) of a row; ("", "") for one that has none."""
    what = What(rows.what[index])
    if what is What.TOOL:
        return tool(rows.name[index]), "tool"
    return _ROW.get(what, ("", ""))


def tool(name: str) -> str:
    """Return the picture of a tool by the words in its name."""
    if name.startswith(_MCP):
        return "mcp"
    said = {word.lower() for word in _WORD.findall(name)}
    return next((picture for wanted, picture in _TOOLS if wanted & said), "settings")
