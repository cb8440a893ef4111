"""Ctrl+K over a real store: type, choose, open; Enter never opens what stood there before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from desktop_app.tray.presenters.quick_open import Group
from desktop_app.tray.presenters.state import of
from desktop_app.tray.views import kit
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.quick_open import QuickOpen
from desktop_app.tray.views.window import Place, Window

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.tray.desk import Desk

pytestmark = pytest.mark.gui


class Timeline(Page):
    name = "timeline"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Timeline")
        self.field = kit.SearchField(desk.theme, "Search runs")
        self.header.right.addWidget(self.field)


@pytest.fixture
def make(qtbot) -> Callable[[Desk], QuickOpen]:
    """Open it over a window, as `opening` does, and wait for its first answer."""

    def made(desk: Desk) -> QuickOpen:
        window = Window(desk, {"timeline": Place("Timeline", lambda: Timeline(desk))})
        qtbot.addWidget(window)
        window.resize(1000, 700)
        window.show_page("timeline")
        qtbot.waitUntil(window.isActiveWindow)
        opened: list[QuickOpen] = []

        def opening() -> None:
            opened.append(QuickOpen(desk, window))
            opened[-1].show()

        desk.go.quick_open.connect(opening)
        page: Timeline = window.made("timeline")
        page.field.setFocus()
        qtbot.keyClick(page.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        (quick,) = opened
        answered(qtbot, quick)
        return quick

    return made


def answered(qtbot, quick: QuickOpen) -> None:
    """Wait until what was typed last has its answer."""
    qtbot.waitUntil(lambda: quick._answer is not None)


def titles(quick: QuickOpen) -> list[str]:
    """Return what can be chosen."""
    items = map(quick.model.item, range(quick.model.rowCount()))
    return [item.title for item in items if item is not None]


def test_it_opens_from_a_search_field_and_gives_the_focus_back(qtbot, desk: Desk, make) -> None:
    """With the newest runs and all that can be done; Ctrl+K again closes it."""
    quick = make(desk)
    assert QApplication.focusWidget() is quick.field
    assert {"greeting", "Verify now", "Timeline"} <= set(titles(quick))
    qtbot.keyClick(quick.field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not quick.isVisible()
    assert QApplication.focusWidget() is quick.window().made("timeline").field


def test_what_is_typed_is_found_and_opened(qtbot, desk: Desk, make) -> None:
    """Enter opens the run with the call selected."""
    quick = make(desk)
    qtbot.keyClicks(quick.field, "write")
    answered(qtbot, quick)
    assert titles(quick)[:2] == ["Write", "write_file"]
    qtbot.keyClick(quick.field, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.go.run) as told:
        qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    ref, record = told.args
    assert ref.startswith("#")
    assert record.startswith("call:")
    assert not quick.isVisible()


def test_enter_waits_for_the_answer(qtbot, desk: Desk, make) -> None:
    """What stood there when Enter was pressed is not opened: the first of the answer is."""
    quick = make(desk)
    opened: list[tuple[str, str]] = []
    desk.go.run.connect(lambda *args: opened.append(args))
    quick.field.setText("write")
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    assert quick.isVisible()
    qtbot.waitUntil(lambda: not quick.isVisible())
    ((_, record),) = opened
    assert record.startswith("call:")


def test_deeds_are_done(qtbot, desk: Desk, make) -> None:
    """By what is typed, and by mouse."""
    desk.link._show(of({"local_only": True}))
    for typed, signal, args in (
        ("verify", desk.go.verify_ledger, []),
        ("export audit", desk.go.export, [""]),
        ("timeline", desk.go.page, ["timeline"]),
        ("local-only off", desk.go.local_only, [False]),
        ("quit", desk.go.quit, []),
    ):
        quick = QuickOpen(desk, make(desk).window())
        quick.show()
        quick.field.setText(typed)
        answered(qtbot, quick)
        place = quick.list.visualRect(quick.list.currentIndex()).center()
        with qtbot.waitSignal(signal) as told:
            qtbot.mouseClick(quick.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert told.args == args
        desk.go.quick_open.disconnect()


def test_pausing_is_asked_of_the_recorder(qtbot, desk: Desk, make, monkeypatch) -> None:
    """For the time that was chosen, as the person's own word; and going on again."""
    asked: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(desk.link, "call", lambda verb, args, _done: asked.append((verb, args)))
    desk.link._show(of({"local_only": True}))
    quick = make(desk)
    quick.field.setText("pause for 15")
    answered(qtbot, quick)
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    desk.link._show(of({"paused": True}))
    quick.show()
    quick.field.setText("resume")
    answered(qtbot, quick)
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    assert asked == [
        ("pause", {"for_s": 900, "confirmed": True}),
        ("resume", {"confirmed": True}),
    ]


def test_help_of_keys_can_be_opened(qtbot, desk: Desk, make) -> None:
    """The same as F1."""
    quick = make(desk)
    quick.field.setText("keyboard")
    answered(qtbot, quick)
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    assert quick.window()._help.isVisible()


def test_nothing_found_is_said(qtbot, desk: Desk, make) -> None:
    """With what cannot be found; Enter does nothing then."""
    quick = make(desk)
    quick.field.setText("zzz")
    answered(qtbot, quick)
    assert titles(quick) == []
    assert "“zzz”" in quick._note.text()
    qtbot.keyClick(quick.field, Qt.Key.Key_Return)
    assert quick.isVisible()


def test_without_a_store_deeds_still_work(empty_desk: Desk, make) -> None:
    """Why nothing was found is said above them, and no window of errors opens."""
    quick = make(empty_desk)
    assert quick._note.text() == "Nothing was recorded yet."
    assert "Verify now" in titles(quick)
    assert empty_desk.notices.errors == []


def test_the_current_item_is_read_aloud(qtbot, desk: Desk, make, monkeypatch) -> None:
    """The focus stays in the field, so it is announced at each step."""
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    quick = make(desk)
    quick.field.setText("bash")
    answered(qtbot, quick)
    qtbot.keyClick(quick.field, Qt.Key.Key_Down)
    assert said[-1].startswith("Tool call, Bash, Claude Code, ")
    assert quick.field.accessibleDescription() == said[-1]
    assert {item.group for item in map(quick.model.item, range(1, 3))} == {Group.CALLS}
