"""countersign search: words in everything recorded."""

from __future__ import annotations

from tests.fakes import hostile_run


def test_words_are_found_in_spans_and_logs(cli):
    """All of them, in any order; hits name their run."""
    rows = cli("search", "Bash", "--output", "json").data
    assert {row["what"] for row in rows} == {"span", "log"}
    assert "7821bcb7" in cli("search", "Bash", "--limit", "5").out or rows[0]["run_id"]
    assert cli("search", "Bash", "--run", "692155b0", "--output", "json").data == []


def test_nothing_found_says_so(cli):
    """What a person typed is shown made safe."""
    assert cli("search", "xyzzy").out == "Nothing matches 'xyzzy'.\n"
    assert cli("search", "xyz\x1bzy").out == "Nothing matches 'xyzU+001Bzy'.\n"
    assert cli("search", "xyzzy", "--output", "json").data == []


def test_what_is_no_word_is_a_usage_error(cli):
    """FTS5 syntax is never meant."""
    assert cli("search", "*").code == 2
    assert cli("search", "OR", "NEAR(", '"').code == 0


def test_hostile_hits_are_shown_as_they_are_spelt(cli):
    """Names of spans are found, and harmless."""
    done = cli("search", "blood")
    assert "[red]blood[/red]" in done.out
    assert not set(done.out) & set(hostile_run.FORBIDDEN)
