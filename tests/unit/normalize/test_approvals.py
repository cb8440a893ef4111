from __future__ import annotations

import pytest

from desktop_app.normalize.approvals import approval_state


@pytest.mark.parametrize(
    ("decision", "source", "state"),
    [
        ("accept", "config", "not_required"),
        ("accept", "hook", "approved"),
        ("accept", "user_temporary", "approved"),
        ("accept", None, "approved"),
        ("accept", "mode", "not_required"),
        ("reject", "config", "rejected"),
        ("reject", "user_reject", "rejected"),
        ("approved", "Config", "not_required"),
        ("approved", "User", "approved"),
        ("approved_for_session", "User", "approved"),
        ("denied", "User", "rejected"),
        ("auto_accept", None, "not_required"),
        ("ask", None, "requested"),
        ("timed_out", None, "timed_out"),
        ("unknown", "unknown", None),
        (None, None, None),
    ],
)
def test_a_decision_means_the_same_whoever_words_it(decision, source, state):
    """What settings let pass was approved by nobody."""
    assert approval_state(decision, source) == state
