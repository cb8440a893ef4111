"""How far a tool can reach, by its name: the worst it can do, not what this call did.

A shell may do anything and its command is content that we do not keep: `irreversible`. Sending is
irreversible; what writes a file is `write`; fetching and searching is `read`. A name that no
table knows has no level: None, and nobody should read that as harmless.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.normalize.vocabulary import SideEffect

_SHELL = (
    "bash",
    "shell",
    "exec_command",
    "write_stdin",
    "local_shell",
    "container.exec",
    "run_shell_command",
    "powershell",
    "python",
    "code_interpreter",
    "code_execution",
    "computer",
    "computer_use",
    "killshell",
    "killbash",
)
_WRITE = (
    "write",
    "edit",
    "multiedit",
    "notebookedit",
    "write_file",
    "replace",
    "apply_patch",
    "create_file",
    "str_replace_based_edit_tool",
    "text_editor",
    "save_memory",
    "memory",
)
_READ = (
    "read",
    "glob",
    "grep",
    "ls",
    "webfetch",
    "websearch",
    "web_fetch",
    "web_search",
    "google_web_search",
    "read_file",
    "read_many_files",
    "list_directory",
    "search_file_content",
    "grep_search",
    "file_search",
    "view_image",
    "bashoutput",
    "taskoutput",
    "notebookread",
    "lsp",
    "list_mcp_resources",
    "read_mcp_resource",
    "list_mcp_resource_templates",
    "listmcpresourcestool",
    "readmcpresourcetool",
    "get_internal_docs",
)
_NONE = (
    "todowrite",
    "todoread",
    "write_todos",
    "update_plan",
    "exitplanmode",
    "enterplanmode",
    "exit_plan_mode",
    "enter_plan_mode",
    "askuserquestion",
    "ask_user",
    "request_user_input",
    "think",
    "toolsearch",
    "task",  # a sub-agent: its own calls have their own levels
    "agent",
    "skill",
    "slashcommand",
    "activate_skill",
    "complete_task",
    "update_topic",
    "spawn_agent",
    "wait_agent",
    "send_input",
    "close_agent",
)
LEVELS: dict[str, SideEffect] = {
    **dict.fromkeys(_SHELL, "irreversible"),
    **dict.fromkeys(_WRITE, "write"),
    **dict.fromkeys(_READ, "read"),
    **dict.fromkeys(_NONE, "none"),
}
SHELLS = frozenset(_SHELL)
_VERBS: tuple[tuple[SideEffect, re.Pattern[str]], ...] = (
    (
        "irreversible",
        re.compile(
            r"(?:^|[_.-])(?:send|post|delete|remove|drop|purge|pay|publish|exec|execute|run)"
        ),
    ),
    (
        "write",
        re.compile(r"(?:^|[_.-])(?:write|edit|create|update|insert|put|set|add|move|rename|patch)"),
    ),
    (
        "read",
        re.compile(
            r"(?:^|[_.-])(?:read|get|list|search|find|fetch|query|describe|view|show|lookup)"
        ),
    ),
)


@lru_cache(maxsize=4096)
def side_effect_level(tool_name: str) -> SideEffect | None:
    """Return the worst that a tool of that name can do; `mcp__server__tool` goes by its last part.

    Exact names first, then the verb that a name is made with; None when neither is known.
    """
    name = tool_name.rsplit("__", 1)[-1].lower()
    if name in LEVELS:
        return LEVELS[name]
    return next((level for level, verbs in _VERBS if verbs.search(name)), None)


def is_shell(tool_name: str | None) -> bool:
    """Tell whether a tool runs commands, so that "it worked" says nothing of the command's end."""
    return tool_name is not None and tool_name.lower() in SHELLS
