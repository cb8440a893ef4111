"""The guard: stray presses answer nothing, real ones do."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from desktop_app.tray.views.guard import HOLD_MS, Guard

pytestmark = pytest.mark.gui


class Question(QWidget):
    """Two buttons, the first with the focus."""

    def __init__(self) -> None:
        super().__init__()
        self.no, self.yes = QPushButton("No"), QPushButton("Yes")
        self.pressed: list[str] = []
        lines = QVBoxLayout(self)
        for made in (self.no, self.yes):
            lines.addWidget(made)
            made.clicked.connect(self._clicked)
        self.guard = Guard(self)

    def _clicked(self) -> None:
        self.pressed.append(self.sender().text())


@pytest.fixture
def question(qtbot) -> Question:
    """A question that has just come up."""
    made = Question()
    qtbot.addWidget(made)
    made.show()
    made.no.setFocus()
    return made


def key(widget: QWidget, kind: QEvent.Type, *, repeated: bool = False) -> None:
    """Send Space as the system does."""
    space = QKeyEvent(kind, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", repeated)
    QApplication.sendEvent(widget, space)


def ended(qtbot, question: Question) -> None:
    """Wait until presses count."""
    qtbot.waitUntil(lambda: not question.guard.holding)


def test_for_600_ms_nothing_counts_and_then_everything(qtbot, question: Question) -> None:
    """Keys and clicks; the window hears when to draw its labels faint."""
    began = time.monotonic()
    with qtbot.waitSignal(question.guard.changed) as told:
        qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
        qtbot.keyClick(question.no, Qt.Key.Key_Space)
        assert question.pressed == []
    assert told.args == [False]
    assert time.monotonic() - began > HOLD_MS / 1000 * 0.8
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    qtbot.keyClick(question.no, Qt.Key.Key_Space)
    assert question.pressed == ["Yes", "No"]


def test_a_stray_click_does_not_take_the_focus(qtbot, question: Question) -> None:
    """Else the Enter that follows would press what was clicked."""
    qtbot.mouseClick(question.yes, Qt.MouseButton.LeftButton)
    assert question.focusWidget() is question.no


def test_a_press_that_began_too_early_does_not_count_when_it_ends(
    qtbot, question: Question
) -> None:
    """Nor does its second half, or the second click of a double click."""
    qtbot.mousePress(question.yes, Qt.MouseButton.LeftButton)
    ended(qtbot, question)
    qtbot.mouseRelease(question.yes, Qt.MouseButton.LeftButton)
    at, left, none = QPointF(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        QApplication.sendEvent(question.yes, QMouseEvent(kind, at, at, left, left, none))
    assert question.pressed == []


def test_a_key_that_is_held_from_before_does_not_count(qtbot, question: Question) -> None:
    """It repeats, and is let go; pressed anew it counts."""
    key(question.no, QEvent.Type.KeyPress)
    ended(qtbot, question)
    key(question.no, QEvent.Type.KeyPress, repeated=True)
    key(question.no, QEvent.Type.KeyRelease)
    assert question.pressed == []
    key(question.no, QEvent.Type.KeyPress)
    key(question.no, QEvent.Type.KeyRelease)
    assert question.pressed == ["No"]


def test_another_question_holds_again(qtbot, question: Question) -> None:
    """Also for what was added to the window since."""
    ended(qtbot, question)
    more = QPushButton("More")
    more.clicked.connect(lambda: question.pressed.append("More"))
    question.layout().addWidget(more)
    more.show()
    with qtbot.waitSignal(question.guard.changed) as told:
        question.guard.arm()
    assert told.args == [True]
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert question.pressed == []
    ended(qtbot, question)
    qtbot.mouseClick(more, Qt.MouseButton.LeftButton)
    assert question.pressed == ["More"]


def test_coming_to_the_front_holds_again(qtbot, question: Question) -> None:
    """The window was there, and somebody else's click brings it up."""
    ended(qtbot, question)
    QApplication.sendEvent(question, QEvent(QEvent.Type.WindowActivate))
    assert question.guard.holding


def test_a_repaint_does_not_hold(qtbot, question: Question) -> None:
    """Only being exposed after it was hidden does."""
    ended(qtbot, question)
    question.guard.exposed(is_exposed=True)
    assert not question.guard.holding
    question.guard.exposed(is_exposed=False)
    question.guard.exposed(is_exposed=True)
    assert question.guard.holding
