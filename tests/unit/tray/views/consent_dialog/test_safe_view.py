"""The painted text: every line there, broken at the view's width, scrolled where it is longer."""

from __future__ import annotations

import pytest

from desktop_app.tray.presenters import safe_text
from desktop_app.tray.views.consent_dialog.safe_view import Line, SafeView, numbered

pytestmark = pytest.mark.gui


def made(theme, qtbot, text: str) -> SafeView:
    """Return a shown view of a text."""
    view = SafeView(theme, numbered(safe_text.part(text)))
    qtbot.addWidget(view)
    view.resize(400, 200)
    view.show()
    return view


def test_a_long_line_goes_on_below(theme, qtbot) -> None:
    """Nothing of it is cut; only its first row has a number."""
    view = made(theme, qtbot, "short\n" + "word " * 60)
    assert view.rows > 2
    firsts = [row.line.number for row in view._rows if row.first]
    assert firsts == ["1", "2"]
    told = "".join(piece.text for row in view._rows[1:] for piece in row.pieces)
    assert told == ("word " * 60)[:-1] + "·"
    wide = max(sum(map(view._wide, row.pieces)) for row in view._rows)
    assert wide <= view.viewport().width()


def test_what_is_framed_stays_together(theme, qtbot) -> None:
    """However narrow: a code in two halves says nothing."""
    view = made(theme, qtbot, "x" * 50 + "\u202e" * 40)
    codes = [piece.text for row in view._rows for piece in row.pieces if piece.text[:1] == "U"]
    assert codes == ["U+202E"] * 40


def test_more_than_fits_scrolls(theme, qtbot) -> None:
    """And can be painted at every place, in both schemes."""
    view = made(theme, qtbot, "\n".join(f"line {n}\t\u202e{n}  " for n in range(500)))
    bar = view.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    assert not view.grab().isNull()
    view.setFocus()
    theme.use("dark")
    assert not view.grab().isNull()


def test_it_is_as_tall_as_its_text(theme, qtbot) -> None:
    """At the width that it gets."""
    view = made(theme, qtbot, "one\ntwo")
    assert view.tall(400) == 2 * view.row_height + 2 * view.pad
    assert view.sizeHint().height() == view.tall(view.viewport().width())
    assert view.minimumSizeHint().height() <= view.sizeHint().height()


def test_a_change_has_signs_and_a_reader_hears_names(theme, qtbot) -> None:
    """Numbers or not."""
    view = SafeView(theme, [Line("", "a", "-"), Line("", "b\u202e", "+")], signs=True)
    qtbot.addWidget(view)
    view.resize(300, 100)
    assert not view.grab().isNull()
    assert "right-to-left override" in view.accessibleDescription()
    view.show_lines([Line("", "other")])
    assert view.rows == 1
