"""The Consent page: questions that wait, what is in force, and the log with its details.

It reads only while it is shown, and again whenever something was recorded or a question changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QStackedWidget, QWidget

from desktop_app.errors import NotFoundError
from desktop_app.operations import consent_copies
from desktop_app.tray import tokens
from desktop_app.tray.presenters import consent_log, grants
from desktop_app.tray.presenters.consent_log import LIMIT, Show
from desktop_app.tray.presenters.question import summary
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_detail import ConsentDetail
from desktop_app.tray.views.consent_grants import GrantsPanel
from desktop_app.tray.views.consent_table import ConsentHead, ConsentTable
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.texts import at_least, is_narrow
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

DETAIL = 348
_FILTERS = {"csv": "CSV (*.csv)", "jsonl": "JSON lines (*.jsonl)", "html": "HTML (*.html)"}


class _Read(NamedTuple):
    records: list[dict[str, Any]]
    marks: list[dict[str, Any]]
    grants: list[dict[str, Any]]


class ConsentPage(Page):
    """What was asked and answered."""

    name: ClassVar[str] = "consent"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Consent"))
        theme = desk.theme
        self._is_shown = False
        self._at: tuple[object, ...] = ()
        self._all: list[Line] = []
        self.field = kit.SearchField(theme, tr("Search consent log"), "Ctrl+F")
        self.field.setMinimumWidth(at_least(theme, 200))
        self.field.textChanged.connect(lambda _text: self._filter())
        self.header.right.addWidget(self.field)
        self.header.right.addWidget(
            kit.button(tr("Export log…"), self._export, theme=theme, icon="export")
        )
        self.band = _Band(desk)
        self.grants = GrantsPanel(desk)
        self.grants.done.connect(self._read)
        self.segments = kit.Segments(
            [tr("All"), tr("Asked"), tr("Denied"), tr("Missed"), tr("Not gated")]
        )
        self.segments.chosen.connect(lambda _at: self._filter())
        self._count = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self.table, self.detail = ConsentTable(theme), ConsentDetail(desk)
        self.table.selected.connect(self._selected)
        self.table.opened.connect(self._opened)
        self.detail.receipt.connect(self._receipt)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._log = self._left()
        self._split.addWidget(self._log)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([720, at_least(theme, DETAIL)])
        self.detail.setMinimumWidth(at_least(theme, 300))
        self._empty = kit.EmptyState(
            theme,
            "consent",
            tr("Nothing was asked yet"),
            tr("Questions and your answers will be listed here. Nothing is in force."),
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self._empty)
        self.stack.addWidget(kit.boxed(kit.column(self.grants, self._split, gap=0)))
        self.lines.addWidget(self.band)
        self.lines.addWidget(self.stack, 1)
        desk.link.changed.connect(self._state)
        desk.link.questions.changed.connect(lambda _open: self._read())

    def shown(self) -> None:
        """Read the log."""
        self._is_shown = True
        self._read()

    def hidden(self) -> None:
        """Rest."""
        self._is_shown = False

    def search(self) -> None:
        """Go to the field."""
        self.field.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the detail takes the list's place."""
        super().resizeEvent(event)
        self._fold(is_open=False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and self._narrow() and self.detail.isVisible():
            self._fold(is_open=False)
            self.table.setFocus()
        else:
            super().keyPressEvent(event)

    def _left(self) -> QWidget:
        theme = self.desk.theme
        head = kit.row(kit.label(theme, tr("Log"), weight=tokens.SEMIBOLD), gap=tokens.S5)
        head.addWidget(self.segments)
        head.addStretch(1)
        head.addWidget(self._count)
        head.setContentsMargins(tokens.MARGIN, tokens.S2, tokens.S4, tokens.S2)
        return kit.boxed(
            kit.column(head, ConsentHead(theme, self.table), self.table, gap=0), "surface"
        )

    def _narrow(self) -> bool:
        return is_narrow(self.desk.theme, self.window().width())

    def _fold(self, *, is_open: bool) -> None:
        narrow = self._narrow()
        self._log.setVisible(not (narrow and is_open))
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
        now_us = self.desk.clock.now_us()

        def question(query: Query) -> _Read:
            return _Read(
                query.consents(limit=LIMIT),
                query.gate_marks(limit=LIMIT),
                query.grants_in_force(now_us),
            )

        self.desk.reader.ask(question, self._have, failed=self._failed, owner=self, key="consent")

    def _have(self, read: _Read) -> None:
        now_us = self.desk.clock.now_us()
        self._all = consent_log.lines(read.records, read.marks, now_us, self._known)
        self.grants.show_grants(grants.in_force(read.grants, now_us, str(Path.home())))
        self.stack.setCurrentIndex(1 if self._all else 0)
        self._filter()

    def _failed(self, error: CountersignError) -> None:
        if isinstance(error, NotFoundError):
            self.stack.setCurrentIndex(0)
        else:
            self.desk.failed(error)

    def _known(self, intent: int) -> str:
        question = self.desk.link.questions.shown(intent)
        return "" if question is None else summary(question)

    def _filter(self) -> None:
        show = Show(self.segments.current())
        found = consent_log.chosen(self._all, show, self.field.text())
        self._count.setText(consent_log.counted(len(found), len(self._all)))
        self.table.show_lines(found)
        if not found:
            self.detail.show_line(None)

    def _selected(self, line: Line | None) -> None:
        self.detail.show_line(line)

    def export(self) -> bool:
        """Ctrl+E exports the log."""
        self._export()
        return True

    def _export(self) -> None:
        self._save(tr("Export log"), "consent-log", ("csv", "jsonl"), self._log_text)

    def _receipt(self, seq: int) -> None:
        def text(query: Query, ending: str) -> str:
            return consent_copies.receipt_text(query, seq, html=ending == "html")

        self._save(tr("Save receipt"), f"receipt-{seq}", ("html", "json"), text)

    @staticmethod
    def _log_text(query: Query, ending: str) -> str:
        return consent_copies.log_text(query, as_csv=ending == "csv")

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
