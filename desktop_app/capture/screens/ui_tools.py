"""Which tool calls act on what is to be seen, so that pictures are taken around them.

Promise: by the tool's kind and name, and by the programs of a shell command, as data
(`resources/capture/ui_tools.toml`). A program that is only named (`grep xdotool`) costs a picture.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass

from desktop_app.errors import BugError
from desktop_app.model.action import Action, ActionKind, Protected
from desktop_app.policy.globs import folded, matches

VERSION = 1
MAX_COMMAND = 100_000  # characters of a command that are looked at
_WORD = re.compile(r"[\w.+-]+")


@dataclass(frozen=True, slots=True)
class UITools:
    """The table.

    Attributes:
        tools: patterns of names.
        programs: names.
    """

    tools: tuple[str, ...]
    programs: frozenset[str]

    def acts_on_screen(self, action: Action) -> bool:
        """Tell whether a call is one of these."""
        if action.kind is ActionKind.UI or Protected.INPUT in action.protected:
            return True
        if action.kind is ActionKind.SHELL:
            words = _WORD.findall(action.text[:MAX_COMMAND].casefold())
            return not self.programs.isdisjoint(words)
        name = folded(action.tool)
        return any(matches(pattern, name) for pattern in self.tools)


def parse_ui_tools(text: str) -> UITools:
    """Return the table of a TOML text.

    Raises:
        BugError: the table is not what it should be; it ships with us.
    """
    table = tomllib.loads(text)
    if table.keys() != {"version", "tools", "programs"} or table["version"] != VERSION:
        raise BugError("ui_tools.toml holds `version = 1`, tools and programs.")
    tools, programs = table["tools"], table["programs"]
    names = [*tools, *programs]
    if any(not isinstance(name, str) or name != name.casefold() for name in names):
        raise BugError("ui_tools.toml names a tool that is no text in small letters.")
    return UITools(tuple(tools), frozenset(programs))
