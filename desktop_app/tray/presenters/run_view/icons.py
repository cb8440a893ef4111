"""Which picture a row has: what it is, and for tools what kind of tool."""

from __future__ import annotations

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
}
# Words in a tool's name, in this order.
_TOOLS = (
    (("mcp__",), "mcp"),
    (("agent", "task"), "subagent"),
    (("bash", "shell", "exec", "command", "terminal"), "shell"),
    (("fetch", "web", "http", "browser", "search_web"), "network"),
    (("delete", "remove", "rm_"), "file-delete"),
    (("edit", "replace", "patch"), "file-edit"),
    (("write", "create", "save"), "file-write"),
    (("read", "ls", "glob", "grep", "list", "search", "view", "cat"), "file-read"),
)


def icon(rows: Rows, index: int) -> tuple[str, str]:
    """Return (icon, tone) of a row; ("", "") for one that has none."""
    what = What(rows.what[index])
    if what is What.TOOL:
        return tool(rows.name[index]), "tool"
    return _ROW.get(what, ("", ""))


def tool(name: str) -> str:
    """Return the picture of a tool by its name."""
    said = name.lower()
    for wanted, picture in _TOOLS:
        if any(word in said for word in wanted):
            return picture
    return "settings"
