"""A bundle is judged in a window of its own: good, forged, hostile, not there, dropped."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from desktop_app.tray.views.verdict_window import VerdictWindow
from tests.fakes.bundle_forger import forge, standard_log
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui
LOG = standard_log()
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def bundle(tmp_path):
    """The path of a bundle whose name lies."""
    path = tmp_path / "report\u202egpj.zip"
    path.write_bytes(forge(log=LOG, sizes=[305]).to_zip())
    return path


@pytest.fixture
def opened(qtbot):
    """Open the window on a path."""

    def made(desk, path="") -> VerdictWindow:
        window = VerdictWindow(desk, str(path))
        qtbot.addWidget(window)
        window.show()
        return window

    return made


def says(qtbot, window: VerdictWindow, text: str) -> None:
    """Wait until the window says something."""
    qtbot.waitUntil(lambda: text in told(window), timeout=20_000)


def test_the_fingerprint_that_was_told_decides(qtbot, live_desk, live_recorder, bundle, opened):
    """Cannot tell, then Match; both are entries, found by the file's digest."""
    window = opened(live_desk, bundle)
    says(qtbot, window, "Cannot tell")
    assert "reportU+202Egpj.zip" in told(window)
    assert "\u202e" not in told(window) + window.windowTitle()
    window.verdict.field.setText(LOG.fingerprint)
    pressed(window, "Check again").click()
    says(qtbot, window, "Match")
    live_recorder.wait_indexed()
    rows = [row for row in live_recorder.cli_json("audit-log") if row["kind"] == "verdict"]
    assert [row["params"]["verdict"] for row in rows[-2:]] == ["KEY_UNPINNED", "CONSISTENT"]


def test_an_altered_bundle_is_a_mismatch(qtbot, desk, tmp_path, opened):
    """With the place; without a recorder the verdict is not written down, and that is said."""
    forged = forge(log=LOG, sizes=[305])
    name = next(one for one in forged.files if one.startswith("entries/"))
    forged.files[name] = forged.files[name].replace(b'"v":1', b'"v":2')
    path = tmp_path / "altered.zip"
    path.write_bytes(forged.to_zip())
    window = opened(desk, path)
    qtbot.waitUntil(lambda: "What was checked" in told(window), timeout=20_000)
    assert "Match" not in told(window).splitlines()
    assert "Not recorded: the recorder is not running." in told(window)


def test_what_is_no_bundle_cannot_be_told(qtbot, desk, tmp_path, opened):
    """It is opened elsewhere; this window says why."""
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04" + bytes(5000))
    window = opened(desk, tmp_path / "x.zip")
    says(qtbot, window, "Cannot tell")
    assert "not done" in told(window)


def test_what_is_not_there_is_an_error_in_place(qtbot, desk, tmp_path, opened):
    """With a way to choose another."""
    window = opened(desk, tmp_path / "gone.zip")
    says(qtbot, window, "It could not be checked")
    assert pressed(window, "Choose…").isEnabled()


def test_a_file_is_chosen_or_dropped(qtbot, desk, bundle, opened):
    """An empty window says where to put it; a dialog blocks nothing."""
    window = opened(desk)
    assert "Drop the zip that somebody sent you here." in told(window)
    pressed(window, "Choose…").click()
    dialog = window.findChild(QFileDialog)
    dialog.reject()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bundle))])
    enter = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NONE)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPoint(9, 9), COPY, data, LEFT, NONE))
    says(qtbot, window, "Cannot tell")


def test_several_files_or_none_are_not_taken(desk, opened):
    """Only one local file can be judged."""
    window = opened(desk)
    for urls in ([], [QUrl("https://x.example/a.zip")], [QUrl.fromLocalFile("/a")] * 2):
        data = QMimeData()
        data.setUrls(urls)
        enter = QDragEnterEvent(QPoint(9, 9), COPY, data, LEFT, NONE)
        enter.ignore()
        window.dragEnterEvent(enter)
        assert not enter.isAccepted()
        window.dropEvent(QDropEvent(QPoint(9, 9), COPY, data, LEFT, NONE))
        assert window._task is None


def test_closing_or_cancelling_ends_the_process(qtbot, desk, bundle, opened):
    """Nothing goes on without its window."""
    window = opened(desk, bundle)
    task = window._task
    qtbot.waitUntil(lambda: "Checking" in told(window))
    pressed(window, "Cancel").click()
    assert not window.isVisible()
    assert task.cancelled
    qtbot.waitUntil(lambda: not task.running)
