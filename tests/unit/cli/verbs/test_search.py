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
    nothing, why = cli("search", "xyzzy").lines
    assert nothing == "Nothing matches 'xyzzy'."
    assert "not stored" in why
    assert cli("search", "xyz\x1bzy").lines[0] == "Nothing matches 'xyzU+001Bzy'."
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


def test_each_hit_says_why_it_was_found(cli):
    """What a name does not show stands beside it; alike hits are folded; a cut list says so."""
    done = cli("search", "Bash")
    assert "tool_name: Bash" in done.out
    assert "\N{MULTIPLICATION SIGN}" in done.out
    rows = cli("search", "Bash", "--output", "json").data
    assert all(row["matched"] for row in rows)
    assert "there may be more: --limit" in cli("search", "Bash", "--limit", "2").out
    assert "there may be more" not in done.out
