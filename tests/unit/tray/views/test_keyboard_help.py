"""F1 tells the keys of the page that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from desktop_app.tray.views.keyboard_help import KeyboardHelp, shown

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui


@pytest.fixture
def window(qtbot) -> QWidget:
    """A window of 1,000 x 500 pixels."""
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 500)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def texts(page: str, window: QWidget, theme: Theme) -> list[str]:
    """Return the labels of the help of a page."""
    made = KeyboardHelp(theme, window, page, "This one", 4)
    made.show()
    found = [label.text() for label in made.findChildren(QLabel)]
    assert made.rect().contains(made.card.geometry())
    assert made.isAncestorOf(QApplication.focusWidget())
    made.close()
    return found


def test_it_tells_the_keys_of_the_page_and_those_of_all(window, theme: Theme) -> None:
    """The page's own first; a page without any has no heading of its own."""
    run = texts("run", window, theme)
    assert run.index("Fold waits") < run.index("Everywhere") < run.index("Ctrl+K")
    assert "This one" in run
    assert "This one" not in texts("settings", window, theme)


def test_its_button_closes_it(window, theme: Theme) -> None:
    """By mouse, as Esc does."""
    made = KeyboardHelp(theme, window, "run", "Run", 4)
    made.show()
    made.close_button.click()
    assert not made.isVisible()


def test_keys_are_written_as_people_read_them() -> None:
    """Many in a row by the first and the last of them."""
    assert shown(("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4")) == "Ctrl+1 to Ctrl+4"
    assert shown(("Ctrl+F", "/")) == "Ctrl+F, /"
