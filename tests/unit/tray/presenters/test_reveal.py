"""tray.presenters.reveal: text as it is, and of what is none its kind and size."""

from __future__ import annotations

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


def test_its_title_names_the_entry() -> None:
    """And what it is of."""
    assert reveal.title(PIECE) == "Command of entry #10,398"
