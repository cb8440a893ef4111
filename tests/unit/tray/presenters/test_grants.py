"""What is in force, in a few words, the soonest end first."""

from __future__ import annotations

from typing import Any

from desktop_app.model import formats
from desktop_app.tray.presenters import grants
from tests.fakes.question_values import HOME, NOW_US


def row(seq: int, **more: Any) -> dict[str, Any]:
    """Return a row of `Query.grants_in_force`."""
    scope = {
        "agent": "codex", "tool": "Bash", "program": ["git", "status"], "exact": True,
        "folder": f"{HOME}/work", "below": True, "hosts": ["example.net"],
    }  # fmt: skip
    told: dict[str, Any] = {
        "seq": seq, "purpose": "agent action", "title": "Let an agent act", "scope": scope,
        "lasts": "always", "until_us": None, "used": 4, "agent": "codex",
    }  # fmt: skip
    return {**told, **more}


def test_a_grant_in_words() -> None:
    """What, for whom, where, until when, how often."""
    (one,) = grants.in_force([row(9)], NOW_US, HOME)
    assert (one.what, one.agent, one.used) == ("Bash", "Codex", "used 4 times")
    assert one.scope == "git status in ~/work and below to example.net"
    assert (one.until, one.end, one.ended) == ("until revoked", "Revoke", "Revoked")


def test_content_is_withdrawn() -> None:
    """It has no scope, and nobody counts its uses."""
    kept = row(9, purpose="keep command lines", title="Keep command lines", scope=None, agent=None)
    (one,) = grants.in_force([kept], NOW_US, HOME)
    assert (one.what, one.agent, one.used) == ("Keep command lines", "all agents", "")
    assert (one.end, one.ended) == ("Withdraw", "Withdrawn")
    assert (one.scope, one.until) == ("each for 90 days", "until withdrawn")


def test_a_place_beyond_this_computer_is_named() -> None:
    """It is no agent's, and once it is ended it is added anew, never put back."""
    line = "logs.example.org:443: redacted telemetry"
    soon = NOW_US + 3_600_000_000
    given = row(
        9,
        purpose="send to an upstream",
        title="Send to an upstream",
        scope=None,
        agent=None,
        lasts="until",
        until_us=soon,
        recipients=[line],
    )
    (one,) = grants.in_force([given], NOW_US, HOME)
    assert (one.what, one.agent, one.scope) == ("Send to an upstream", "", line)
    assert one.until.endswith(formats.time_of_day(soon)[:5])
    later = {**given, "until_us": NOW_US + 90 * grants.DAY_US}
    (other,) = grants.in_force([later], NOW_US, HOME)
    assert other.until == formats.day(later["until_us"], now_us=NOW_US)
    assert (one.used, one.end, one.ended, one.goes_back) == ("", "Withdraw", "Withdrawn", False)
    assert grants.in_force([row(1)], NOW_US, HOME)[0].goes_back


def test_the_soonest_end_comes_first() -> None:
    """What has none comes last."""
    soon = NOW_US + 3_600_000_000
    found = grants.in_force(
        [row(1), row(2, lasts="until", until_us=soon), row(3, lasts="run"), row(4, lasts="once")],
        NOW_US,
        HOME,
    )
    assert [one.seq for one in found] == [2, 1, 3, 4]
    assert found[0].until.endswith(formats.time_of_day(soon)[:5])
    assert [one.until for one in found[1:]] == ["until revoked", "end of this run", "once"]


def test_other_words_and_everywhere() -> None:
    """Said as it is; never used is said, too."""
    wide = {"agent": "*", "tool": "Bash", "program": ["git"], "exact": False, "folder": ""}
    (one,) = grants.in_force([row(1, scope=wide, used=0)], NOW_US, HOME)
    assert one.scope == "git … anywhere"
    assert one.agent == "all agents"
    assert one.used == "not used yet"


def test_how_many() -> None:
    """And what is not listed."""
    assert grants.summed(0) == ("Nothing is in force. What is not listed here is asked or denied.")
    assert grants.summed(1) == "1 grant. What is not listed here is asked or denied."
