"""What goes into the agents' configs, and which hooks are ours."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from desktop_app.agents.hooks.table import DIALECTS
from desktop_app.agents.hooks.wiring import HookPlace, command, is_ours, items, program

PLACE = HookPlace("/run/user/1000/countersign/0.sock", "/home/a b/it's/data")


@pytest.mark.parametrize("agent", list(DIALECTS))
def test_every_event_of_the_table_is_asked_for(agent: str) -> None:
    """One group each, for every tool, whose time-out is longer than our own wait."""
    found = dict(items(agent, PLACE))
    assert [path[-1] for path in found] == list(DIALECTS[agent].moments)
    for path, group in found.items():
        assert path[0] == "hooks"
        assert is_ours(dict(group))
        (handler,) = group["hooks"]  # type: ignore[misc]
        words = shlex.split(handler["command"])  # type: ignore[index,call-overload]
        wait_s = int(words[words.index("--wait") + 1])
        limit = handler["timeout"] / DIALECTS[agent].units  # type: ignore[index,operator,call-overload]
        assert wait_s == limit - min(5, limit // 3)
        assert words[words.index("--data-dir") + 1] == PLACE.data_dir


def test_the_program_is_named_whole_and_takes_no_module_of_others() -> None:
    """`-I`: variables of an agent's own settings add no folder to look for modules in."""
    words = shlex.split(command("codex", 600, PLACE))
    assert words[:2] == [sys.executable, "-I"]
    assert Path(words[2]).name == "hook.py"
    assert Path(words[2]).is_absolute()
    assert program("/opt/countersign", frozen=True) == ["/opt/countersign", "_hook"]


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("countersign-hook codex", True),
        ("'/opt/my place/countersign-hook' codex --wait 9", True),
        ("/usr/bin/python3 -I /x/desktop_app/hook.py codex", True),
        ("/opt/countersign/countersign _hook gemini", True),
        ("'/opt/a b/countersign' _hook gemini", True),
        ("countersign status", False),
        ("echo countersign-hooks", False),
        ("my-countersign-hook x", False),
        ("/x/other_app/hook.py codex", False),
        ("", False),
    ],
)
def test_ours_is_told_from_others(line: str, ours: bool) -> None:  # noqa: FBT001 - a row
    """By the program that is started, whatever stands around it."""
    assert is_ours({"hooks": [{"type": "command", "command": line}]}) is ours


@pytest.mark.parametrize("odd", [None, [], {}, {"hooks": {}}, {"hooks": [7, {"command": 7}]}])
def test_what_is_no_hook_is_not_ours(odd: object) -> None:
    """Configs are odd."""
    assert not is_ours(odd)
