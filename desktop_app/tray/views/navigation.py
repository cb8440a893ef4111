"""The left side of the window: state and switch on top, pages, the seal at the foot.

Everything here reads `link.state`, as the tray icon does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from desktop_app.tray import tokens
from desktop_app.tray.presenters import state as states
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.views import kit
from desktop_app.tray.views.scroll import FocusRing
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.state import State


class Navigation(QFrame):
    """Pages by name, with what the whole window says of the recorder.

    Signals:
        chosen(name): a page was clicked.
    """

    chosen = Signal(str)

    def __init__(self, desk: Desk, pages: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.setProperty("role", "navigation")
        self._desk = desk
        self._buttons: dict[str, tuple[QPushButton, str]] = {}
        self._group = QButtonGroup(self)
        self._block = StateBlock(desk)
        self._foot = SealBlock(desk)
        self._foot.clicked.connect(lambda: self.chosen.emit("integrity"))
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._block)
        lines.addWidget(kit.hairline())
        middle = QVBoxLayout()
        middle.setContentsMargins(tokens.S2, tokens.S3, tokens.S2, tokens.S3)
        middle.setSpacing(tokens.S1)
        for name, title in pages:
            if name == "settings":
                middle.addSpacing(tokens.S2)
            middle.addWidget(self._button(name, title))
        self._badge = Badge(desk, self._buttons)
        lines.addLayout(middle)
        lines.addStretch(1)
        lines.addWidget(kit.hairline())
        lines.addWidget(self._foot)
        self.narrow(is_narrow=False)

    def mark(self, name: str) -> None:
        """Show which page is open."""
        if name in self._buttons:
            self._buttons[name][0].setChecked(True)

    def narrow(self, *, is_narrow: bool) -> None:
        """Become a rail of icons with tool tips, or a list with words."""
        self.setFixedWidth(
            tokens.RAIL if is_narrow else at_least(self._desk.theme, tokens.NAVIGATION)
        )
        self._block.narrow(is_narrow=is_narrow)
        self._foot.narrow(is_narrow=is_narrow)
        self._badge.narrow(is_narrow=is_narrow)
        for number, (made, title) in enumerate(self._buttons.values(), 1):
            made.setText("" if is_narrow else title)
            made.setShortcut(f"Ctrl+{number}")  # another text takes it away
            made.setToolTip(title if is_narrow else "")
            kit.set_tone(made, "rail" if is_narrow else "")

    def _button(self, name: str, title: str) -> QPushButton:
        made = kit.button(title, lambda: self.chosen.emit(name), role="navigation", name=title)
        self._desk.theme.keep_icon(made, name, "text", 20)
        made.setCheckable(True)
        policy = made.sizePolicy()
        policy.setHorizontalPolicy(policy.Policy.Expanding)
        made.setSizePolicy(policy)
        self._group.addButton(made)
        self._buttons[name] = made, title
        return made


class Badge(QLabel):
    """`2 waiting` on the page's button, or a numeral on its icon in the rail."""

    def __init__(self, desk: Desk, buttons: Mapping[str, tuple[QPushButton, str]]) -> None:
        super().__init__(buttons["consent"][0] if "consent" in buttons else None)
        self._on = buttons.get("consent")
        self._is_narrow = False
        self.setProperty("role", "badge")
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = desk.theme.font(tokens.CAPTION, tokens.SEMIBOLD)
        self.setFont(font)
        self.setStyleSheet(f"font-size: {font.pixelSize()}px; font-weight: {tokens.SEMIBOLD};")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        desk.link.changed.connect(self._show)
        if self._on is not None:
            self._on[0].installEventFilter(self)
        self._waiting = 0
        self._show(desk.link.state)

    def narrow(self, *, is_narrow: bool) -> None:
        """Only the numeral."""
        self._is_narrow = is_narrow
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the button's end."""
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _show(self, state: State) -> None:
        self._waiting = state.questions
        self._place()

    def _place(self) -> None:
        if self._on is None:
            self.hide()
            return
        button, title = self._on
        said = tr("{n} waiting", n=self._waiting)
        button.setAccessibleName(f"{title}, {said}" if self._waiting else title)
        self.setText(str(self._waiting) if self._is_narrow else said)
        self.setVisible(self._waiting > 0)
        size = self.sizeHint()
        left = button.width() - size.width() - (0 if self._is_narrow else tokens.S2)
        top = 0 if self._is_narrow else (button.height() - size.height()) // 2
        self.setGeometry(left, top, size.width(), size.height())


