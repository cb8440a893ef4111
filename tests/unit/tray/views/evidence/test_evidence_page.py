"""The Evidence page over a real recorder: facts first, pictures once a person said why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor

from desktop_app.operations import pictures
from desktop_app.tray.views.evidence.evidence_page import EvidencePage
from tests.fakes import screened

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.evidence.look_dialog import LookDialog
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui
PAPER = QColor("#ffffff")  # of the browser's window in the painted screen


@pytest.fixture
def page(acted_desk: Desk, qtbot: QtBot) -> EvidencePage:
    """The page, shown in a window of the usual size."""
    made = EvidencePage(acted_desk)
    qtbot.addWidget(made)
    made.resize(1280 - 212, 800)
    made.show()
    made.shown()
    made.open("#1", -1)
    qtbot.waitUntil(lambda: len(made.pictures.look()) == 2, timeout=10_000)
    return made


@pytest.fixture
def reveal(page: EvidencePage, qtbot: QtBot) -> Callable[[], LookDialog]:
    """Say why, and wait until the pictures are there."""

    def answered() -> LookDialog:
        dialog = page.pictures.ask()
        assert dialog is not None
        dialog.reason.setText("What was clicked?")
        qtbot.waitUntil(lambda: not dialog.guard.holding)
        dialog.does.click()
        qtbot.waitUntil(
            lambda: len(page.pictures.compare._images) == len(page.pictures.look()), timeout=20_000
        )
        return dialog

    return answered


def entries(page: EvidencePage) -> list[str]:
    """Return the titles of what is in the strip."""
    return [frame.title for frame in page.pictures.strip.model.frames]


def reveals(recorder: RunningRecorder) -> int:
    """Return how often something was revealed."""
    recorder.wait_indexed()
    return sum(row["kind"] == "vault.reveal" for row in recorder.cli_json("audit-log"))


def test_before_anything_is_revealed_facts_alone_are_shown(page) -> None:
    """Frames, times, masked areas; nothing is open."""
    assert entries(page) == [
        "browser_navigate, before",
        "browser_navigate, after",
        "browser_click, before",
        "browser_click, after",
        "browser_click, before",
        "browser_click, after",
    ]
    assert page.pictures.band.look.isVisible()
    assert page.pictures.compare._images == {}
    assert page.pictures.album.small == {}
    assert [one.label for one in page.pictures.look()[0].covered] == ["password manager"]
    assert page.facts._title.text() == "browser_navigate, before and after"
    assert page.chooser.currentText().startswith("Claude Code, ")
    assert (page.pictures.album.shown, page.pictures.album.entries) == (0, [])


def test_one_reason_shows_the_pictures_of_the_run(page, reveal, acted, qtbot) -> None:
    """One entry; the picture is the screen's; the strip fills; they can be put away."""
    before = reveals(acted)
    reveal()
    assert reveals(acted) == before + 1
    assert "Recorded as #" in page.pictures.band.text
    qtbot.waitUntil(lambda: len(page.pictures.album.small) >= 3, timeout=10_000)
    page.pictures.compare.setValue(0)
    grabbed = page.pictures.compare.grab().toImage()
    place = page.pictures.compare._place()
    factor = place.width() / screened.SIZE[0]
    x, y = place.left() + 1700 * factor, place.top() + 560 * factor
    assert grabbed.pixelColor(round(x), round(y)) == PAPER
    assert page.pictures.album.part(page.pictures.look()) == pytest.approx(0.25, abs=0.2)
    qtbot.mouseClick(page.pictures.band.away, Qt.MouseButton.LeftButton)
    assert page.pictures.compare._images == {}
    assert page.pictures.album.small == {}
    assert page.pictures.band.look.isVisible()


def test_the_frames_of_a_call_are_marked_and_shown_together(page, reveal, qtbot) -> None:
    """Another one chosen is read, and nothing is asked again."""
    reveal()
    assert page.pictures.strip.model.marked == {0, 1}
    page.pictures.strip.list.setFocus()
    qtbot.keyClick(page.pictures.strip.list, Qt.Key.Key_Right)
    assert page.pictures.strip.model.marked == {0, 1}
    qtbot.keyClick(page.pictures.strip.list, Qt.Key.Key_Right)
    assert page.pictures.strip.model.marked == {2, 3}
    qtbot.waitUntil(lambda: len(page.pictures.compare._images) == 2, timeout=10_000)
    page.pictures.strip.choose(4)
    qtbot.waitUntil(lambda: len(page.pictures.compare._images) == 1, timeout=10_000)
    assert [bool(frame.missing) for frame in page.pictures.look()] == [False, True]


def test_closing_the_window_forgets_everything(page, reveal, qtbot) -> None:
    """Another look needs another reason; a dialog that is open goes, too."""
    reveal()
    page.forget()
    assert page.pictures.album.shown == 0
    dialog = page.pictures.ask()
    assert page.pictures.ask() is dialog
    page.forget()
    qtbot.waitUntil(lambda: page.pictures._dialog is None)
    page.forget()  # twice is fine


