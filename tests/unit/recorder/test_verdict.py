"""What the gate tells an agent, as the agent API says it."""

from __future__ import annotations

from desktop_app.model.action import Because
from desktop_app.recorder.verdict import MAX_REASON, Verdict, answered


def test_a_verdict_is_told_with_its_reason_bounded() -> None:
    """Rule, file and line too."""
    because = Because("pushes", "default.yaml", 53, policy="1 5f0c91d7")
    told = Verdict("deny", "x" * 5_000, because, 7, 9, state="rejected").to_json()
    assert len(str(told["reason"])) == MAX_REASON
    assert (told["decision"], told["intent"], told["consent"]) == ("deny", 7, 9)
    assert told["because"] == {
        "rule": "pushes",
        "file": "default.yaml",
        "line": 53,
        "policy": "1 5f0c91d7",
        "grant": None,
    }


def test_who_answered_is_said_with_their_role_where_they_needed_it() -> None:
    """A "no" is anybody's."""
    assert answered("release", allowed=True) == "Who holds the role release allowed it."
    assert answered("", allowed=True) == "The person at this computer allowed it."
    assert answered("release", allowed=False) == "The person at this computer denied it."
