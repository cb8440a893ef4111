"""Tables of programs: what must never stand together."""

from __future__ import annotations

from desktop_app.policy import programs
from desktop_app.policy.programs import Options

_GRAVE = (
    programs.ELEVATES
    | programs.DELETES
    | programs.NETWORK
    | programs.KEYCHAIN
    | programs.INPUT
    | programs.SIGNALS
)


def test_nothing_grave_is_taken_for_reading_or_writing():
    """A program that reads may run others only by options that its row refuses."""
    reads = set(programs.READ)
    assert not reads & (_GRAVE - {"[", "https"})
    assert not set(programs.WRITE) & (_GRAVE | programs.INTERPRETERS)
    both = reads & programs.INTERPRETERS
    assert all(not programs.READ[name].any_words for name in both)


def test_a_row_without_options_lets_every_word_pass():
    """And one with some does not."""
    assert Options().any_words
    assert not Options("o").any_words
    assert not Options(operands=1).any_words
