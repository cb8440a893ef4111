"""Which question is in front of the person, and what becomes of it.

Promise: the one with the soonest deadline first, one at a time; the next one comes 250 ms after the
one before was answered. What was put aside waits in icon, menu and window. A locked screen holds
the dialog back, not the agent's deadline. Whatever is answered elsewhere, or by nobody, is said
where the question stood.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.errors import AlreadyAnsweredError, RecorderNotRunningError
from desktop_app.model import formats
from desktop_app.tray.presenters import notices
from desktop_app.tray.presenters import question as presenter
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.notifier import Notifier
    from desktop_app.tray.questions import Question
    from desktop_app.tray.views.consent_dialog.dialog import ConsentDialog

NEXT_MS = 250
BY_NOTIFICATION = "you, notification"
ANSWER = "answer"


class Asking(QObject):
    """Shows the questions of `desk.link.questions`, and hands answers on.

    Attributes:
        dialog: the one window; None before the first question.
    """

    def __init__(self, desk: Desk, notifier: Notifier) -> None:
        super().__init__()
        self._desk, self._notifier = desk, notifier
        self.dialog: ConsentDialog | None = None
        self._again: ConsentDialog | None = None
        self._current = self._answering = ""
        self._waits = self._held = False
        self._aside: set[str] = set()
        self._known: dict[str, tuple[Question, float]] = {}
        self._clicked: dict[str, tuple[str, int]] = {}  # in a notification: what, and when
        self._next = QTimer(self, singleShot=True, interval=NEXT_MS)
        self._next.timeout.connect(self._go_on)
        desk.link.met.connect(self.warm)
        desk.link.questions.changed.connect(self._changed)
        desk.link.questions.lost.connect(self._lost)
        desk.go.question.connect(self.open)
        desk.go.shown_again.connect(self.show_again)
        notifier.invoked.connect(self._invoked)

    def warm(self) -> None:
        """Make the window before the first question: that one is to be as quick as the others."""
        if self.dialog is None:
            self._window().rehearse()

    def open(self, name: str) -> None:
        """Bring a question to the front: the person asked for it."""
        question = self._desk.link.questions.find(name)
        if question is None or self._held:
            return
        self._aside.discard(str(question["id"]))
        dialog = self._window()
        if self._is_free():
            self._show(question)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def show_again(self, intent: int) -> None:
        """Show what was asked once, with nothing to answer."""
        from desktop_app.tray.views.consent_dialog.dialog import ConsentDialog  # noqa: PLC0415

        question = self._desk.link.questions.shown(intent)
        if question is None:
            return
        if self._again is not None:
            self._again.deleteLater()
        self._again = again = ConsentDialog(self._desk)
        again.closed.connect(again.hide)
        again.show_again(question, tr("This was asked before. It is shown again."))
        again.show()
        again.activateWindow()

    def hold(self, locked: bool) -> None:  # noqa: FBT001 - Qt's signal
        """While the screen is locked nothing is shown; afterwards what waits."""
        self._held = locked
        if self.dialog is not None and self._current:
            self.dialog.setVisible(not locked)
        if locked:
            self._hide_commands()
        if not locked:
            self._tell(self._desk.link.questions.open)
            if self._is_free():
                self._go_on()

    def _hide_commands(self) -> None:
        """Take back notifications that show what is asked: a locked screen may show them."""
        for question, _since in self._known.values():
            key = self._key(question)
            told = self._notifier.told(key)
            if told is not None and told.allows:
                self._notifier.withdraw(key)

    def _key(self, question: Question) -> str:
        agent = words.agent(str(question.get("agent")))
        return notices.question(agent, "", until="", about="").key

    def close(self) -> None:
        """End with the tray."""
        self._next.stop()
        for window in (self.dialog, self._again):
            if window is not None:
                window.hide()
                window.deleteLater()

    def _changed(self, questions: list[Question]) -> None:
        here = {str(one["id"]): one for one in questions}
        gone = [name for name in self._known if name not in here]
        for name in gone:
            self._gone(name)
        self._aside &= set(here)
        if not self._held:
            self._tell(questions)
        for name, one in here.items():
            self._known.setdefault(name, (one, time.monotonic()))
            self._role_changed(name, one)
        if self.dialog is not None and self._current in here:
            self.dialog.place(list(here).index(self._current) + 1, len(here))
        if self._is_free() and not self._next.isActive():
            self._go_on()

    def _role_changed(self, name: str, question: Question) -> None:
        """Somebody holds the role now, or nobody any more: it has other answers."""
        earlier, since = self._known[name]
        if question.get("role_held") == earlier.get("role_held"):
            return
        self._known[name] = question, since
        if name == self._current and name != self._answering:
            self._show(question)

    def _gone(self, name: str) -> None:
        """A question is over: say so where it stood, and take its notification back."""
        question, _since = self._known.pop(name)
        now_us = self._desk.clock.now_us()
        agent, key = words.agent(str(question.get("agent"))), self._key(question)
        told = self._notifier.told(key)
        if told is not None and told.about == name:
            self._notifier.withdraw(key)
        asked = presenter.asked(question, now_us, "")
        left = name in self._desk.link.questions.left
        late = not left and presenter.is_over(asked, now_us)
        clicked = self._clicked.pop(name, None)
        if late and name != self._answering and clicked is None:
            at = formats.time_of_day(now_us)[:8]
            verb = presenter.verb(question)
            self._notifier.show(notices.missed(agent, verb, at=at, about=str(asked.intent)))
        if name != self._current or name == self._answering or self.dialog is None:
            return
        if left:
            self.dialog.over(presenter.left(asked))
        elif late:
            self.dialog.over(presenter.stopped(asked))
        else:
            self.dialog.over(presenter.already(*(clicked or ("", now_us))))

    def _lost(self) -> None:
        if self.dialog is not None and self._current and not self._answering:
            self.dialog.over(presenter.unreachable())

    def _tell(self, questions: list[Question]) -> None:
        """Tell of each new question; of what it is about where that may be allowed from there."""
        for one in questions:
            if str(one["id"]) in self._known and not self._held_back(one):
                continue
            self._known.setdefault(str(one["id"]), (one, time.monotonic()))
            deadline_us = presenter.number(one, "deadline_us")
            until = formats.time_of_day(deadline_us)[:8] if deadline_us else ""
            agent = words.agent(str(one.get("agent")))
            verb = presenter.verb(one)
            whole = str(one.get("text")) if one.get("in_notification") is True else ""
            told = notices.question(agent, verb, until=until, about=str(one["id"]), whole=whole)
            self._notifier.show(told)

    def _held_back(self, question: Question) -> bool:
        """Whether it came while the screen was locked, and was not told yet."""
        return self._notifier.told(self._key(question)) is None and not self._current

    def _is_free(self) -> bool:
        return not self._current and not self._answering

    def _window(self) -> ConsentDialog:
        from desktop_app.tray.views.consent_dialog.dialog import ConsentDialog  # noqa: PLC0415

        if self.dialog is None:
            self.dialog = ConsentDialog(self._desk)
            self.dialog.answered.connect(self._answer)
            self.dialog.aside.connect(self._put_aside)
            self.dialog.closed.connect(self._finish)
        return self.dialog

    def _go_on(self) -> None:
        """Show the next question, or nothing."""
        if self._held or not self._is_free():
            return
        waiting = self._desk.link.questions.open
        left = [one for one in waiting if str(one["id"]) not in self._aside]
        if left:
            self._show(left[0])
            self._window().show()
        elif self.dialog is not None:
            self.dialog.hide()

    def _show(self, question: Question) -> None:
        waiting = self._desk.link.questions.open
        self._current = str(question["id"])
        at = next(n for n, one in enumerate(waiting, 1) if one["id"] == question["id"])
        self._window().ask(question, at, len(waiting))

    def _answer(self, args: dict[str, JSON]) -> None:
        self._answering = self._current
        self._desk.link.call(
            ANSWER, args, lambda _told: self._finish(), failed=self._failed, owner=self
        )

    def _failed(self, error: CountersignError) -> None:
        self._answering = ""
        if self.dialog is None:
            return
        if isinstance(error, AlreadyAnsweredError):
            by_role = self.dialog.asked is not None and bool(self.dialog.asked.role)
            self.dialog.over(error.message if by_role else presenter.already("", 0))
        elif isinstance(error, RecorderNotRunningError):
            self.dialog.over(presenter.unreachable())
        else:
            self.dialog.failed(f"{error.message} {error.hint}".strip())

    def _finish(self) -> None:
        """It is over; what stands there stays as it is until the next comes."""
        self._aside.discard(self._current)
        self._desk.link.questions.drop(self._current)
        self._current = self._answering = ""
        self._next.start()

    def _put_aside(self, name: str) -> None:
        self._aside.add(name)
        self._current = ""
        if self.dialog is not None:
            self.dialog.hide()
        self._next.start()

    def _invoked(self, key: str, action: str) -> None:
        told = self._notifier.told(key)
        if told is None:
            return
        if told.kind is notices.Kind.QUESTION:
            self._from_notification(key, told.about, action)
        elif told.kind in {notices.Kind.MISSED, notices.Kind.NOT_GATED, notices.Kind.BYPASS}:
            self._desk.go.page.emit("consent")

    def _from_notification(self, key: str, name: str, action: str) -> None:
        allows = action == notices.Action.ONCE
        if allows and not self._notifier.is_settled(key):
            self.open(name)  # it changed under the pointer: what was clicked may be another's
            return
        if not allows and action != notices.Action.DENY:
            self.open(name)
            return
        if name not in self._known:
            return
        question, since = self._known[name]
        how = tr("allowed once") if allows else tr("denied")
        self._clicked[name] = how, self._desk.clock.now_us()
        args: dict[str, JSON] = {
            "id": name,
            "answer": "once" if allows else "deny",
            "digest": presenter.asked(question, 0, "").digest,
            "latency_ms": round((time.monotonic() - since) * 1000),
            "by": BY_NOTIFICATION,
            "confirmed": True,
        }
        self._desk.link.call(ANSWER, args, lambda _told: None, failed=self._desk.failed, owner=self)
