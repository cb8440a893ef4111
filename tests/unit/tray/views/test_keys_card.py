"""What a person writes down of the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from desktop_app.tray.presenters.first_start import Keys
from desktop_app.tray.views.keys_card import KeysCard

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.gui
VKEY = "countersign/7f3a9c21+5d2e81b4+AVq0m3kT9yZb1nQe7sJxw4uHcL2fRd8oGpK6iYtM5vXa"
KEYS = Keys("Kept in a file.", uneasy=True, vkey=VKEY, fingerprint="21685 35477")


@pytest.fixture
def card(qtbot, theme) -> KeysCard:
    """One that knows its keys."""
    made = KeysCard(theme)
    qtbot.addWidget(made)
    made.resize(700, 200)
    made.show()
    made.show_keys(KEYS)
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
    assert "Kept in a file." in said
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


def test_it_is_saved_as_text(qtbot, card: KeysCard, tmp_path: Path) -> None:
    """Through the system's own dialog, without a nested loop; a failure is told in place."""
    qtbot.mouseClick(button(card, "Save as text…"), Qt.MouseButton.LeftButton)
    dialog = card.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "key.txt"))
    dialog.close()
    assert VKEY in (tmp_path / "key.txt").read_text()
    assert "21685 35477" in (tmp_path / "key.txt").read_text()
    assert "Saved." in texts(card)
    card.save_to(str(tmp_path / "none" / "key.txt"))
    assert "could not be saved" in texts(card)


def test_before_they_are_known_nothing_can_be_saved(qtbot, theme, tmp_path: Path, qapp) -> None:
    """It says that it asks."""
    made = KeysCard(theme)
    qtbot.addWidget(made)
    qapp.clipboard().setText("before")
    made.save_to(str(tmp_path / "key.txt"))
    qtbot.mouseClick(button(made, "Copy"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(button(made, "Save as text…"), Qt.MouseButton.LeftButton)
    assert qapp.clipboard().text() == "before"
    assert not (tmp_path / "key.txt").exists()
