"""tray.views.window: pages made when first opened; closing hides; keys lead where they say."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop_app.tray import tokens
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.window import Place, Window

pytestmark = pytest.mark.gui


class Told(Page):
    """A page that keeps what it was told."""

    def __init__(self, desk, title):
        super().__init__(desk, title)
        self.told: list[str] = []
        self.takes_export = False

    def shown(self):
        """Shown."""
        self.told.append("shown")

    def hidden(self):
        """Hidden."""
        self.told.append("hidden")

    def search(self):
        """Ctrl+F."""
        self.told.append("search")

    def export(self):
        """Ctrl+E."""
        return self.takes_export


@pytest.fixture
def window(empty_desk, qtbot):
    """A window of three pages, one of them below another."""
    made = Window(
        empty_desk,
        {
            "timeline": Place("Timeline", lambda: Told(empty_desk, "Timeline")),
            "run": Place("Run", lambda: Told(empty_desk, "Run"), under="timeline"),
            "settings": Place("Settings", lambda: Told(empty_desk, "Settings")),
        },
    )
    qtbot.addWidget(made)
    return made


def test_a_page_is_made_when_it_is_opened_and_told_when_it_is_seen(window):
    """The other ones cost nothing."""
    window.show_page("timeline")
    assert list(window._made) == ["timeline"]
    assert window.page.told == ["shown"]
    assert window.windowTitle() == "Timeline, Countersign"
    first = window.page
    window.show_page("run")
    assert first.told == ["shown", "hidden"]
    assert window.navigation._buttons["timeline"][0].isChecked()
    assert "run" not in window.navigation._buttons


def test_closing_hides_it_and_opening_again_reads_anew(window, qtbot):
    """The recorder goes on; where it stood is remembered."""
    window.show_page("timeline")
    window.resize(780, 640)
    with qtbot.waitSignal(window.closed):
        window.close()
    assert window.page.told == ["shown", "hidden"]
    window.front()
    assert window.page.told == ["shown", "hidden", "shown"]
    again = Window(window._desk, window._pages)
    qtbot.addWidget(again)
    assert again.size() == window.size()


def test_narrow_it_has_a_rail(window):
    """Below 1060 pixels."""
    window.show_page("timeline")
    window.resize(900, 640)
    assert window.navigation.width() == tokens.RAIL
    window.resize(1280, 700)
    assert window.navigation.width() == tokens.NAVIGATION


def test_keys_lead_where_they_say(window, empty_desk, qtbot):
    """Ctrl+K, Ctrl+F, Ctrl+E, Ctrl+comma, Ctrl+W."""
    window.show_page("timeline")
    qtbot.waitUntil(window.isActiveWindow)
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(empty_desk.go.quick_open):
        qtbot.keyClick(window, Qt.Key.Key_K, control)
    qtbot.keyClick(window, Qt.Key.Key_F, control)
    assert window.page.told[-1] == "search"
    with qtbot.waitSignal(empty_desk.go.export):
        qtbot.keyClick(window, Qt.Key.Key_E, control)
    window.page.takes_export = True
    with qtbot.assertNotEmitted(empty_desk.go.export):
        qtbot.keyClick(window, Qt.Key.Key_E, control)
    qtbot.keyClick(window, Qt.Key.Key_Comma, control)
    assert window.windowTitle() == "Settings, Countersign"
    qtbot.keyClick(window, Qt.Key.Key_W, control)
    assert not window.isVisible()


def test_a_file_dropped_on_it_is_told(window, qtbot, tmp_path):
    """One local file: an audit bundle, it is hoped."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "run.zip"))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(window.rect().center(), copy, data, left, none)
    window.dragEnterEvent(entering)
    assert entering.isAccepted()
    with qtbot.waitSignal(window.dropped) as told:
        window.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, none))
    assert told.args == [str(tmp_path / "run.zip")]
    two = QMimeData()
    two.setUrls([QUrl("https://example.com/run.zip")])
    refused = QDragEnterEvent(window.rect().center(), copy, two, left, none)
    refused.ignore()
    window.dragEnterEvent(refused)
    assert not refused.isAccepted()


def test_a_spoilt_file_of_places_opens_the_window_as_the_first_time(qtbot, empty_desk):
    """Whoever wrote into windows.ini: the window comes up."""
    file = empty_desk.paths.config_dir / "windows.ini"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[window]\ngeometry=left\n")
    window = Window(empty_desk, {})
    qtbot.addWidget(window)
    assert not window.size().isEmpty()
