"""A bundle in words: what it shows, what it lacks."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.cli.bundle_words import previous_words, print_missing, scope_words


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (RunScope("codex", "r"), "the run r of codex"),
        (RunScope("", "r"), "the run r"),
        (RunScope("", "r", ((5, 1),)), "the run r; of what they stand for only 1 record"),
        (TimeScope(13, 2000), "all entries from #13 to #2,000"),
        (AgentScope("codex", (("", "r"),)), "1 run of the agent codex"),
        (IncidentScope(b"\1" * 16, (15, 17)), f"2 entries that speak of the trace {'01' * 16}"),
    ],
)
def test_a_scope_is_words(scope, text):
    """A sender without a name is not named."""
    assert scope_words(scope) == text


def test_a_bundle_before_is_words():
    """The one that the same reader got."""
    assert previous_words(1, ()).endswith("the last bundle that was not encrypted (1 entry)")
    assert previous_words(40, ("age1",)).endswith("bundle for the same recipients (40 entries)")


def said(rows):
    """Return what is printed about rows of the absence."""
    console = Console(file=io.StringIO(), width=2000)
    print_missing(console, rows)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines())


def test_what_is_missing_is_told_in_sentences():
    """The gravest first, with the entries that say so; foreign text is made visible."""
    ends = [
        {"what": "not_ended", "seq": seq, "sender": "", "run_id": f"r{seq}\x1b"}
        for seq in range(1000, 1010)
    ]
    told = said([{"what": "redacted", "seq": 4, "counts": {"home_path": 1}}, *ends])
    first, runs, redacted = told.splitlines()
    assert first == "Missing, by what the entries say:"
    assert runs.startswith("  - No end is recorded of 10 runs: r1000U+001B,")
    assert runs.endswith("#1,005, #1,006, #1,007 and 2 more.")
    assert "1 value was replaced" in redacted
    assert redacted.endswith("Entry #4.")
    assert said([]) == "The entries name nothing that is missing."
