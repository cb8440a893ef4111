"""The consent dialog: one question at a time, in a window that takes neither keyboard nor place.

Promise: it never closes, moves or becomes another question under the pointer: whatever changes, a
press does nothing for 600 ms after it (`views.guard`). The focus is on Deny, so that a stray Enter
denies; Esc and closing put the question aside, and it keeps waiting. Who decides what comes next is
`tray.asking`.
"""

from __future__ import annotations

import time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.host import files
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import forms
from desktop_app.tray.presenters import question as presenter
from desktop_app.tray.views.consent_dialog.announcer import Announcer
from desktop_app.tray.views.consent_dialog.body import Body
from desktop_app.tray.views.consent_dialog.foot import Foot
from desktop_app.tray.views.guard import Guard
from desktop_app.tray.views.texts import at_least

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QShowEvent

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.question import Asked

WIDE, PART = 680, 0.8  # pixels; of the screen's height
TICK_MS = 1_000
FILE_BYTES = 1024 * 1024  # of a file that is changed; larger ones are not looked into


class ConsentDialog(QWidget):
    """Shows one question after the other.

    Signals:
        answered(args): arguments of the verb `answer`.
        aside(id): put aside; it keeps waiting.
        closed(): a question that is over was read.

    Attributes:
        asked: what is shown; None before the first.
        foot: the answers.
    """

    answered = Signal(object)
    aside = Signal(str)
    closed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(None, Qt.WindowType.Dialog | Qt.WindowType.WindowStaysOnTopHint)
        self._desk = desk
        self._question: Mapping[str, JSON] = {}
        self.asked: Asked | None = None
        self._since = time.monotonic()
        self._is_over = self._sent = False
        self._announcer = Announcer(self)
        self._place = (1, 1)
        self.setProperty("alert", True)  # noqa: FBT003 - Qt's; what it is to assistive technology
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.body: Body | None = None
        self.foot = Foot(desk.theme)
        self.foot.answered.connect(self._answer)
        self.foot.more.connect(self._widen)
        self.foot.closed.connect(self.closed)
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._lines.addWidget(self.foot)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.guard = Guard(self)
        self.guard.changed.connect(self._hold)

    def rehearse(self) -> None:
        """Make and paint all that a question needs, fonts and icons too, with nothing asked."""
        self._show({})
        self._fit()
        self.grab()
        self.asked = None

    def ask(self, question: Mapping[str, JSON], at: int, total: int) -> None:
        """Show a question; `at` of `total` that wait."""
        self._show(question)
        asked = self.asked
        if asked is None:
            return
        self.foot.offer(
            run=asked.for_run, more=asked.for_more, role=asked.role, held=asked.role_held
        )
        self.place(at, total)
        self._count()
        self._timer.start()
        self._fit()
        self.foot.deny.setFocus()
        self.guard.arm()
        self._announcer.begin()
        self._tell_left()
        self._look(asked.id)

    def show_again(self, question: Mapping[str, JSON], sentence: str) -> None:
        """Show what was asked before, with nothing to answer."""
        self._show(question)
        self._is_over = True
        self.foot.offer(run=False, more=False)
        self.foot.read_only(sentence)
        self._fit()

    def place(self, at: int, total: int) -> None:
        """Say how many wait."""
        self._place = (at, total)
        if self.body is not None:
            self.body.count.setText(presenter.place_in(at, total))

    def over(self, sentence: str) -> None:
        """The question was answered elsewhere, or nobody waits for it any more."""
        if self._is_over:
            return
        self._is_over = True
        self._timer.stop()
        if self.body is not None:
            self.body.close_more()
        self.foot.over(sentence)
        self.foot.close_over.setFocus()
        self.guard.arm()
        self._announcer.say(sentence)

    def failed(self, sentence: str) -> None:
        """The answer did not arrive; say why, and let the person answer again."""
        self._sent = False
        self._timer.start()
        if self.asked is not None and self.asked.role:
            self.foot.role.field.setFocus()
        if self.body is not None:
            self.body.trouble(visible(sentence))
        self._fit()
        self.guard.arm()

    def latency_ms(self) -> int:
        """Return for how long the question was shown."""
        return round((time.monotonic() - self._since) * 1000)

    def showEvent(self, event: QShowEvent) -> None:
        """The clock runs from here."""
        super().showEvent(event)
        self._since = time.monotonic()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Put it aside."""
        event.ignore()
        self._put_aside()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts it aside."""
        if event.key() == Qt.Key.Key_Escape:
            self._put_aside()
        else:
            super().keyPressEvent(event)

    def _put_aside(self) -> None:
        if self.asked is not None and not self._is_over:
            self.aside.emit(self.asked.id)
        else:
            self.closed.emit()

    def _look(self, name: str) -> None:
        """Look into the file that is changed; a disk that does not answer holds up nothing."""
        file = forms.changed_file(self._question)
        path = Path(file)
        if path.is_absolute():
            self._desk.work.run(
                lambda _told: files.read_bounded(path, FILE_BYTES),
                partial(self._looked, name),
                failed=lambda _error: None,  # without numbers, then
                owner=self,
                waits=True,
            )

    def _looked(self, name: str, data: bytes | None) -> None:
        """Show the change in its place, unless a press would count already."""
        asked = self.asked
        if data is None or asked is None or asked.id != name or self._is_over or self._sent:
            return
        if self.guard.holding and b"\0" not in data:
            self._fill(data.decode("utf-8", "replace"))
            self.place(*self._place)
            self._fit()
            self.foot.deny.setFocus()
            self.guard.arm()

    def _show(self, question: Mapping[str, JSON]) -> None:
        self._question = question
        self._since, self._is_over, self._sent = time.monotonic(), False, False
        self._fill(None)

    def _fill(self, content: str | None) -> None:
        """Make what stands above the foot; `content`: of the file that is changed."""
        home, now_us = str(Path.home()), self._desk.clock.now_us()
        self.asked = asked = presenter.asked(self._question, now_us, home, content)
        earlier, self.body = self.body, Body(self._desk, asked)
        self._lines.insertWidget(0, self.body, 1)
        if earlier is not None:
            earlier.hide()
            earlier.deleteLater()
        self.body.grew.connect(self._fit)
        self.setWindowTitle(asked.title)
        self.setAccessibleName(asked.title)
        self.setAccessibleDescription(asked.description)
        self._order()

    def _order(self) -> None:
        """Tab goes: deny, allow, what is asked, links."""
        if self.body is None:
            return
        first, *rest = self.foot.buttons
        typed = (self.foot.reason, self.foot.role.field)
        chain: list[QWidget] = [first, rest[0], *typed, *rest[1:], *self.body.stops]
        for one, other in pairwise(chain):
            QWidget.setTabOrder(one, other)

    def _fit(self) -> None:
        """As wide as its answers need, as tall as its content, then only the text scrolls."""
        if self.body is None:
            return
        wide = max(at_least(self._desk.theme, WIDE), self.foot.minimumSizeHint().width())
        most = round(self.screen().availableGeometry().height() * PART)
        foot = self.foot.heightForWidth(wide) if self.foot.hasHeightForWidth() else -1
        foot = max(foot, self.foot.sizeHint().height())
        tall = self.body.fit(wide, most - foot)
        self.setFixedWidth(wide)
        self.resize(wide, tall + foot)

    def _answer(self, kind: str) -> None:
        if self.asked is None or self._sent or self._is_over:
            return
        self._sent = True
        args: dict[str, JSON] = {
            "id": self.asked.id,
            "answer": kind,
            "digest": self.asked.digest,
            "latency_ms": self.latency_ms(),
            "by": "you",
            "confirmed": True,
        }
        passphrase = self.foot.role.take()
        if kind == "once" and passphrase:
            args["passphrase"] = passphrase
        if kind == "deny" and self.foot.reason.text().strip():
            args["reason"] = self.foot.reason.text().strip()
        if kind == "grant" and self.body is not None and self.body.more is not None:
            args.update(self.body.more.answer())
        self._timer.stop()
        self.guard.arm()
        self.answered.emit(args)

    def _widen(self, is_open: bool) -> None:  # noqa: FBT001 - Qt's signal
        if self.body is None:
            return
        if is_open:
            self.body.open_more(self._question, self._desk.clock.now_us())
        else:
            self.body.close_more()
        self.foot.widened(is_open=is_open)
        self._order()
        self._fit()
        self.foot.deny.setFocus()
        self.guard.arm()

    def _tick(self) -> None:
        self._count()
        self._tell_left()

    def _count(self) -> None:
        """Say how long the agent waits, or that it does not any more."""
        asked = self.asked
        if asked is None or self._is_over:
            return
        now_us = self._desk.clock.now_us()
        if presenter.is_over(asked, now_us) and asked.deadline_us <= now_us:
            self.over(presenter.stopped(asked))
            return
        line, counts = presenter.deadline(asked, now_us)
        self.foot.deadline(line, counts=counts)

    def _tell_left(self) -> None:
        """Announce the deadline when the question comes, and twice before it."""
        asked = self.asked
        if asked is None or self._is_over or not asked.deadline_us:
            return
        now_us = self._desk.clock.now_us()
        left_s = (asked.deadline_us - now_us) / 1_000_000
        self._announcer.left(left_s, presenter.deadline(asked, now_us)[0])

    def _hold(self, holding: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.foot.faint(faint=holding)
