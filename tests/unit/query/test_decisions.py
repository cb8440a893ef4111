"""query.decisions: one set of words for what agents call a decision."""

from __future__ import annotations

import pytest

from desktop_app.query import decisions


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("accept", "allowed"),
        ("Approved", "allowed"),
        ("approved_for_session", "allowed for this run"),
        ("REJECT", "denied"),
        ("timed_out", "timed out"),
        ("not_required", "not asked"),
        ("odd\u202e", "oddU+202E"),
        ("", "-"),
        (None, "-"),
    ],
)
def test_decisions_are_told_in_our_words(said, shown):
    """What is unknown is shown as it was said, made safe."""
    assert decisions.word(said, nothing="-") == shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [("user_temporary", "her"), ("User", "her"), ("Config", "config"), (None, "")],
)
def test_who_decided(said, shown):
    """The agent's user is a person; a rule or setting keeps its name."""
    assert decisions.source(said, person="her") == shown
