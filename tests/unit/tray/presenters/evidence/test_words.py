"""What frames, masked areas and missing pictures are called."""

from __future__ import annotations

import tomllib

import pytest

from desktop_app.host import resources
from desktop_app.host.screen.frame import Reason
from desktop_app.tray.presenters.evidence import words

AT_US = 1_795_169_861_161_000


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    """That says more than its word."""
    said = words.no_picture(reason, AT_US)
    assert said.endswith(".")
    assert not said.startswith("There is no picture: ")


def test_every_rule_has_a_word() -> None:
    """The rules that we bring; a person's own has the name that they gave it."""
    told = tomllib.loads(resources.read_text("capture/excluded.toml"))
    for rule in told["rules"]:
        assert words.rule(rule["name"]) != f"rule {rule['name']}"
    assert words.rule("my bank") == "rule my bank"


def test_an_unknown_reason_is_shown_as_it_stands() -> None:
    """Made safe."""
    assert words.no_picture("eclipse\u202e", AT_US) == "There is no picture: eclipseU+202E."


@pytest.mark.parametrize(
    ("tool", "trigger", "title"),
    [
        ("Edit", "before", "Edit, before"),
        ("Edit", "after", "Edit, after"),
        ("", "after", "After"),
        ("", "hand", "By hand"),
        ("Edit", "api", "Edit, asked for"),
        ("", "sdk", "Asked for by the agent"),
        ("", "moon", "moon"),
    ],
)
def test_titles(tool: str, trigger: str, title: str) -> None:
    """Tool and side, or who asked."""
    assert words.title(tool, trigger) == title


def test_a_servers_tool_has_a_short_and_a_whole_name() -> None:
    """The strip has room for the short one."""
    name = "mcp__playwright__browser_click"
    assert words.tool(name) == "browser_click"
    assert words.whole_tool(name) == "browser_click, of playwright"
    assert words.whole_tool("Edit") == words.tool("Edit") == "Edit"


def test_times_in_a_run() -> None:
    """Two decimals below ten seconds, one below a minute, then minutes."""
    assert words.since(350_000) == "+0.35 s"
    assert words.since(17_300_000) == "+17.3 s"
    assert words.since(192_000_000) == "+3 min 12 s"
    assert words.moment(AT_US).endswith(".161")


def test_what_is_not_kept_says_why() -> None:
    """The vault was full, does not know it, or said something else."""
    assert words.not_kept("full") == "The picture was not kept: the vault was full."
    assert words.not_kept("missing").startswith("The vault does not know this picture")
    assert words.not_kept("storage").endswith("the vault could not be written.")
    assert words.not_kept("sun") == "The picture was not kept: sun."
