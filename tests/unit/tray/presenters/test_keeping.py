"""tray.presenters.keeping: what is asked, what is kept since when, how full the vault is."""

from __future__ import annotations

import pytest

from desktop_app.operations import keeping as operation
from desktop_app.tray.presenters import keeping
from desktop_app.tray.presenters import state as states
from tests.fakes.question_values import NOW_US

COMMANDS = "keep command lines"
OPEN = {"open": True, "why": None, "keeps": [COMMANDS], "bytes": 4_000, "quota_bytes": 16_000}


def shown(**changed: object) -> keeping.Vault:
    """Return what is said of a vault."""
    found = keeping.vault(states.of({"vault": {**OPEN, **changed}}))
    assert found is not None
    return found


@pytest.mark.parametrize("purpose", [one.name for one in operation.CONTENT])
def test_a_notice_is_shown_whole(purpose: str) -> None:
    """Its title and each of its lines, in their order."""
    notice = operation.shown(purpose)
    asked = keeping.asked(notice)
    assert (asked.title, *asked.lines) == notice.paragraphs
    assert asked.spoken == " ".join(notice.paragraphs[1:])


def test_every_purpose_of_content_has_a_row() -> None:
    """In the order of the list; what nobody allowed is not kept, and each says what it is."""
    found = keeping.rows((), NOW_US)
    assert [row.purpose for row in found] == [one.name for one in operation.CONTENT]
    assert {row.status for row in found} == {"Not kept."}
    assert not any(row.is_kept for row in found)
    assert all(row.text for row in found[:5])


def test_the_newest_grant_counts() -> None:
    """With its day; one for actions is none of ours."""
    grants = [
        {"purpose": COMMANDS, "seq": 7, "given_us": NOW_US},
        {"purpose": COMMANDS, "seq": 9, "given_us": NOW_US},
        {"purpose": COMMANDS, "seq": 8, "given_us": NOW_US},
        {"purpose": "agent action", "seq": 99, "given_us": NOW_US},
    ]
    kept = [row for row in keeping.rows(grants, NOW_US) if row.is_kept]
    assert [(row.purpose, row.grant) for row in kept] == [(COMMANDS, 9)]
    assert kept[0].status.startswith("Kept since today ")
    assert kept[0].status.endswith(", for 90 days.")


def test_how_long_is_by_the_policy_in_force() -> None:
    """Not by what it was when the consent was given."""
    grants = [{"purpose": COMMANDS, "seq": 7, "given_us": NOW_US}]
    (kept,) = (row for row in keeping.rows(grants, NOW_US, 30) if row.is_kept)
    assert kept.status.endswith(", for 30 days.")


def test_how_full_it_is() -> None:
    """Of its quota; nothing is said of a recorder that tells nothing."""
    found = shown()
    assert (found.text, found.trouble) == ("4.0 kB of 16 kB used", "")
    assert found.disk is not None
    assert (found.disk.whole, found.disk.parts[0].size) == (16_000, 4_000)
    assert keeping.vault(states.of({})) is None
    assert keeping.trouble(states.of({})) == ""


def test_nearly_full_warns_before_it_is() -> None:
    """In the colour of what waits for a person."""
    found = shown(nearly_full=True)
    assert found.tone == "ask"
    assert found.trouble == "The vault is nearly full. When it is, new content is not kept."
    assert keeping.trouble(states.of({"vault": {**OPEN, "nearly_full": True}})) == ""


def test_full_is_said_in_so_many_words() -> None:
    """On every page, too; the bar never runs over."""
    told = {**OPEN, "why": "The vault has much in use.", "nearly_full": True, "bytes": 17_000}
    found = shown(**told)
    assert (found.tone, found.trouble) == (
        "deny",
        "New content is not kept: the vault is full.",
    )
    assert found.disk is not None
    assert (found.disk.parts[0].size, found.disk.parts[0].token) == (16_000, "deny")
    said = keeping.trouble(states.of({"vault": told}))
    assert said == "Recording goes on. New content is not kept: the vault is full."


def test_a_vault_that_is_not_open_says_why_safely() -> None:
    """Without a bar."""
    found = keeping.vault(
        states.of({"vault": {"open": False, "why": "No\u202e key.", "keeps": []}})
    )
    assert found is not None
    assert found.disk is None
    assert (found.text, found.trouble) == (
        "The vault is not open.",
        "New content is not kept. NoU+202E key.",
    )


def test_what_is_kept_now() -> None:
    """In a few words; nothing is nothing, and not known is not nothing."""
    keeps = ["screenshots", COMMANDS]
    assert keeping.kept_now(states.of({"vault": {"keeps": keeps}})) == "command lines, screenshots"
    assert keeping.kept_now(states.of({"vault": {"keeps": []}})) == "nothing"
    assert keeping.kept_now(states.of({})) == ""
