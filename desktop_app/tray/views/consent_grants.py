"""In force now: one row a grant, with the button that ends it; for 10 s it can be put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.operations import consents
from desktop_app.tray import tokens
from desktop_app.tray.presenters import grants
from desktop_app.tray.views import kit
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.grants import InForce

BACK_MS = 10_000  # as long as the recorder takes it
ROWS = 5  # then it scrolls
HIGH = 35


class GrantRow(QFrame):
    """One grant.

    Signals:
        done(): it was ended, or put back.
    """

    done = Signal()

    def __init__(self, desk: Desk, grant: InForce) -> None:
        super().__init__()
        self.grant, self._desk = grant, desk
        theme = desk.theme
        self.is_over = False
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.MARGIN, 0, tokens.MARGIN, 0)
        line.setSpacing(tokens.S2)
        self._until = kit.label(theme, grant.until, size=tokens.SMALL)
        scope = _Elided(desk, grant.scope, tone="text2", fixed=True)
        used = kit.label(theme, grant.used, size=tokens.SMALL, tone="text2")
        what = _Elided(desk, grant.what)
        agent = kit.label(theme, grant.agent, size=tokens.SMALL)
        for label, wide in ((what, 168), (agent, 102), (self._until, 150), (used, 100)):
            label.setFixedWidth(at_least(theme, wide))
        line.addWidget(kit.icon(theme, grant.icon, "text2", 16))
        line.addWidget(what)
        line.addWidget(agent)
        line.addWidget(scope, 1)
        line.addWidget(self._until)
        line.addWidget(used)
        self.button = kit.button(grant.end, self._press, role="row")
        self.button.setAccessibleName(f"{grant.end}: {grant.what}, {grant.scope}")
        self._slot = kit.boxed(kit.row(None, self.button))
        self._slot.setFixedWidth(at_least(theme, 84))
        line.addWidget(self._slot)
        self.setFixedHeight(at_least(theme, HIGH))
        self._late = QTimer(self, singleShot=True, interval=BACK_MS)
        self._late.timeout.connect(self.done)

    def _press(self) -> None:
        self.button.setEnabled(False)
        if self.is_over:
            verb, args = consents.PUT_BACK, consents.put_back(self.grant.seq, confirmed=True)
        else:
            verb, args = consents.REVOKE, consents.revoke(self.grant.seq, confirmed=True)
        self._desk.link.call(verb, args, lambda _told: self._turned(), owner=self)

    def _turned(self) -> None:
        if not self.grant.goes_back:
            self._until.setText(self.grant.ended)
            self.done.emit()
            return
        self.is_over = not self.is_over
        self.button.setEnabled(True)
        self.button.setFocus()
        if self.is_over:
            self._until.setText(self.grant.ended)
            self.button.setText(tr("Put back"))
            self._late.start()
        else:
            self._late.stop()
            self._until.setText(self.grant.until)
            self.button.setText(self.grant.end)
            self.done.emit()


class _Elided(QWidget):
    """A text on one line, as far as there is room; the tool tip says all of it."""

    def __init__(self, desk: Desk, text: str, *, tone: str = "text", fixed: bool = False) -> None:
        super().__init__()
        self._theme, self._text, self._tone = desk.theme, text, tone
        size, weight = (tokens.SMALL, tokens.REGULAR) if fixed else (tokens.BODY, tokens.MEDIUM)
        self._font = desk.theme.font(size, weight, fixed=fixed)
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.setMinimumWidth(40)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small
        """Paint it."""
        painter = QPainter(self)
        painter.setFont(self._font)
        painter.setPen(self._theme.colour(self._tone))
        room, end = self.width(), Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(self._text, end, room)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()


class GrantsPanel(QWidget):
    """All of them under their heading; in a narrow window folded to that one line.

    Signals:
        done(): one was ended for good, or put back.
    """

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme = desk.theme
        self._sum = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        head = kit.row(kit.label(theme, tr("In force now"), weight=tokens.SEMIBOLD), gap=tokens.S6)
        head.addWidget(self._sum, 1)
        self._narrow = self._folded = False
        self.turn = kit.button("", self._turn, role="link")
        head.addWidget(self.turn)
        head.setContentsMargins(tokens.MARGIN, tokens.S3, tokens.MARGIN, tokens.S2)
        self.rows: list[GrantRow] = []
        self._shown: list[InForce] | None = None
        self._box = QWidget()
        self._box.setProperty("role", "surface")
        self._lines = QVBoxLayout(self._box)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(0)
        self._scroll = Scroll(theme, self._box, tr("In force now"))
        whole = kit.column(head, self._scroll, kit.hairline(), gap=0)
        self.setLayout(whole)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.show_grants([])

    def show_grants(self, listed: Sequence[InForce]) -> None:
        """Show what is in force; a row that can be put back stays where it is."""
        held = {row.grant.seq: row.grant for row in self.rows if row.is_over}
        if held:
            return
        self._sum.setText(grants.summed(len(listed)))
        if list(listed) == self._shown:
            return
        self._shown = list(listed)
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for grant in listed:
            self._lines.addWidget(kit.hairline())
            made = GrantRow(self._desk, grant)
            made.done.connect(self._finished)
            self.rows.append(made)
            self._lines.addWidget(made)
        high = at_least(self._desk.theme, HIGH) + 1
        self._box.setFixedHeight(len(self.rows) * high)
        self._scroll.setFixedHeight(min(len(self.rows), ROWS) * high)
        self._fold()

    def narrow(self, *, is_narrow: bool) -> None:
        """Fold where the window becomes narrow, and unfold where it has room again."""
        if is_narrow != self._narrow:
            self._narrow = self._folded = is_narrow
            self._fold()

    def _turn(self) -> None:
        self._folded = not self._folded
        self._fold()

    def _fold(self) -> None:
        self._scroll.setVisible(bool(self.rows) and not self._folded)
        self.turn.setVisible(bool(self.rows) and self._narrow)
        self.turn.setText(tr("Show") if self._folded else tr("Hide"))
        told = tr("Show what is in force") if self._folded else tr("Hide what is in force")
        self.turn.setAccessibleName(told)

    def _finished(self) -> None:
        for row in self.rows:
            row.is_over = False
        self._shown = None
        self.done.emit()
