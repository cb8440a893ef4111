"""The head of the run page."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QPushButton

from desktop_app.tray.views import kit
from desktop_app.tray.views.run.run_header import RunHeader, Sums

pytestmark = pytest.mark.gui


@pytest.fixture
def head(theme, qtbot) -> RunHeader:
    """A head, shown."""
    made = RunHeader(theme)
    qtbot.addWidget(made)
    made.resize(1068, made.height())
    with qtbot.waitExposed(made):
        made.show()
    return made


def chips(head: RunHeader) -> list[str]:
    """Return the states shown."""
    found = head.findChildren(kit.Chip)
    return [chip.accessibleName() for chip in found if chip.isVisible()]


def test_a_run_is_told(head, picture_of, qtbot):
    """States as chips; sums as one sentence for assistive technology."""
    head.show_run(picture_of("staged-open"), now_us=0)
    qtbot.waitUntil(lambda: chips(head)[:2] == ["6 not gated", "1 failed"])
    sums = head.findChild(Sums)
    assert "12.0 s waiting for the gate" in sums.accessibleName()
    assert sums.grab().width() == sums.width()
    head.show_run(picture_of("staged-open"), now_us=0)
    head.clear()
    qtbot.waitUntil(lambda: chips(head) == [])


def buttons(head: RunHeader) -> list[str]:
    """Return the buttons one can see, but for the way back."""
    found = head.findChildren(QPushButton)
    return [one.text() or one.accessibleName() for one in found if one.isVisible()][1:]


def test_a_rollback_is_offered_where_there_are_copies(head, qtbot):
    """And not while another run is read."""
    assert buttons(head) == ["Export bundle…"]
    head.offer_rollback(can=True)
    assert buttons(head) == ["Roll back…", "Export bundle…"]
    with qtbot.waitSignal(head.rollback):
        head.findChildren(QPushButton)[1].click()
    head.clear()
    assert buttons(head) == ["Export bundle…"]


def test_little_room_puts_them_behind_one_button(head, qtbot):
    """With the same words, and only what can be done."""
    head.narrow(is_narrow=True)
    assert buttons(head) == ["More"]
    assert [action.text() for action in head.more.menu().actions()] == ["Export bundle…"]
    head.offer_rollback(can=True)
    rollback, export = head.more.menu().actions()
    with qtbot.waitSignal(head.rollback):
        rollback.trigger()
    with qtbot.waitSignal(head.export):
        export.trigger()


def test_sums_without_room_give_way_at_the_end(head, picture_of):
    """None is cut in the middle."""
    head.show_run(picture_of("staged-asked"), now_us=0)
    sums = head.findChild(Sums)
    sums.resize(200, 20)
    sums.grab()
