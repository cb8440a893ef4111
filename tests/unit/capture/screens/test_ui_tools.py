"""capture.screens.ui_tools: which calls have pictures taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.capture.screens.ui_tools import parse_ui_tools
from desktop_app.errors import BugError
from desktop_app.model.action import ActionKind
from desktop_app.policy.classify import Call, classify
from tests.fakes.policies import TABLES

TABLE = parse_ui_tools(
    (Path(__file__).parents[4] / "resources" / "capture" / "ui_tools.toml").read_text("utf-8")
)


def _acts(tool: str, **arguments: str) -> bool:
    return TABLE.acts_on_screen(classify(Call("claude-code", tool, arguments), TABLES))


@pytest.mark.parametrize(
    "tool",
    [
        *("computer", "Computer_Use", "computer_20250124"),
        *("mcp__playwright__browser_click", "mcp_playwright_browser_type", "browser_navigate"),
        *("mcp__plugin_playwright_playwright__browser_fill_form", "playwright.browser_drag"),
        *("mcp__chrome-devtools__click", "mcp__chrome-devtools__navigate_page"),
        *("mcp__claude-in-chrome__computer", "mcp__puppeteer__puppeteer_click"),
        *("mcp__browser-use__browser_click", "mcp__desktop-automation__mouse_click"),
    ],
)
def test_tools_that_act_on_the_screen(tool: str) -> None:
    """Computer use, browsers and desktops through MCP, as each agent writes the name."""
    assert _acts(tool)


@pytest.mark.parametrize(
    "command",
    [
        "xdotool click 1",
        "cd /tmp && DISPLAY=:0 /usr/bin/xdotool key Return",
        "ydotool type hello",
        "wmctrl -a Firefox",
        "sh -c 'wtype x'",
        "$(which xdotool) mousemove 1 1",
    ],
)
def test_commands_that_act_on_the_screen(command: str) -> None:
    """Wherever in a command the program stands."""
    assert _acts("Bash", command=command)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("Bash", {"command": "ls -la"}),
        ("Read", {"file_path": "/home/dev/xdotool.md"}),
        ("Write", {"file_path": "a", "content": "xdotool click 1"}),
        ("WebFetch", {"url": "https://example.org"}),
        ("mcp__github__create_issue", {"title": "click"}),
        ("mcp__playwright__browser_snapshot", {}),
        ("mcp__playwright__browser_take_screenshot", {}),
    ],
)
def test_others_have_no_picture(tool: str, arguments: dict[str, str]) -> None:
    """What only reads, and what acts elsewhere."""
    assert not _acts(tool, **arguments)


def test_what_the_policy_calls_ui_is_one() -> None:
    """Whatever it is called."""
    action = classify(Call("x", "computer"), TABLES)
    assert action.kind is ActionKind.UI
    assert parse_ui_tools("version = 1\ntools = []\nprograms = []").acts_on_screen(action)


@pytest.mark.parametrize(
    "text",
    [
        "version = 1",
        "version = 2\ntools = []\nprograms = []",
        "version = 1\ntools = ['A']\nprograms = []",
        "version = 1\ntools = []\nprograms = [1]",
        "version = 1\ntools = []\nprograms = []\nmore = 1",
    ],
)
def test_a_table_that_is_off_is_a_bug(text: str) -> None:
    """It ships with us."""
    with pytest.raises(BugError):
        parse_ui_tools(text)