class StateBlock(QFrame):
    """Shape, `Recording`, `Sends nothing out`, the switch; trouble and pause say what to do."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._is_narrow = desk, False
        theme = desk.theme
        self._shape = kit.label(theme, "")
        self._shape.setFixedSize(24, 24)
        self._head = kit.label(theme, "", weight=tokens.SEMIBOLD)
        self._sub = kit.label(theme, "", size=tokens.SMALL, tone="text2", wrap=True)
        self._word = kit.label(theme, tr("Local-only mode"))
        self.switch = kit.Switch(theme, tr("Local-only mode"))
        self.switch.setToolTip(tr("Local-only mode"))
        self.switch.clicked.connect(self._switched)
        self._resume = kit.button(tr("Resume"), self._ask_resume, role="row")
        self._texts = kit.boxed(kit.column(self._head, self._sub, gap=2))
        self._lines = kit.column(
            kit.row(self._shape, self._texts, gap=tokens.S2),
            self._resume,
            kit.row(self._word, None, self.switch),
            gap=tokens.S3,
        )
        self.setLayout(self._lines)
        desk.link.changed.connect(self._show)
        theme.changed.connect(self._themed)
        self.narrow(is_narrow=False)

    def narrow(self, *, is_narrow: bool) -> None:
        """Only the shape and the switch."""
        self._is_narrow = is_narrow
        self._texts.setVisible(not is_narrow)
        self._word.setVisible(not is_narrow)
        margin = tokens.S2 if is_narrow else tokens.S3
        self._lines.setContentsMargins(margin, tokens.S3, margin, tokens.S3)
        self._show(self._desk.link.state)

    def _themed(self) -> None:
        self._show(self._desk.link.state)

    def _show(self, state: State) -> None:
        theme = self._desk.theme
        name = states.icon(state, dark_panel=theme.dark)
        self._shape.setPixmap(theme.pixmap(f"tray/{name}", "text", 24))
        self._shape.setToolTip(states.tooltip(state))
        self._shape.setAccessibleName(states.tooltip(state))
        self._head.setText(states.headline(state))
        self._sub.setText(states.subline(state))
        trouble = state.phase is Phase.TROUBLE
        kit.set_tone(self._head, "deny" if trouble else "text")
        self._resume.setVisible(state.phase is Phase.PAUSED and not self._is_narrow)
        self.switch.setChecked(state.local_only)
        self.switch.setEnabled(bool(state.status))

    def _switched(self) -> None:
        wanted = self.switch.isChecked()
        self.switch.setChecked(self._desk.link.state.local_only)  # until the recorder says so
        self._desk.go.local_only.emit(wanted)

    def _ask_resume(self) -> None:
        self._desk.link.call("resume", {}, lambda _answer: None, owner=self)


class SealBlock(QAbstractButton):
    """`Sealed to #10,482`, what is not yet, and when it was verified; a click opens Integrity."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        theme = desk.theme
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._shape = kit.label(theme, "")
        self._shape.setFixedSize(20, 20)
        self._sealed = kit.label(theme, "", size=tokens.SMALL, weight=tokens.SEMIBOLD)
        self._unsealed = kit.label(theme, "", size=tokens.CAPTION, tone="text2")
        self._verified = kit.label(theme, "", size=tokens.CAPTION, tone="text2")
        self._texts = kit.boxed(kit.column(self._sealed, self._unsealed, self._verified, gap=2))
        line = kit.row(self._shape, self._texts, None, gap=tokens.S2)
        line.setContentsMargins(tokens.S4, tokens.S3, tokens.S2, tokens.S3)
        line.setAlignment(self._shape, Qt.AlignmentFlag.AlignTop)
        self.setLayout(line)
        self._ring = FocusRing(theme, self)
        desk.link.changed.connect(self._show)
        theme.changed.connect(self._themed)
        self._show(desk.link.state)

    def narrow(self, *, is_narrow: bool) -> None:
        """Only the shape."""
        self._texts.setVisible(not is_narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter as well as Space."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self._ring.show_around(focused=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide it."""
        super().focusOutEvent(event)
        self._ring.show_around(focused=False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing of its own: what is in it says all."""

    def _themed(self) -> None:
        self._show(self._desk.link.state)

    def _show(self, state: State) -> None:
        sealed = bool(state.sealed_size) and not state.unsealed
        shape = ("sealed", "ok") if sealed else ("unsealed", "ask")
        self._shape.setPixmap(self._desk.theme.pixmap(*shape, 20))
        whole = states.seal_line(state)
        head, _, tail = whole.partition(", ")
        self._sealed.setText(head)
        self._unsealed.setText(tail)
        self._unsealed.setVisible(bool(tail))
        self._verified.setText(states.verified_line(state, self._desk.clock.now_us()))
        self.setAccessibleName(f"{whole}. {self._verified.text()}")
        self.setToolTip(whole)
