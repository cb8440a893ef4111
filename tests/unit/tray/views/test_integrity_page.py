"""The page Integrity over real stores: sound, harmed, rolled back, empty, without a recorder."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.host.paths import Paths
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note
from desktop_app.tray.integrity_check import IntegrityCheck
from desktop_app.tray.presenters.anchors import Outside
from desktop_app.tray.presenters.integrity import Progress
from desktop_app.tray.views.integrity_page import IntegrityPage
from tests.fakes import harmed, hostile_run, running
from tests.fakes.seen import pressed, told

pytestmark = pytest.mark.gui


@pytest.fixture
def open_page(qtbot):
    """Open the page over a desk, of a width, and wait for its keys."""

    def opened(desk, width=1068, *, empty=False) -> IntegrityPage:
        page = IntegrityPage(desk, IntegrityCheck(desk))
        qtbot.addWidget(page)
        page.resize(width, 800)
        page.show()
        page.shown()
        if not empty:
            qtbot.waitUntil(lambda: "countersign/" in told(page))
        return page

    return opened


def verified(qtbot, page: IntegrityPage) -> str:
    """Press Verify now and return what the page says then."""
    with qtbot.waitSignal(page._check.finished, timeout=20_000):
        pressed(page, "Verify now").click()
    qtbot.waitUntil(lambda: "recomputed at" in told(page))
    return told(page)


def test_without_a_recorder_keys_epochs_and_disk_are_there(qtbot, desk, open_page):
    """And that nobody verified it yet; what only a recorder knows is a dash."""
    page = open_page(desk)
    qtbot.waitUntil(lambda: "kept for ever" in told(page))
    qtbot.waitUntil(lambda: "destroyed" in told(page))
    text = told(page)
    for part in ("Not verified yet", "Fingerprint, to read out", "can be rebuilt", "Sealed at"):
        assert part in text
    assert "there is no keychain here" in text
    assert "Events that were never sent to Countersign." in text
    assert "Nobody verified this record yet." in text


def test_verify_now_says_consistent_and_what_that_is_not(qtbot, live_desk, open_page):
    """The verdict, how long it took, the limits, and a new line in the history."""
    page = open_page(live_desk)
    text = verified(qtbot, page)
    assert "Consistent" in text
    assert "entries were recomputed at" in text
    assert "That what an agent reported is true" in text
    qtbot.waitUntil(lambda: "by hand" in told(page), timeout=10_000)
    assert "agrees" in told(page)


def test_an_edited_record_turns_the_card_and_can_be_reported(  # noqa: PLR0917 - fixtures
    qtbot, store, tmp_path, make_desk, monkeypatch, open_page
):
    """Where it is bad first; the report goes onto the clipboard."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    desk = make_desk(Paths.resolve(harmed.edited(store, tmp_path / "edited")))
    page = open_page(desk)
    text = verified(qtbot, page)
    assert "Invalid" in text
    assert "First bad entry: #3" in text
    assert page._card.property("tone") == "deny"
    pressed(page, "Copy report").click()
    assert "Verdict: INVALID (exit code 40)" in QGuiApplication.clipboard().text()


def test_a_copy_put_back_is_diverged_and_shows_both_checkpoints(
    qtbot, tmp_path, make_desk, monkeypatch, open_page
):
    """The pin beside the keys is newer than the file."""
    with running.running(tmp_path) as recorder:
        recorder.wait_indexed()
        old = harmed.copied(recorder.environment, tmp_path / "old")
        body = {"content-type": "application/x-protobuf"}
        recorder.post("/v1/traces", hostile_run.request(), body)
    for name, value in recorder.environment.items():
        monkeypatch.setenv(name, value)
    page = open_page(make_desk(Paths.resolve(old)))
    text = verified(qtbot, page)
    assert "Diverged" in text
    assert "The record's own checkpoint" in text
    assert "The pin beside the keys" in text
    assert "contradicts" in text


def test_progress_can_be_cancelled_by_keyboard(qtbot, desk, open_page):
    """Cancel has the focus; afterwards Verify now has it, and the page says what it said before."""
    page = open_page(desk)
    page._check.start()
    qtbot.waitUntil(lambda: "Verifying" in told(page))
    page._check._told(6_204, 10_485)
    assert "Entry 6,204 of 10,485" in told(page)
    assert not page._verify.isEnabled()
    cancel = pressed(page, "Cancel")
    qtbot.keyClick(cancel, Qt.Key.Key_Space)
    assert not page._check.running
    qtbot.waitUntil(lambda: "Not verified yet" in told(page))
    assert page._verify.isEnabled()


