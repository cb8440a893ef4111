"""A plan to be looked at: the diff of the chosen path, and boxes that ask for another plan."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop_app.operations.rollback import Wanted
from desktop_app.tray.presenters import rollback as presenter
from desktop_app.tray.views.diff_view import DiffView
from desktop_app.tray.views.rollback.plan_view import PlanView
from tests.unit.tray.presenters.test_rollback import plan

pytestmark = pytest.mark.gui
WANTED = Wanted("#1")
CHANGES = [
    {"act": "restore", "path": "a.py", "kind": "file", "diff": 0},
    {"act": "delete", "path": "made", "kind": "dir"},
]


@pytest.fixture
def view(qtbot, theme) -> PlanView:
    """A plan of two paths, with later changes of a person."""
    made = PlanView(theme)
    qtbot.addWidget(made)
    made.resize(800, 420)
    show(made, steps=2, changes=CHANGES, mergeable=1, entry=9)
    made.show()
    return made


def show(view: PlanView, wanted: Wanted = WANTED, **more: object) -> None:
    """Show a plan."""
    found = plan(**more)
    view.show_plan(found, wanted, presenter.shown(found, wanted, "/home/ada"))


def texts(view: PlanView) -> list[str]:
    """Return what one can see."""
    return [label.text() for label in view.findChildren(QLabel) if label.isVisibleTo(view)]


def test_the_chosen_path_shows_its_lines_or_why_there_are_none(view: PlanView, qtbot) -> None:
    """The first is chosen; arrow keys go on."""
    assert view.findChild(DiffView).list.accessibleName() == "Changes of a.py"
    qtbot.keyClick(view.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: view.findChild(DiffView) is None)
    assert "folder" in texts(view)
    assert "What files held is shown here. Recorded as #9." in texts(view)


def test_a_box_asks_for_another_plan(view: PlanView, qtbot) -> None:
    """With both as they stand; a plan that is shown ticks them without asking."""
    assert not view.unattributed.isVisible()
    with qtbot.waitSignal(view.wished) as told:
        qtbot.mouseClick(view.merge, Qt.MouseButton.LeftButton)
    assert told.args == [False, True]
    with qtbot.assertNotEmitted(view.wished):
        show(view, Wanted("#1", unattributed=True, merge=True))
    assert view.unattributed.isChecked()
    assert view.merge.isChecked()


def test_an_empty_plan_has_no_list(view: PlanView) -> None:
    """A sentence alone."""
    show(view, steps=0, changes=[])
    assert not view.list.isVisible()
    assert "There is nothing to put back: all is as it was." in texts(view)
