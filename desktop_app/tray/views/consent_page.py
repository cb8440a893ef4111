"""The Consent page: questions that wait, what is in force, and the log with its details.

It reads only while it is shown, and again whenever something was recorded or a question changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget

from desktop_app.errors import NotFoundError
from desktop_app.operations import consent_copies
from desktop_app.tray import tokens
from desktop_app.tray.presenters import grants
from desktop_app.tray.presenters.consent_log import KINDS
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_detail import ConsentDetail
from desktop_app.tray.views.consent_grants import GrantsPanel
from desktop_app.tray.views.consent_log_panel import LogPanel
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.policy_band import PolicyBand
from desktop_app.tray.views.texts import at_least, is_narrow
from desktop_app.tray.views.timeline_filters import Filters
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop_app.errors import CountersignError
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.consent_log import Line
    from desktop_app.tray.presenters.state import State

    _Text = Callable[[Query, str], str]

DETAIL, LEAST_DETAIL, WIDE_DETAIL = 348, 300, 440  # pixels
_FILTERS = {"csv": "CSV (*.csv)", "jsonl": "JSON lines (*.jsonl)", "html": "HTML (*.html)"}


class _Read(NamedTuple):
    grants: list[dict[str, Any]]
    agents: list[str] | None  # None: as known before


class ConsentPage(Page):
    """What was asked and answered."""

    name: ClassVar[str] = "consent"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Consent"))
        theme = desk.theme
        self._is_shown = False
        self._at: tuple[object, ...] = ()
        self._any = False
        self.filters = Filters(theme, tr("Search consent log"), KINDS, "Ctrl+F")
        self.header.right.addWidget(self.filters)
        self._copy = kit.button(tr("Export log…"), self._export, theme=theme, icon="export")
        self.header.right.addWidget(self._copy)
        self.band = _Band(desk)
        self.grants = GrantsPanel(desk)
        self.grants.done.connect(self._read)
        self.log, self.detail = LogPanel(desk), ConsentDetail(desk)
        self.filters.chosen.connect(self.log.choose)
        self.log.cleared.connect(self.filters.clear)
        self.log.failed.connect(self._failed)
        self.log.filled.connect(self._filled)
        self.log.table.selected.connect(self.detail.show_line)
        self.log.table.opened.connect(self._opened)
        self.detail.receipt.connect(self._receipt)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(self.log)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([720, at_least(theme, DETAIL)])
        self._empty = kit.EmptyState(
            theme,
            "consent",
            tr("Nothing was asked yet"),
            tr("Questions and your answers will be listed here. Nothing is in force."),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty)
        self.stack.addWidget(kit.boxed(kit.column(self.grants, self._split, gap=0)))
        self.policy = PolicyBand(desk)
        self.lines.addWidget(self.policy)
        self.lines.addWidget(self.band)
        self.lines.addWidget(self.stack, 1)
        desk.link.changed.connect(self._state)
        desk.link.questions.changed.connect(lambda _open: self._read())

    def shown(self) -> None:
        """Read the log."""
        self._is_shown, self._any = True, False
        self._read()
        self.log.table.setFocus()  # letters act there

    def hidden(self) -> None:
        """Rest."""
        self._is_shown = False

    def search(self) -> None:
        """Go to the field."""
        self.filters.field.setFocus()
        self.filters.field.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the detail takes the list's place."""
        super().resizeEvent(event)
        self.filters.narrow(is_narrow=self._narrow())
        self.grants.narrow(is_narrow=self._narrow())
        is_wide = self.window().width() >= at_least(self.desk.theme, tokens.WIDE)
        least = WIDE_DETAIL if is_wide else LEAST_DETAIL
        self.detail.setMinimumWidth(at_least(self.desk.theme, least))
        self._fold(is_open=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and self._narrow() and self.detail.isVisible():
            self._fold(is_open=False)
            self.log.table.setFocus()
        else:
            super().keyPressEvent(event)

    def _narrow(self) -> bool:
        return is_narrow(self.desk.theme, self.window().width())

    def _fold(self, *, is_open: bool) -> None:
        narrow = self._narrow()
        self.log.setVisible(not (narrow and is_open))
        self.detail.setVisible(not narrow or is_open)

    def _opened(self, line: Line) -> None:
        self.detail.show_line(line)
        if self._narrow():
            self._fold(is_open=True)
        intent = line.row.get("intent")
        if line.glyph == "waiting":
            waiting = self.desk.link.questions.open
            found = next((one for one in waiting if one.get("intent") == intent), None)
            if found is not None:
                self.desk.go.question.emit(str(found["id"]))

    def _state(self, state: State) -> None:
        """Something was recorded: what is shown may be old."""
        at = (state.get("indexed_size"), state.questions)
        if at != self._at:
            self._at = at
            self._read()

    def _read(self) -> None:
        if not self._is_shown:
            return
        now_us, known = self.desk.clock.now_us(), self._any
        self.log.refresh()

        def question(query: Query) -> _Read:
            agents = None if known else query.consent_agents()  # all of the log is looked at
            return _Read(query.grants_in_force(now_us), agents)

        self.desk.reader.ask(
            question, self._have, failed=self._failed, owner=self, key="grants in force"
        )

    def _have(self, read: _Read) -> None:
        now_us = self.desk.clock.now_us()
        self.grants.show_grants(grants.in_force(read.grants, now_us, str(Path.home())))
        if read.agents is not None:
            self.filters.offer(read.agents)
            self._any = bool(read.agents)
        self._filled()

    def _filled(self) -> None:
        """Show the log once there is anything in it, whatever the filter leaves of that."""
        lines = self.log.table.lines.lines
        self.stack.setCurrentIndex(1 if lines or self._any or self.log.filtered else 0)
        if not lines:
            self.detail.show_line(None)

    def _failed(self, error: CountersignError) -> None:
        if isinstance(error, NotFoundError):
            self.stack.setCurrentIndex(0)
        else:
            self.desk.failed(error)

    def export(self) -> bool:
        """Ctrl+E exports the log."""
        self._export()
        return True

    def _export(self) -> None:
        """Write what the filter leaves, all of it."""
        self._save(tr("Export log"), "consent-log", ("csv", "jsonl"), self.log_text())

    def log_text(self) -> _Text:
        """Return what makes the copy: of what the filter leaves now."""
        wanted = self.log.wanted()

        def text(query: Query, ending: str) -> str:
            return consent_copies.log_text(query, wanted, as_csv=ending == "csv")

        return text

    def _receipt(self, seq: int) -> None:
        def text(query: Query, ending: str) -> str:
            return consent_copies.receipt_text(query, seq, html=ending == "html")

        self._save(tr("Save receipt"), f"receipt-{seq}", ("html", "json"), text)

    def _save(self, title: str, name: str, endings: tuple[str, str], text: _Text) -> None:
        """Ask where to, without a loop of its own; write off the main thread."""
        dialog = QFileDialog(self, title, str(Path.home() / f"{name}.{endings[0]}"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_FILTERS.get(one, "JSON (*.json)") for one in endings])
        dialog.setDefaultSuffix(endings[0])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.save(Path(path), text))
        dialog.open()

    def save(self, path: Path, text: _Text) -> None:
        """Write a copy; say where it is."""
        ending = path.suffix.lstrip(".").lower()

        def question(query: Query) -> None:
            consent_copies.write(path, text(query, ending))

        def done(_none: None) -> None:
            said = tr("Written: {path}", path=str(path))
            self.desk.notices.tell(tr("A copy was written"), said, parent=self)

        self.desk.reader.ask(question, done, failed=self.desk.failed, owner=self)


class _Band(QFrame):
    """While questions wait: how many, and the way to the first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("role", "ask")
        self._desk = desk
        self._text = kit.label(desk.theme, "", weight=tokens.MEDIUM)
        self.button = kit.button(
            tr("Answer now"), lambda: desk.go.question.emit(""), role="primary"
        )
        line = QHBoxLayout(self)
        line.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.MARGIN, tokens.S2)
        line.addWidget(kit.icon(desk.theme, "asked", "ask", 18))
        line.addSpacing(tokens.S2)
        line.addWidget(self._text, 1)
        line.addWidget(self.button)
        desk.link.changed.connect(self._show)
        self._show(desk.link.state)

    def _show(self, state: State) -> None:
        self._text.setText(
            trn(
                "{n} question waits for you. The agent is held until you answer.",
                "{n} questions wait for you. The agents are held until you answer.",
                state.questions,
            )
        )
        self.setVisible(state.questions > 0)