def test_an_error_is_told_in_place(qtbot, desk, open_page, monkeypatch):
    """What is wrong and what to do; the last verdict is not touched."""
    page = open_page(desk)
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "moon")
    with qtbot.waitSignal(page._check.failed, timeout=20_000):
        page.verify()
    qtbot.waitUntil(lambda: "Not verified" in told(page))
    assert "moon" in told(page)
    assert page._check.newest is None


def test_a_keystore_that_cannot_be_asked_hides_nothing_else(qtbot, desk, open_page, monkeypatch):
    """The key that the ledger names is shown, and why no more is known; no window pops up."""
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "moon")
    page = open_page(desk)
    qtbot.waitUntil(lambda: "not on this computer" in told(page))
    assert "moon" in page._key._custody.text()
    assert desk.notices.errors == []


def test_a_checkpoint_that_is_handed_out_is_remembered(qtbot, live_desk, open_page):
    """As signed, with what was recorded; the card says when, how and what that would prove."""
    page = open_page(live_desk)
    qtbot.waitUntil(lambda: "Outside this computer" in told(page))  # another test may be first
    page.hand_out.copy()
    qtbot.waitUntil(lambda: "Copied: the checkpoint of" in told(page))
    note = QGuiApplication.clipboard().text()
    size = parse_checkpoint(parse_note(note.encode()).text).size
    assert f"{size:,} entries. Recorded as #" in told(page)

    def said() -> bool:
        page._read()
        return "The checkpoint that you handed out (as text, Today" in told(page)

    qtbot.waitUntil(said, timeout=20_000)
    assert "Nothing outside this computer" not in told(page)
    page.hidden()
    assert "Copied" not in told(page)


def test_before_the_first_entry_nothing_is_sealed(qtbot, empty_desk, open_page):
    """A sentence, and nothing to press."""
    page = open_page(empty_desk, empty=True)
    qtbot.waitUntil(lambda: "Nothing sealed yet" in told(page))
    assert not page._verify.isEnabled()
    assert not page._copy.isEnabled()
    assert empty_desk.notices.errors == []


@pytest.mark.parametrize(("width", "columns"), [(848, 1), (1068, 2), (1588, 3)])
def test_columns_follow_the_width(desk, open_page, width, columns):
    """One, two, three; with three the verdicts stand in full."""
    page = open_page(desk, width)
    cards = (page._key, page._history, page._epoch, page._disk, page._vault, page._limits)
    cards = (page._outside, *cards)
    assert len({card.mapTo(page, card.rect().topLeft()).x() for card in cards}) == columns
    assert page._history._in_full == (columns == 3)


@pytest.mark.parametrize("width", [848, 1068, 1588])
def test_a_text_that_grows_is_not_cut(qtbot, desk, open_page, width):
    """What is known of anchors comes late, and is longer than what stood there."""
    page = open_page(desk, 1068 if width == 848 else 848)
    qtbot.waitUntil(lambda: "Nothing outside this computer" in told(page))
    page.resize(width, 800)  # cards that took other places grow as well
    long = "It was there, and what was there is said at some length. " * 6
    card = page._outside
    card.show_outside(Outside((), (long, long, long)))

    def whole() -> bool:
        return all(one.height() >= one.heightForWidth(one.width()) for one in card._sentences)

    qtbot.waitUntil(lambda: len(card._sentences) == 3 and card._sentences[2].isVisible())
    qtbot.waitUntil(whole)


def test_all_can_be_reached_by_keyboard(qtbot, desk, open_page):
    """Header first, then the cards in reading order."""
    page = open_page(desk)
    page.activateWindow()
    page._copy.setFocus()
    qtbot.waitUntil(page._copy.hasFocus)
    names = []
    for _ in range(8):
        widget = page.focusWidget()
        names.append(widget.accessibleName() or getattr(widget, "text", str)())
        qtbot.keyClick(widget, Qt.Key.Key_Tab)
    assert names[:2] == ["Keep checkpoint elsewhere", "Verify now"]
    assert "Copy verifier key" in names


def test_state_that_changes_is_read_again_but_not_all_the_time(live_desk, open_page):
    """Once in some seconds; a hidden page rests."""
    page = open_page(live_desk)
    read = []
    page._read = lambda: read.append(1)
    page._state_changed(None)
    assert read == []
    page._read_at_s = 0.0
    page._state_changed(None)
    assert read == [1]
    page.hide()
    page._state_changed(None)
    page._age()
    assert read == [1]


def test_what_is_shown_does_not_blink(qtbot, desk, open_page):
    """The same verdict again leaves its texts alone: they may be selected."""
    page = open_page(desk)
    page._refresh()
    labels = page._card.findChildren(QWidget)
    page._refresh()
    assert page._card.findChildren(QWidget) == labels
    page._card.show_progress(Progress(1, 2, 0.0), has_verdict=True)
    text = "The last verdict stays valid until this one is done."
    qtbot.waitUntil(lambda: text in told(page))
