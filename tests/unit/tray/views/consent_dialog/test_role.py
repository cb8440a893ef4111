"""The line for a role's passphrase: typed unseen, taken once, gone whenever it is out of sight."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.tray.views.consent_dialog.role import RoleLine

pytestmark = pytest.mark.gui

TYPED = "nine green bottles"


@pytest.fixture
def window(qtbot) -> QWidget:
    """A window."""
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def line(theme, window) -> RoleLine:
    """The line in it, for a role that is held."""
    made = RoleLine(theme)
    QVBoxLayout(window).addWidget(made)
    made.offer("release-manager", held=True)
    window.show()
    return made


def test_it_says_whose_passphrase_and_shows_none(line, qtbot) -> None:
    """To a screen reader too; it cannot be copied or taken back with undo."""
    qtbot.keyClicks(line.field, TYPED)
    assert line._label.text() == "Passphrase of the role release-manager"
    assert line.field.accessibleName() == line._label.text()
    assert line.field.echoMode() is QLineEdit.EchoMode.Password
    assert line.field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    assert TYPED not in line.field.displayText()
    assert line.take() == TYPED
    line.field.undo()
    assert line.field.text() == ""


def test_it_is_missing_until_it_is_typed(line, qtbot) -> None:
    """And nothing is where no role is needed."""
    assert line.is_missing
    qtbot.keyClicks(line.field, TYPED)
    assert not line.is_missing
    line.offer("", held=True)
    assert line.isHidden()
    assert not line.is_missing


def test_what_was_typed_goes_when_it_is_out_of_sight(line, qtbot) -> None:
    """Hidden with its window, or for another question."""
    qtbot.keyClicks(line.field, TYPED)
    line.window().hide()
    assert line.field.text() == ""
    line.window().show()
    qtbot.keyClicks(line.field, TYPED)
    line.offer("release-manager", held=True)
    assert line.field.text() == ""


def test_where_nobody_holds_it_the_way_on_is_said(line) -> None:
    """And there is nothing to type in."""
    line.offer("release-manager", held=False)
    assert not line.field.isVisible()
    assert line._nobody.isVisible()
    assert line._nobody.text().endswith("countersign consent approvers add release-manager")
