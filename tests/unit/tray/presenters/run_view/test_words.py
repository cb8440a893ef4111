"""Words of the run view: what was not kept, what was folded, who decided."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view import words

MARK = "[hash prompt 60 bytes hmac-sha256:" + "0" * 32 + "]"


def test_a_prompt_that_was_not_sent_differs_from_one_not_kept():
    """These differ."""
    assert words.prompt(None) == words.prompt("<REDACTED>") == "prompt not sent by the agent"
    assert words.prompt(MARK) == "prompt not kept"
    assert words.prompt("Please\u202e look") == "PleaseU+202E look"


def test_an_argument_is_shown_only_where_it_was_kept():
    """A mark is no argument."""
    assert words.argument("ls -la") == "ls -la"
    assert words.argument(MARK) == words.argument(None) == ""


def test_long_texts_are_cut():
    """A name of a megabyte does not become a row of a megabyte."""
    assert len(words.safe("n" * 1_000_000)) < 400


def test_agents_have_their_names():
    """Known ones as their makers write them, others safely as sent."""
    assert words.agent("claude-code") == "Claude Code"
    assert words.agent("my\x1bagent") == "myU+001Bagent"
    assert words.agent(None) == "Unknown agent"


def test_folded_records_are_told_in_a_few_words():
    """The most frequent first, without the agent's own prefix."""
    names = [("codex.startup_phase", 2), ("fs.get_metadata", 9), ("hook_registered", 3), ("123", 1)]
    assert words.about(names) == "fs, hooks, startup phase"
    assert words.folded(1, logs=True) == "1 log record folded"
    assert words.folded(1582, logs=False) == "1,582 spans folded"


def test_who_decided_is_said():
    """You, settings, or as the agent said it; nobody is made up."""
    assert words.who("user_reject") == "you"
    assert words.who("Config") == "the agent's settings"
    assert words.who("elder\x07") == "elderU+0007"
    assert words.who(None) == words.who("unknown") == ""
