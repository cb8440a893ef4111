"""tray.opening: what a click opens, once, in front."""

from __future__ import annotations

import sys
import types

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.tray.opening import Opening
from desktop_app.tray.views.page import Page

pytestmark = pytest.mark.gui


class Made(QWidget):
    """A window that keeps what it was made with."""

    exporting = False

    def __init__(self, *args) -> None:
        super().__init__()
        self.args = args


class MadePage(Page):
    """A page, likewise."""

    back = Signal()

    def __init__(self, desk, *args) -> None:
        super().__init__(desk, "A page")
        self.args, self.opened = args, []

    def open(self, ref, record):
        """Keep what is to be shown."""
        self.opened.append((ref, record))

    def forget(self):
        """Keep that all is to be put away."""
        self.opened.append("forgotten")


@pytest.fixture
def opening(empty_desk, monkeypatch):
    """Opens stand-ins for pages and windows, which have tests of their own."""
    for module, name, kind in (
        ("timeline_page", "TimelinePage", MadePage),
        ("run.run_page", "RunPage", MadePage),
        ("evidence.evidence_page", "EvidencePage", MadePage),
        ("integrity_page", "IntegrityPage", MadePage),
        ("agents_page", "AgentsPage", MadePage),
        ("settings_page", "SettingsPage", MadePage),
        ("export_window", "ExportWindow", Made),
        ("verdict_window", "VerdictWindow", Made),
        ("local_only_dialog", "LocalOnlyDialog", Made),
        ("quick_open", "QuickOpen", Made),
        ("first_start", "FirstStart", Made),
        ("policy_window", "PolicyWindow", Made),
    ):
        path = f"desktop_app.tray.views.{module}"
        stand_in = types.ModuleType(path)
        setattr(stand_in, name, kind)
        monkeypatch.setitem(sys.modules, path, stand_in)
    made = Opening(empty_desk)
    yield made
    made.close()
    for window in [*made._kept.values(), *([made._window] if made._window else [])]:
        window.deleteLater()


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("show", "timeline"),
        ("show timeline", "timeline"),
        ("show integrity", "integrity"),
        ("show agents", "agents"),
        ("show settings", "settings"),
        ("show run last", "run"),
    ],
)
def test_another_start_of_ours_opens_what_it_asks_for(opening, text, page):
    """And brings the window to the front."""
    opening.message(text)
    assert opening.window.isVisible()
    assert opening.window._open == page
    opening.message("show")
    assert opening.window._open == page


def test_a_run_opens_in_the_timelines_place_and_leads_back(opening, empty_desk):
    """With a record of it selected."""
    empty_desk.go.run.emit("7821", "call:4")
    page = opening.window.page
    assert page.opened == [("7821", "call:4")]
    page.back.emit()
    assert opening.window._open == "timeline"


def test_windows_are_opened_once_each(opening, empty_desk):
    """A second one of the same takes the first one's place."""
    empty_desk.go.export.emit("7821")
    first = opening._kept["export"]
    assert first.args[1] == "7821"
    empty_desk.go.export.emit("")
    assert opening._kept["export"] is not first
    assert not first.isVisible()
    empty_desk.go.quick_open.emit()
    assert opening._kept["quick open"].args[1] is opening.window
    empty_desk.go.first_start.emit()
    shown = opening._kept["first start"]
    empty_desk.go.first_start.emit()
    assert opening._kept["first start"] is shown


def test_a_bundle_dropped_on_the_window_is_judged(opening):
    """Each file in a window of its own."""
    opening.window.dropped.emit("/some/where.zip")
    assert opening._kept["verdict /some/where.zip"].args[1] == "/some/where.zip"


def test_an_export_that_goes_on_is_not_cancelled_by_another_click(opening, empty_desk):
    """It is shown again."""
    empty_desk.go.export.emit("7821")
    first = opening._kept["export"]
    first.exporting = True
    empty_desk.go.export.emit("")
    assert opening._kept["export"] is first
    assert first.isVisible()


def test_windows_that_were_closed_are_let_go(opening, empty_desk, qtbot):
    """A tray runs for months, and every verdict has a window of its own."""
    gone = []
    for number in range(3):
        empty_desk.go.verify_file.emit(f"/some/{number}.zip")
        window = opening._kept[f"verdict /some/{number}.zip"]
        window.destroyed.connect(lambda *_: gone.append(1))
        window.close()
    empty_desk.go.export.emit("")
    assert list(opening._kept) == ["export"]
    qtbot.waitUntil(lambda: len(gone) == 3)


def test_local_only_mode_goes_on_at_once_and_off_by_a_dialog(opening, empty_desk):
    """Turning it on asks nothing."""
    asked = []
    empty_desk.link.call = lambda verb, args, *_: asked.append((verb, args))
    empty_desk.go.local_only.emit(True)  # noqa: FBT003 - a signal
    assert asked == [("mode.local_only", {"on": True})]
    empty_desk.go.local_only.emit(False)  # noqa: FBT003
    assert opening._kept["local-only"].isVisible()
    assert len(asked) == 1


def test_verifying_shows_how_it_goes(opening, empty_desk, monkeypatch):
    """The page first, then the work."""
    by = []
    monkeypatch.setattr(opening.check, "start", by.append)
    empty_desk.go.verify_ledger.emit()
    assert by == ["hand"]
    assert opening.window._open == "integrity"


def test_a_policy_opens_at_its_rule(opening, empty_desk):
    """One window, whichever place was asked for last."""
    empty_desk.go.policy.emit("policy.yaml", 24, "")
    empty_desk.go.policy.emit("default.yaml", 3, "pushes")
    assert opening._kept["policy"].args == (empty_desk, "default.yaml", 3, "pushes")
    assert opening._kept["policy"].isVisible()


def test_pictures_are_opened_at_a_capture_and_forgotten_with_the_window(opening, empty_desk):
    """What was revealed is shown in an open window alone."""
    empty_desk.go.evidence.emit("#3", 17)
    page = opening.window.page
    assert (page.name, page.opened) == ("", [("#3", 17)])
    opening.window.close()
    assert page.opened[-1] == "forgotten"
