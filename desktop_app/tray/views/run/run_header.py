"""The head of the run page: back, agent, states, sums, and what can be done with a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters.run_view import header
from desktop_app.tray.tips import tip
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from desktop_app.tray.presenters.run_view.header import ChipText, Sum
    from desktop_app.tray.presenters.run_view.picture import Picture
    from desktop_app.tray.theme import Theme


class RunHeader(QFrame):
    """Shows what `presenters.run_view.header` says.

    Attributes:
        deeds: layout of what can be done with a run.
        more: what holds the deeds where there is little room.

    Signals:
        back(), rollback(), export(): the person wants that.
    """

    back = Signal()
    rollback = Signal()
    export = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: list[ChipText] = []
        self.setProperty("role", "header")
        self.setFixedHeight(at_least(theme, tokens.RUN_HEADER))
        back = kit.button(
            "", self.back.emit, role="icon", theme=theme, icon="back", name=tr("Back to Timeline")
        )
        self._title = kit.label(theme, "", size=tokens.TITLE, weight=tokens.SEMIBOLD)
        self._title.setMinimumWidth(40)  # a long name gives way, not what stands beside it
        self._version = kit.label(theme, "", size=tokens.SMALL, tone="text3")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(tokens.S2)
        self._export = kit.button(
            tr("Export bundle…"), self.export.emit, theme=theme, icon="export"
        )
        self._rollback = kit.button(tr("Roll back…"), self.rollback.emit, theme=theme, icon="undo")
        self._can_roll_back = self._narrow = False
        self.more = kit.button("", role="icon", theme=theme, icon="more", name=tr("More"))
        self.more.setMenu(QMenu(self.more))
        self.deeds = kit.row(self._rollback, self._export, self.more)
        self._show_deeds()
        first = kit.row(back, self._title, self._version, gap=tokens.S3)
        first.addLayout(self._chips)
        first.addStretch(1)
        first.addLayout(self.deeds)
        self._sums = Sums(theme)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, tokens.S2, tokens.MARGIN, tokens.S2)
        lines.setSpacing(0)
        lines.addLayout(first)
        lines.addLayout(kit.row(41, self._sums, gap=0))

    def narrow(self, *, is_narrow: bool) -> None:
        """Put what can be done behind one button where there is little room."""
        self._narrow = is_narrow
        self._version.setVisible(not is_narrow)
        self._show_deeds()

    def offer_rollback(self, *, can: bool) -> None:
        """Offer to roll the run back, where there are copies of its files."""
        if can != self._can_roll_back:
            self._can_roll_back = can
            self._show_deeds()

    def show_run(self, picture: Picture, *, now_us: int) -> None:
        """Show a run."""
        self._title.setText(header.title(picture.run))
        self._title.setToolTip(tip(header.title(picture.run)))
        self._version.setText(header.subtitle(picture.run))
        self._sums.show_sums(header.sums(picture, now_us=now_us))
        self._show_chips(header.chips(picture))

    def clear(self) -> None:
        """Show nothing, while a run is read."""
        self._title.setText("")
        self._version.setText("")
        self._sums.show_sums([])
        self._show_chips([])
        self.offer_rollback(can=False)

    def _show_deeds(self) -> None:
        self._rollback.setVisible(self._can_roll_back and not self._narrow)
        self._export.setVisible(not self._narrow)
        self.more.setVisible(self._narrow)
        menu = self.more.menu()
        menu.clear()
        if self._can_roll_back:
            menu.addAction(self._rollback.text(), self.rollback.emit)
        menu.addAction(self._export.text(), self.export.emit)

    def _show_chips(self, chips: list[ChipText]) -> None:
        if chips == self._shown:
            return
        self._shown = chips
        while (item := self._chips.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for chip in chips:
            self._chips.addWidget(kit.Chip(self._theme, chip.text, icon=chip.icon, tone=chip.tone))


class Sums(QWidget):
    """One line: numbers in weight 600, what they count beside them; the last give way."""

    GAP, CLOSE = 20, 8  # pixels between two, and where room is short

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._sums: Sequence[Sum] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(at_least(theme, 20))
        theme.changed.connect(self.update)

    def show_sums(self, sums: Sequence[Sum]) -> None:
        """Show these."""
        self._sums = sums
        said = ", ".join(f"{one.number} {one.what}".strip() for one in sums)
        self.setAccessibleName(said)
        self.setToolTip(tip(said))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - it is small
        """Paint them."""
        painter = QPainter(self)
        strong = self._theme.font(tokens.SMALL, tokens.SEMIBOLD)
        plain = self._theme.font(tokens.SMALL)
        of_strong, of_plain = QFontMetricsF(strong), QFontMetricsF(plain)
        x, y = 0.0, (self.height() + of_plain.ascent() - of_plain.descent()) / 2
        widths = [
            (
                of_strong.horizontalAdvance(one.number),
                5 + of_plain.horizontalAdvance(one.what) if one.what else 0.0,
            )
            for one in self._sums
        ]
        spare = self.width() - sum(wide + rest for wide, rest in widths)
        gap = min(self.GAP, max(self.CLOSE, spare / max(1, len(widths) - 1)))
        for one, (wide, rest) in zip(self._sums, widths, strict=True):
            if x + wide + rest > self.width():
                break
            painter.setFont(strong)
            painter.setPen(self._theme.colour("text"))
            painter.drawText(round(x), round(y), one.number)
            painter.setFont(plain)
            painter.setPen(self._theme.colour("text2"))
            painter.drawText(round(x + wide + 5), round(y), one.what)
            x += wide + rest + gap
        painter.end()