def test_what_is_not_answered_shows_nothing(page, acted, qtbot) -> None:
    """Esc, no reason, or a key in the first moment."""
    before = reveals(acted)
    dialog = page.pictures.ask()
    dialog.reason.setText("x")
    dialog.does.click()  # the guard holds
    assert dialog.does.isEnabled()
    qtbot.waitUntil(lambda: not dialog.guard.holding)
    dialog.reason.setText("  ")
    assert not dialog.does.isEnabled()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: page.pictures._dialog is None)
    assert reveals(acted) == before
    assert page.pictures.album.shown == 0


def test_a_call_of_the_run_view_is_opened_at_its_frame(page, qtbot) -> None:
    """By run and entry; -1 is the first picture; an unknown run leaves what is shown."""
    frames = page.pictures.strip.model.frames
    page.open("#1", frames[3].entry)
    qtbot.waitUntil(lambda: page.pictures.strip.current == 3, timeout=10_000)
    page.open("#1", -1)
    qtbot.waitUntil(lambda: page.pictures.strip.current == 0, timeout=10_000)
    page.open("#99", frames[3].entry)
    qtbot.waitUntil(lambda: page._wanted is None, timeout=10_000)
    assert len(page.pictures.look()) == 2


def test_show_in_run_leads_to_the_call(page, qtbot) -> None:
    """As the run view takes it."""
    with qtbot.waitSignal(page.desk.go.run) as told:
        page.facts._show_in_run()
    assert told.args == ["#1", f"call:{page.pictures.look()[0].call}"]


def test_a_picture_by_hand_is_a_run_of_its_own(page, qtbot) -> None:
    """Taken here; it is listed when it is indexed; leaving a run puts its pictures away."""
    qtbot.waitUntil(page.take.isVisible, timeout=10_000)
    qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.chooser.count() == 2, timeout=20_000)
    names = [page.chooser.itemText(n) for n in range(2)]
    page.chooser.setCurrentIndex(names.index("By hand, in no run"))
    qtbot.waitUntil(lambda: entries(page) == ["By hand"], timeout=10_000)
    assert page.pictures.album.shown == 0
    assert not page.pictures.compare.slides


def test_narrow_and_wide(page, qtbot) -> None:
    """Facts below in a narrow window; in a wide one before and after may stand side by side."""
    page.resize(900 - 212, 700)
    qtbot.waitUntil(lambda: page.sides.orientation() is Qt.Orientation.Vertical)
    assert not page.pictures.sides.isVisible()
    page.resize(1800 - 212, 900)
    qtbot.waitUntil(page.pictures.sides.isVisible)
    assert page.pictures.compare.slides
    page.pictures.sides._group.button(1).click()
    assert page.pictures.compare.is_beside
    page.resize(1280 - 212, 800)
    assert page.pictures.compare.slides


def test_without_evidence_it_says_so(empty_desk: Desk, qtbot: QtBot) -> None:
    """And leads to what can be kept; nothing is taken without a consent."""
    made = EvidencePage(empty_desk)
    qtbot.addWidget(made)
    made.show()
    made.shown()
    assert made.stack.currentIndex() == 0
    assert not made.take.isVisible()
    assert not made.chooser.isVisible()
    assert made.pictures.ask() is None


def test_an_entry_is_verified_in_place(page, qtbot) -> None:
    """Both of a pair; the result goes when another is chosen."""
    page.facts.verify()
    qtbot.waitUntil(lambda: len(page.facts._said) == 2, timeout=20_000)
    assert all(text.startswith("#") for _, text in page.facts._said)
    page.pictures.strip.choose(2)
    assert page.facts._said == []


def test_a_recorder_that_was_restarted_asks_anew(page, reveal, acted, qtbot) -> None:
    """What was revealed by the one before reads nothing more: the person is told, and asked."""
    reveal()
    page.pictures.album._open = dict.fromkeys(
        page.pictures.album._open, 1
    )  # an entry that reveals nothing
    page.pictures.strip.choose(2)
    qtbot.waitUntil(lambda: bool(page.desk.notices.errors), timeout=10_000)
    assert page.pictures.album.shown == 0
    assert page.pictures.band.look.isVisible()
    before = reveals(acted)
    reveal()
    assert reveals(acted) == before + 1


def test_what_is_kept_and_no_picture_says_so(page, reveal, monkeypatch, qtbot) -> None:
    """In its place and among the facts."""
    reveal()
    monkeypatch.setattr(pictures, "read", lambda *_args: {})
    page.pictures.strip.choose(2)
    said = "The picture is kept, but cannot be read."
    qtbot.waitUntil(lambda: page.pictures.compare.accessibleDescription() == f"shown, {said}")
    assert [one.missing for one in page.pictures.said] == ["", said]  # the first was at hand


def test_colours_follow_the_scheme(page, theme) -> None:
    """It is painted anew."""
    theme.use("dark")
    page.changeEvent(QEvent(QEvent.Type.StyleChange))
    dark = page.pictures.compare.grab().toImage().pixelColor(1, 1)
    assert dark == theme.colour("window")
