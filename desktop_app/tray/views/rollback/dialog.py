"""Puts a run's files back, or some of them: the plan first, then a button that names how many.

    looking -> plan (-> looking, when a box is ticked) -> doing -> result (-> undo: looking)

Promise: nothing is touched before the button is pressed, and then only what the plan names; the
focus is on the button that changes nothing, and for 600 ms after a plan came a stray press does
nothing. What takes long runs elsewhere: the window can be closed at any time, and a result that
came after it was closed is told all the same.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.model.visible import visible
from desktop_app.operations import rollback as operation
from desktop_app.tray import tokens
from desktop_app.tray.presenters import rollback as presenter
from desktop_app.tray.views import kit
from desktop_app.tray.views.guard import Guard
from desktop_app.tray.views.rollback.plan_view import PlanView
from desktop_app.tray.views.rollback.result_view import ResultView
from desktop_app.tray.views.texts import at_least, paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QCloseEvent, QKeyEvent

    from desktop_app.errors import CountersignError
    from desktop_app.operations.rollback import Wanted
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Task

_WIDE, _TALL = 840, 560
_SECOND_MS = 1_000


def open_rollback(
    desk: Desk, wanted: Wanted, *, about: str = "", parent: QWidget | None = None
) -> RollbackDialog:
    """Open the window for a run, a call (`to`), or single paths of a run (`paths`).

    Args:
        desk: the tray's parts.
        wanted: what is to be undone; its `run` as `Query.run` takes it.
        about: of which run, in a few words: "Claude Code, today 10:25".
        parent: closes with it.
    """
    made = RollbackDialog(desk, wanted, about=about, parent=parent)
    made.come_up()
    return made


class RollbackDialog(QWidget):
    """The window; it looks as soon as it is shown.

    Attributes:
        wanted: what it is about now.
        plan, result: what shows a plan, and what was done.
        keeps, does: the buttons.
        guard: holds stray presses back.

    Signals:
        done(entry): files were put back; the `rollback` entry says so.
        closed(): likewise.
    """

    done = Signal(int)
    closed = Signal()

    def __init__(
        self, desk: Desk, wanted: Wanted, *, about: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self.desk, self.wanted, self._about = desk, wanted, about
        self._plan = ""  # its name; "" while none can be carried out
        self._task: Task | None = None
        self._waits: Callable[[int], str] = presenter.waiting
        self._seconds, self._closed = 0, False
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        theme = desk.theme
        self._title = kit.label(theme, "", size=tokens.TITLE, weight=tokens.SEMIBOLD)
        self._where = kit.label(theme, about, size=tokens.SMALL, tone="text2", select=True)
        self._says = paragraph(theme, "", tone="text2", select=True)
        self.plan, self.result = PlanView(theme), ResultView(theme)
        self.plan.wished.connect(self._wish)
        self.result.undo.connect(self._undo)
        self.keeps = kit.button(tr("Cancel"), self.close, role="dialog")
        self.does = kit.button("", self._carry_out, role="dialog")
        self._clock = QTimer(self, interval=_SECOND_MS)
        self._clock.timeout.connect(self._tick)
        self._lay_out()
        self.setMinimumSize(at_least(theme, 640), at_least(theme, 420))
        self.resize(at_least(theme, _WIDE), at_least(theme, _TALL))
        self.guard = Guard(self)
        self.guard.changed.connect(self._hold)
        self._look()

    def come_up(self) -> None:
        """Show it."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.keeps.setFocus()

    @property
    def says(self) -> str:
        """What is said in the place of a plan or a result; "" while one is shown."""
        return self._says.text() if self._stack.currentIndex() == 0 else ""

    def closeEvent(self, event: QCloseEvent) -> None:
        """A look that goes on loses its meaning; what is being done goes on."""
        super().closeEvent(event)
        self._closed = True
        if self._task is not None:
            self._task.cancel()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc changes nothing."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        theme = self.desk.theme
        said = kit.boxed(kit.column(self._says, None), "surface")
        self._stack = QStackedWidget()
        for part in (said, self.plan, self.result):
            self._stack.addWidget(part)
        head = kit.row(kit.icon(theme, "undo", "text", 20), self._title, None, gap=tokens.S3)
        inside = kit.column(head, self._where, self._stack, gap=tokens.S3)
        inside.setStretch(2, 1)
        inside.setContentsMargins(tokens.S6, tokens.S5, tokens.S6, tokens.S4)
        answers = kit.row(None, self.keeps, self.does, gap=tokens.S6)
        answers.setContentsMargins(tokens.S6, tokens.S4, tokens.S6, tokens.S4)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(inside, 1)
        outer.addWidget(kit.hairline())
        outer.addWidget(kit.boxed(answers, "window"))
        self.setTabOrder(self.keeps, self.does)

    def _look(self) -> None:
        """Ask for a plan of what is wanted now."""
        desk, wanted = self.desk, self.wanted
        named = presenter.title(wanted)
        self._title.setText(named)
        self.setWindowTitle(named)
        self.setAccessibleName(named)
        self._plan = ""
        self._wait(presenter.waiting)
        if self._task is not None:
            self._task.cancel()
        self._task = desk.work.run(
            lambda told: operation.plan(desk.context(told), wanted, confirmed=True),
            self._have,
            failed=self._failed,
            owner=self,
            waits=True,
        )

    def _have(self, plan: dict[str, Any]) -> None:
        self._clock.stop()
        shown = presenter.shown(plan, self.wanted, str(Path.home()))
        self._plan = plan["plan"] if shown.verb else ""
        self._where.setText(", ".join(part for part in (shown.where, self._about) if part))
        self.plan.show_plan(plan, self.wanted, shown)
        self.does.setText(shown.verb)
        self.does.setVisible(bool(shown.verb))
        self.keeps.setText(tr("Cancel") if shown.verb else tr("Close"))
        self._stack.setCurrentWidget(self.plan)
        self.guard.arm()
        self.keeps.setFocus()

    def _wish(self, unattributed: bool, merge: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.wanted = replace(self.wanted, unattributed=unattributed, merge=merge)
        self._look()

    def _carry_out(self) -> None:
        if self.guard.holding or not self._plan:
            return
        desk, name = self.desk, self._plan
        self._plan = ""
        self._wait(presenter.working)
        self.keeps.setText(tr("Close"))
        desk.work.run(
            lambda told: operation.carry_out(desk.context(told), name),
            self._did,
            failed=self._not_done,
            waits=True,
        )

    def _did(self, found: Mapping[str, Any]) -> None:
        """Show what was done; who closed the window is told by a notice."""
        title, lines = presenter.outcome(found)
        if not self._is_open():
            text = "\n".join([*lines, presenter.after(found)])
            self.desk.notices.tell(title, text)
            return
        self._clock.stop()
        self.result.show_outcome(title, lines, presenter.after(found), int(found["entry"]))
        self._stack.setCurrentWidget(self.result)
        self.keeps.setFocus()
        self.done.emit(int(found["entry"]))

    def _undo(self, entry: int) -> None:
        """Look at what undoing this very rollback would do."""
        self.wanted = operation.Wanted(self.wanted.run, undo=entry)
        self._look()

    def _not_done(self, error: CountersignError) -> None:
        if self._is_open():
            self._failed(error)
        else:
            self.desk.failed(error)

    def _failed(self, error: CountersignError) -> None:
        self._clock.stop()
        self._says.setText(visible(f"{error.message} {error.hint}".strip()))
        kit.set_tone(self._says, "deny")
        self.keeps.setText(tr("Close"))
        self._stack.setCurrentIndex(0)

    def _wait(self, says: Callable[[int], str]) -> None:
        self._waits, self._seconds = says, 0
        kit.set_tone(self._says, "text2")
        self._says.setText(says(0))
        self._stack.setCurrentIndex(0)
        self.does.setVisible(False)
        self._clock.start()

    def _tick(self) -> None:
        self._seconds += 1
        self._says.setText(self._waits(self._seconds))

    def _is_open(self) -> bool:
        return isValid(self) and not self._closed

    def _hold(self, holding: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Labels are faint while a press does nothing."""
        for made in (self.keeps, self.does):
            made.setProperty("faint", holding)
            made.style().unpolish(made)
            made.style().polish(made)
