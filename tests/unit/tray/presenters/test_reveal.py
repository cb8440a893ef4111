"""tray.presenters.reveal: text as it is, and of what is none its kind and size."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.operations import vault
from desktop_app.tray.presenters import reveal
from desktop_app.tray.presenters.run_view.kept import Piece

PIECE = Piece("ref", "command_line", 4, 10_398, "image/png")


def test_text_is_shown_as_it_is() -> None:
    """Whatever stands in it: the view makes it safe."""
    assert reveal.content("a\u202eb".encode(), PIECE).text == "a\u202eb"
    assert "secret" not in repr(reveal.content(b"a secret", PIECE))


def test_what_is_no_text_is_named() -> None:
    """With the way to have it as a file."""
    found = reveal.content(b"\xff\xd8ab", PIECE)
    assert found.text is None
    assert found.said.startswith("It is no text: image/png, 4 bytes.")


def test_what_is_too_long_for_a_window_is_told_before_it_is_asked_for() -> None:
    """With the words that write it to a file."""
    assert reveal.too_long(PIECE) == ""
    assert reveal.too_long(replace(PIECE, size=vault.SHOWN_BYTES)) == ""
    said = reveal.too_long(replace(PIECE, size=300_000_000))
    assert said.startswith("It has 300 MB, too much for a window.")
    assert "`countersign vault reveal ref --reason TEXT --to FILE`" in said


def test_its_title_names_the_entry() -> None:
    """And what it is of."""
    assert reveal.title(PIECE) == "Command of entry #10,398"
