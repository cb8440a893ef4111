"""What a person writes down of the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from desktop_app.tray.views import key_paper
from desktop_app.tray.views.keys_card import KeysCard

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.gui
VKEY = "countersign/7f3a9c21+5d2e81b4+AVq0m3kT9yZb1nQe7sJxw4uHcL2fRd8oGpK6iYtM5vXa"
ANSWER = {"custody": "plain-file", "vkey": VKEY, "fingerprint": "21685 35477", "origin": "x"}


@pytest.fixture
def card(qtbot, empty_desk) -> KeysCard:
    """One that knows its keys."""
    made = KeysCard(empty_desk)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.show_keys(ANSWER)
    return made


def texts(widget) -> str:
    """Return all that is shown."""
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def button(card: KeysCard, word: str) -> QPushButton:
    """Return a button by its word."""
    return next(made for made in card.findChildren(QPushButton) if made.text() == word)


def test_key_fingerprint_and_custody_are_shown(card: KeysCard) -> None:
    """The key with its middle left out, whole for a screen reader and a tool tip."""
    said = texts(card)
    assert "21685 35477" in said
    assert "can forge the record" in said
    assert "countersign/7f3a9c21" in said
    assert "…" in said
    assert card._key.toolTip() == VKEY
    assert card._key.accessibleName().endswith(VKEY)
    assert card._code.sizeHint().width() > 100
    assert card._warning.isVisible()


def test_all_of_the_key_is_copied(qtbot, card: KeysCard, qapp) -> None:
    """And it is said."""
    qtbot.mouseClick(button(card, "Copy"), Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == VKEY
    assert "Copied." in texts(card)


def test_it_is_saved_as_text_and_printed(
    qtbot, card: KeysCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the system's own dialogs."""
    qtbot.mouseClick(button(card, "Save as text…"), Qt.MouseButton.LeftButton)
    dialog = card.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "key.txt"))
    dialog.close()
    assert VKEY in (tmp_path / "key.txt").read_text()
    printed = []
    monkeypatch.setattr(key_paper, "print_key", lambda *given: printed.append(given[2]))
    qtbot.mouseClick(button(card, "Print"), Qt.MouseButton.LeftButton)
    assert printed == [ANSWER]


def test_before_they_are_known_nothing_can_be_saved(qtbot, empty_desk, qapp) -> None:
    """It says that it asks."""
    made = KeysCard(empty_desk)
    qtbot.addWidget(made)
    qapp.clipboard().setText("before")
    qtbot.mouseClick(button(made, "Copy"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(made, "Save as text…"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(made, "Print"), Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == "before"
    assert made.findChild(QFileDialog) is None
