"""The export window with a real recorder: from a run to a bundle that is checked."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt

from desktop_app.tray.views import export_window
from desktop_app.tray.views.export_form import TIME
from desktop_app.tray.views.export_window import ExportWindow
from desktop_app.tray.views.verdict_window import VerdictWindow
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui


@pytest.fixture
def opened(qtbot):
    """Open the window over a desk and wait for what it says; it is closed before the desk is."""
    windows = []

    def made(desk, ref="last", *, ready=True) -> ExportWindow:
        window = ExportWindow(desk, ref)
        qtbot.addWidget(window)
        windows.append(window)
        window.show()
        if ready:
            qtbot.waitUntil(window.foot.go.isEnabled, timeout=10_000)
        return window

    yield made
    for window in windows:
        window.close()


def exports(recorder, kind: str) -> list[dict[str, object]]:
    """Return the entries of a kind."""
    return [row for row in recorder.cli_json("audit-log") if row["kind"] == kind]


def test_a_run_is_exported_and_checked(qtbot, live_desk, live_recorder, opened, tmp_path):
    """What was said before is what is in it; the check of one's own says Match."""
    window = opened(live_desk)
    qtbot.waitUntil(lambda: "A new checkpoint" in told(window.said))
    assert "No anchor from outside" in told(window.said)
    entries = window._preview.entries
    window.form.place.setText(str(tmp_path / "a.zip"))
    pressed(window, "Export").click()
    assert not window.form.isEnabled()
    qtbot.waitUntil(lambda: "Exported" in told(window), timeout=20_000)
    assert (tmp_path / "a.zip").exists()
    assert f"{entries} entries" in told(window)
    live_recorder.wait_indexed()
    assert exports(live_recorder, "bundle.exported")
    with qtbot.waitSignal(live_desk.go.verify_file) as asked:
        pressed(window, "Check it now").click()
    checker = VerdictWindow(live_desk, *asked.args)
    qtbot.addWidget(checker)
    checker.show()
    qtbot.waitUntil(lambda: "Match" in told(checker), timeout=20_000)
    assert "It is of this computer's own log" in told(checker)


def test_cancelling_leaves_nothing_and_an_entry(  # noqa: PLR0917 - fixtures
    qtbot, live_desk, live_recorder, opened, tmp_path, monkeypatch
):
    """The window asks again, and says what was written down."""
    window = opened(live_desk)
    window.form.place.setText(str(tmp_path / "b.zip"))
    reached, go_on = threading.Event(), threading.Event()
    real = live_desk.context

    def slow(told):
        def wait(done, total):
            reached.set()
            go_on.wait(10)
            told(done, total)

        return real(wait)

    monkeypatch.setattr(type(live_desk), "context", lambda _self, told: slow(told))
    cancelled = len(exports(live_recorder, "bundle.cancelled"))
    window.export()
    qtbot.waitUntil(reached.is_set, timeout=10_000)
    qtbot.keyClick(window.foot.stop, Qt.Key.Key_Space)
    go_on.set()
    qtbot.waitUntil(lambda: "Cancelled. No file was written" in told(window), timeout=10_000)
    assert window.form.isEnabled()
    assert list(tmp_path.iterdir()) == []
    live_recorder.wait_indexed()
    assert len(exports(live_recorder, "bundle.cancelled")) == cancelled + 1


def test_a_revealing_level_needs_a_reason(qtbot, live_desk, opened):
    """Export can be pressed once there is one, and the notice says what it reveals."""
    window = opened(live_desk)
    window.form.levels.button(3).click()
    assert "other runs' too" in told(window.foot)
    assert not window.foot.go.isEnabled()
    window.form.why.setText("audit")
    qtbot.waitUntil(window.foot.go.isEnabled)
    window.form.encrypt.setText("age1nonsense")
    assert not window.foot.go.isEnabled()
    window.export()
    assert window._stop is None


def test_an_error_is_told_in_place(qtbot, live_desk, opened, tmp_path):
    """The form is there as it was, to mend it."""
    window = opened(live_desk)
    taken = tmp_path / "taken.zip"
    taken.write_bytes(b"mine")
    window.form.place.setText(str(taken))
    pressed(window, "Export").click()
    qtbot.waitUntil(lambda: "exists already" in told(window.foot), timeout=10_000)
    assert window.form.isEnabled()
    assert taken.read_bytes() == b"mine"
    window.form.place.setText(str(tmp_path / "other.zip"))
    assert "exists already" not in told(window.foot)


def test_a_scope_without_anything_says_so(qtbot, live_desk, opened):
    """And cannot be exported."""
    window = opened(live_desk)
    window.form.scope.setCurrentIndex(window.form.scope.findData(TIME))
    window.form.since.setText("2001-01-01")
    window.form.until.setText("2001-01-02")
    qtbot.waitUntil(lambda: "Nothing was recorded in that time." in told(window.said))
    assert not window.foot.go.isEnabled()


def test_before_anything_was_recorded(qtbot, empty_desk, opened):
    """A sentence on the right, and no button to press."""
    window = opened(empty_desk, "", ready=False)
    qtbot.waitUntil(lambda: "Nothing was recorded yet" in told(window.said))
    assert not window.foot.go.isEnabled()


def test_escape_closes_what_does_nothing(qtbot, desk, opened):
    """Without a recorder it can still be looked at."""
    window = opened(desk, "#1")
    assert window.form.scope.currentText() == "this run"
    qtbot.waitUntil(lambda: "Prompt not sent by the agent" in told(window.said))
    window.cancel()
    assert not window.isVisible()


def test_the_folder_is_documents_or_home(tmp_path, monkeypatch):
    """Whichever there is."""
    paths = export_window.QStandardPaths
    monkeypatch.setattr(paths, "writableLocation", lambda _which: str(tmp_path))
    assert export_window._folder() == tmp_path
    monkeypatch.setattr(paths, "writableLocation", lambda _which: "")
    assert export_window._folder() == export_window.Path.home()


def test_closing_stops_it(live_desk, opened):
    """As cancelling does."""
    window = opened(live_desk)
    window._stop = threading.Event()
    window.close()
    assert window._stop.is_set()
