"""What the gate tells an agent, as the agent API says it."""

from __future__ import annotations

from desktop_app.model.action import Because
from desktop_app.recorder.verdict import MAX_REASON, Verdict


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
