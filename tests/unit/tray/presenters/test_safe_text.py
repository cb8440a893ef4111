"""What an agent sent, as pieces: nothing hides, reverses or passes for something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.visible import visible
from desktop_app.tray.presenters import safe_text
from desktop_app.tray.presenters.safe_text import Look, Piece


def test_plain_text_is_one_piece() -> None:
    """As given, never re-quoted."""
    assert safe_text.pieces("rm -f 'a b'  c") == [Piece("rm -f 'a b'  c")]
    assert safe_text.pieces("") == []


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("\x1b", "U+001B"),
        ("\x9b", "U+009B"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u200b", "U+200B"),
        ("\U000e0041", "U+E0041"),
        ("\ufe0f", "U+FE0F"),
        ("\u0378", "U+0378"),
        ("\r", "U+000D"),
    ],
)
def test_what_nobody_sees_is_framed_in_place(char: str, code: str) -> None:
    """C0, C1, bidi, zero-width, tags, variation selectors, unassigned."""
    found = safe_text.pieces(f"ab{char}cd")
    assert found == [Piece("ab"), Piece(code, Look.FRAMED), Piece("cd")]


def test_white_space_that_nobody_sees() -> None:
    """Tabs are arrows, spaces at the end are dots."""
    found = safe_text.pieces("a\tb  ")
    assert [piece.text for piece in found] == ["a", "→   ", "b", "··"]
    assert [piece.look for piece in found][1::2] == [Look.FAINT, Look.FAINT]


def test_words_that_pass_for_others_are_framed_with_their_ascii() -> None:
    """A word of two scripts; a host beyond ASCII, of one script too."""
    mixed = "p\u0430ypal"  # a Cyrillic a
    (piece,) = safe_text.pieces(mixed)
    assert piece.look is Look.FRAMED
    assert piece.text.startswith(f"{mixed} xn--")
    host = "\u0440\u0430\u0443.com"
    assert any("xn--" in piece.text for piece in safe_text.pieces(f"https://{host}/x"))
    assert safe_text.pieces("größer")[0].look is Look.PLAIN
    assert safe_text.pieces("日本語とカナ")[0].look is Look.PLAIN


def test_letters_from_right_to_left_stay_by_themselves() -> None:
    """Each is a piece, so that they are painted in the order in which they were sent."""
    found = safe_text.pieces("a \u05d0\u05d1 b")
    assert [piece.text for piece in found] == ["a ", "\u05d0", "\u05d1", " b"]


@given(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=40))
def test_no_piece_holds_what_could_act(line: str) -> None:
    """Whatever was sent: each piece is as `visible` makes it."""
    for piece in safe_text.pieces(line):
        assert visible(piece.text) == piece.text


@given(st.text(max_size=60))
def test_nothing_is_left_out(text: str) -> None:
    """All lines stand there, in order."""
    shown = safe_text.part(text)
    assert "\n".join(line for _, line in shown.lines) == text
    assert shown.whole


def test_what_is_longer_shows_both_ends_and_says_so() -> None:
    """64 KiB whole; beyond, head and tail with the right numbers."""
    text = "\n".join(f"line {n}" for n in range(1, 10_001))
    shown = safe_text.part(text)
    assert not shown.whole
    assert shown.lines[0] == (1, "line 1")
    assert (0, "") in shown.lines
    assert shown.lines[-1] == (10_000, "line 10000")
    assert safe_text.measured("Command", shown) == "Command, 12,288 of 98,893 bytes shown"
    assert safe_text.show_all(shown) == "Show all 99 kB"
    whole = safe_text.part(text, everything=True)
    assert safe_text.measured("Command", whole) == "Command, 98,893 bytes, shown complete"
    assert safe_text.measured("Command", safe_text.part("x")) == "Command, 1 byte, shown complete"


def test_findings_are_sentences() -> None:
    """With the line where there are numbers; a few, and how many more."""
    assert safe_text.told("plain\n\ttext", "and more") == []
    assert safe_text.told("a\nb\u202ec", "") == [
        "Line 2 holds a character that reverses the text after it. It is shown as U+202E."
    ]
    assert safe_text.told("", "x\x07") == [
        "What is asked for holds a control character. It is shown as U+0007."
    ]
    (found,) = safe_text.told("p\u0430ypal", "")
    assert found.startswith("Line 1 holds letters that can pass for others: ")
    many = safe_text.told("".join(f"{chr(code)}\n" for code in range(1, 9)), "")
    assert len(many) == safe_text.TOLD + 1
    assert many[-1] == "5 more like these."


def test_a_screen_reader_hears_names() -> None:
    """Control characters by name."""
    assert safe_text.spoken("a\u202eb") == "a (right-to-left override) b"
    assert safe_text.spoken("a\x1bb") == "a (escape) b"
    assert safe_text.spoken("a\x01") == "a (U+0001) "
    assert safe_text.spoken("a\n\tb") == "a\n\tb"
