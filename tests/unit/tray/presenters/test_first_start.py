"""The page of the first start: the notice in its parts, keys and agents for people."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.agents.catalog import BY_NAME
from desktop_app.operations import first_start as operation
from desktop_app.operations.agents_state import AgentState
from desktop_app.tray.presenters import first_start
from desktop_app.tray.presenters import state as states


def test_every_line_of_the_notice_stands_on_the_page_once() -> None:
    """So that the digest at the foot is of what was read."""
    notice = operation.shown()
    page = first_start.page(notice)
    lists = [line for head, items in page.lists for line in (head, *items)]
    said = [page.title, page.lead, *lists, page.honest, page.door_title, page.door]
    assert said == [line for line in notice.paragraphs if line]
    assert [len(items) for _head, items in page.lists] == [4, 4, 3]
    assert f"{notice.digest[:4]} {notice.digest[4:8]}" in page.digest


def test_the_door_is_told_as_it_is() -> None:
    """Also to a person who opens the page again, after they turned the mode off."""
    page = first_start.page(operation.shown())
    assert first_start.door(page, local_only=True) == (page.door_title, page.door)
    assert first_start.door(page, local_only=False)[0] == "Local-only mode is off"


@pytest.mark.parametrize(
    ("custody", "uneasy", "said"),
    [
        ("os-keychain", False, "keychain of this system"),
        ("passphrase-file", False, "your passphrase"),
        ("plain-file", True, "can forge the record"),
        ("new\u202e", True, "newU+202E"),
    ],
)
def test_where_the_keys_are_is_said_loudly_where_it_must_be(
    custody: str,
    uneasy: bool,  # noqa: FBT001 - pytest gives it
    said: str,
) -> None:
    """A plain file is no place for keys."""
    keys = first_start.keys({"custody": custody, "vkey": "a+b+c", "fingerprint": "1 2"})
    assert keys.uneasy is uneasy
    assert said in keys.custody
    assert (keys.vkey, keys.fingerprint) == ("a+b+c", "1 2")


def test_agents_are_listed_where_they_are() -> None:
    """Installed or set up; with the file that would change."""
    config = Path("/home/a/.codex/config.toml")
    there = AgentState(BY_NAME["codex"], Path("/b/codex"), "1.2", True, config, False, (), None)  # noqa: FBT003
    found = first_start.found(there, "/home/a")
    assert found is not None
    assert (found.title, found.version, found.text, found.wired) == (
        "Codex CLI",
        "1.2",
        "telemetry in ~/.codex/config.toml",
        False,
    )
    wired = AgentState(BY_NAME["codex"], None, None, False, config, True, (), None)  # noqa: FBT003
    again = first_start.found(wired, "/home/a")
    assert again is not None
    assert (again.text, again.version) == ("set up already", "")
    absent = AgentState(BY_NAME["codex"], None, None, False, config, False, (), None)  # noqa: FBT003
    assert first_start.found(absent, "/home/a") is None


def test_the_entry_is_told() -> None:
    """At the foot, once it was begun."""
    assert first_start.begun(10_490) == "Recording. Recorded as #10,490."


def test_what_is_kept_already_is_no_choice_any_more() -> None:
    """As the recorder says it; nothing is known without one."""
    kept = states.of({"vault": {"keeps": ["keep command lines"]}})
    assert first_start.keeps(kept, "keep command lines")
    assert not first_start.keeps(kept, "screenshots")
    assert not first_start.keeps(states.of({"vault": "?"}), "keep command lines")
    assert not first_start.keeps(states.of({}), "keep command lines")
    assert first_start.kept_already() == "Kept, as you allowed. Settings can end it."
    lines, copies = first_start.choices(copies=True)
    assert (lines.purpose, lines.title) == ("keep command lines", "Command lines")
    assert copies.purpose == "local copies"
    assert first_start.choices(copies=False) == (lines,)
