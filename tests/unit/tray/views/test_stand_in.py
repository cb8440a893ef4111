"""tray.views.stand_in: where no panel shows icons, a small window does; it goes when one comes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton, QSystemTrayIcon

from desktop_app.tray.views.stand_in import StandIn
from desktop_app.tray.views.tray_icon import TrayIcon

pytestmark = pytest.mark.gui


@pytest.fixture
def stand_in(empty_desk):
    """A stand-in, ended after the test."""
    icon = TrayIcon(empty_desk)
    made = StandIn(empty_desk, icon)
    yield made
    made._timer.stop()
    if made.window is not None:
        made.window.deleteLater()
    icon.menu.deleteLater()


def there(monkeypatch, *, is_there: bool) -> None:
    """Say whether a panel shows icons."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: is_there))


def test_without_a_panel_a_window_says_so(stand_in, empty_desk, monkeypatch, qtbot):
    """With the way in and the way out."""
    there(monkeypatch, is_there=False)
    stand_in._look()
    window = stand_in.window
    assert window.isVisible()
    buttons = {made.text(): made for made in window.findChildren(QPushButton)}
    with qtbot.waitSignal(empty_desk.go.page):
        buttons["Timeline"].click()
    with qtbot.waitSignal(empty_desk.go.quit):
        buttons["Quit…"].click()
    window.close()
    assert window.isMinimized()
    empty_desk.link._heard({"size": 1, "sealed_size": 1})
    assert window._state.text().startswith("Recording, local-only")
    stand_in._look()
    assert stand_in.window is window


def test_a_panel_that_comes_later_gets_the_icon(stand_in, monkeypatch):
    """The window goes."""
    there(monkeypatch, is_there=False)
    stand_in._look()
    there(monkeypatch, is_there=True)
    stand_in._look()
    assert stand_in.window is None
    stand_in._look()
