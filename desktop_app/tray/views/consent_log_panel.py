"""The consent log on its page: what to list of it, the list, and older lines as one scrolls.

It reads when it is told to. New lines push in while no more than a first page is loaded: a list
that was scrolled down stays as it is until the filter changes or the person is back at its top.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import consent_log
from desktop_app.tray.presenters.consent_log import LIMIT
from desktop_app.tray.presenters.question import summary
from desktop_app.tray.presenters.timeline_filter import Filter
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_table import ConsentHead, ConsentTable
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.query.consent_log import Wanted
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk

    Rows = list[dict[str, Any]]


class LogPanel(QWidget):
    """Segments, count and lines.

    Signals:
        cleared(): the person wants no filter.
        failed(error): the log could not be read.
        filled(): what was asked for is shown.
    """

    cleared = Signal()
    failed = Signal(object)
    filled = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme = desk.theme
        self._desk = desk
        self._chosen = Filter()
        self.setProperty("role", "surface")
        self.segments = kit.Segments(consent_log.segments())
        self.segments.chosen.connect(lambda _at: self.read())
        self._count = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self.table = ConsentTable(theme)
        self.table.lines.ended.connect(self._read_older)
        self.table.verticalScrollBar().valueChanged.connect(self._at_top)
        self.nothing = kit.label(theme, "", tone="text2", wrap=True)
        self._clear = kit.button(tr("Clear filter"), self._clear_all, role="link")
        empty = kit.column(kit.row(self.nothing, None), kit.row(self._clear, None), None)
        empty.setContentsMargins(tokens.MARGIN, tokens.S4, tokens.MARGIN, tokens.S4)
        self.stack = QStackedWidget()
        self.stack.addWidget(kit.boxed(empty, "surface"))
        self.stack.addWidget(self.table)
        head = kit.row(kit.label(theme, tr("Log"), weight=tokens.SEMIBOLD), gap=tokens.S5)
        head.addWidget(self.segments)
        head.addStretch(1)
        head.addWidget(self._count)
        head.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.S4, tokens.S2)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addLayout(kit.column(head, ConsentHead(theme, self.table), self.stack, gap=0))

    @property
    def filtered(self) -> bool:
        """Whether anything is left out that could be listed."""
        return self._chosen.active or self.segments.current() != 0

    def wanted(self) -> Wanted:
        """Return which lines are shown."""
        known, now_us = self._desk.link.questions.texts(), self._desk.clock.now_us()
        return consent_log.wanted(self.segments.current(), self._chosen, now_us, known)

    def choose(self, chosen: Filter) -> None:
        """Show what this filter leaves."""
        self._chosen = chosen
        self.read()

    def refresh(self) -> None:
        """Show what is new, unless the person reads further below."""
        if len(self.table.lines.lines) <= LIMIT:
            self.read()

    def read(self) -> None:
        """Read the first page."""
        wanted = self.wanted()
        self._ask(wanted, None)

    def _read_older(self) -> None:
        lines = self.table.lines.lines
        if lines:
            self._ask(self.wanted(), lines[-1].seq)

    def _ask(self, wanted: Wanted, before: int | None) -> None:
        def question(query: Query) -> Rows:
            return query.consent_log(wanted, limit=LIMIT, before=before)

        self._desk.reader.ask(
            question,
            lambda rows: self._have(rows, before),
            failed=self._failed,
            owner=self,
            key="consent log",
        )

    def _have(self, rows: Rows, before: int | None) -> None:
        lines = consent_log.lines(rows, self._desk.clock.now_us(), self._known)
        more = len(rows) == LIMIT
        if before is None:
            self.table.show_lines(lines, more=more)
        else:
            self.table.lines.append(lines, more=more)
        self._count.setText(consent_log.counted(len(self.table.lines.lines), more=more))
        self.stack.setCurrentIndex(1 if self.table.lines.lines else 0)
        self.nothing.setText(consent_log.nothing(self.segments.current(), self._chosen))
        self._clear.setVisible(self.filtered)
        self.filled.emit()

    def _failed(self, error: CountersignError) -> None:
        self.failed.emit(error)

    def _at_top(self, value: int) -> None:
        """Back at the top one follows again."""
        if value == 0 and len(self.table.lines.lines) > LIMIT:
            self.read()

    def _clear_all(self) -> None:
        self.segments.choose(0)
        self.cleared.emit()

    def _known(self, intent: int) -> str:
        question = self._desk.link.questions.shown(intent)
        return "" if question is None else summary(question)
