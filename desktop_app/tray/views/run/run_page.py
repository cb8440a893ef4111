"""One run: what happened on time, and what is known of the row that is selected.

Promise: the run is read in the reader's thread and painted when it is there; a run that goes on
grows while one looks, without moving what one looks at. Opens in Timeline's place; `back` leads
there again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters.evidence import in_run
from desktop_app.tray.presenters.run_view import picture as pictures
from desktop_app.tray.presenters.run_view.find import next_mark
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.presenters.run_view.story import Story
from desktop_app.tray.views import kit
from desktop_app.tray.views.page import Page
from desktop_app.tray.views.run.detail_panel import DetailPanel
from desktop_app.tray.views.run.evidence_strip import EvidenceStrip
from desktop_app.tray.views.run.finding import Finding
from desktop_app.tray.views.run.places import Places
from desktop_app.tray.views.run.putting_back import PuttingBack, copies_of
from desktop_app.tray.views.run.run_header import RunHeader
from desktop_app.tray.views.run.span_view import SpanView
from desktop_app.tray.views.run.time_head import TimeHead
from desktop_app.tray.views.run.toolbar import Toolbar
from desktop_app.tray.views.run.waterfall import Waterfall
from desktop_app.tray.views.texts import is_narrow, is_wide
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from desktop_app.errors import CountersignError
    from desktop_app.query.copies import Copies
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.run_view.picture import Picture

    Read = tuple[Picture, in_run.Shots, Copies] | None

POLL_MS = 1_000  # of a run that goes on
REST = 80  # times as long as a reading took: reading costs 1.3 % of a core at most
EDGE_MS = 300
SLOW_MS = 150  # from which on a sentence says that it is being read


class RunPage(Page):
    """Shows one run.

    Attributes:
        picture: the run as it was last read; None before it was.
        waterfall, detail, span: the parts that show it.
        putting_back: opens the window in which it is rolled back.

    Signals:
        back(): the person wants to leave.
    """

    name: ClassVar[str] = "run"
    back = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, tr("Run"))
        self._ref, self._wanted = "", ""
        self._story = Story()
        self.picture: Picture | None = None
        self._logs = False
        self._said = ""
        self.span = SpanView()
        self._head = RunHeader(desk.theme)
        self._tools = Toolbar(desk.theme)
        self._time = TimeHead(desk.theme, self.span)
        self.waterfall = Waterfall(desk.theme, self.span)
        self.detail = DetailPanel(desk)
        self.evidence = EvidenceStrip(desk.theme, self.span)
        self._finding = Finding(self._tools, self.waterfall, self._show_with_logs, self)
        self.putting_back = PuttingBack(desk, self)
        self._places = Places(desk.theme, desk.paths)
        self._reading, self._took = QElapsedTimer(), 0
        self._poll, self._edge, self._slow = QTimer(self), QTimer(self), QTimer(self)
        self._lay_out()
        self._listen()

    def open(self, ref: str, record: str = "") -> None:
        """Show a run.

        Args:
            ref: as `Query.run` takes it.
            record: `span:N`, `log:N` or `call:N` selects a row; "" the first call.
        """
        self._ref, self._wanted = ref, record
        self._story, self.picture = Story(), None
        self._head.clear()
        self.detail.clear()
        self._show_shots(in_run.Shots())
        self._slow.start(SLOW_MS)
        self._read()

    def shown(self) -> None:
        """Read on what goes on."""
        if self.picture is not None and self.picture.live:
            self._read()

    def hidden(self) -> None:
        """Rest."""
        self._poll.stop()
        self._edge.stop()

    def search(self) -> None:
        """Go to the field that finds in the run."""
        self._tools.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._tools.field.selectAll()

    def export(self) -> bool:
        """Open the export window for this run."""
        self.desk.go.export.emit(self._ref)
        return True

    @property
    def says(self) -> str:
        """What is said in place of a run that cannot be shown; "" otherwise."""
        return self._said if self._stack.currentWidget() is self._says else ""

    @property
    def resting(self) -> bool:
        """Whether nothing more will be read of the run by itself."""
        return not self._poll.isActive()

    def _lay_out(self) -> None:
        self.header.hide()
        self.lines.addWidget(self._head)
        self._says = kit.EmptyState(self.desk.theme, "timeline", tr("Reading the run"), _reading())
        self._none = kit.EmptyState(
            self.desk.theme,
            "timeline",
            tr("This run sent no spans"),
            tr("Only log records arrived. The order is by time, and durations are not known."),
            [kit.button(tr("Show log records"), lambda: self._show_logs(logs=True))],
        )
        self._stack = QStackedWidget()
        for widget in (self._says, self._none, self.waterfall):
            self._stack.addWidget(widget)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._tools, self._time, self._stack, self.evidence):
            column.addWidget(part)
        column.setStretch(2, 1)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(left)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._places.keep(self._split, self.span)
        self.lines.addWidget(self._split, 1)

    def _listen(self) -> None:
        self._head.back.connect(self.back)
        self._head.export.connect(self.export)
        self._tools.folds.connect(lambda folds: self._fold(folds=folds))
        self._tools.logs.connect(lambda logs: self._show_logs(logs=logs))
        self._tools.field.left.connect(self.waterfall.setFocus)
        self._head.rollback.connect(self.putting_back.whole_run)
        self.detail.put_back.connect(self.putting_back.before_call)
        self.detail.undo.connect(self.putting_back.undo)
        self.putting_back.done.connect(self._read)
        self.waterfall.chosen.connect(self._chosen)
        self.evidence.opened.connect(self._open_evidence)
        self.detail.pictures.connect(self._open_evidence)
        self.waterfall.key.connect(self._letter)
        self._poll.setSingleShot(True)
        self._poll.timeout.connect(self._read)
        self._edge.setInterval(EDGE_MS)
        self._edge.timeout.connect(self._move_edge)
        self._slow.setSingleShot(True)
        self._slow.timeout.connect(self._say_reading)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrow: the detail is a tray below; wide: both columns get more room."""
        super().resizeEvent(event)
        wide_px = self.window().width()
        if self.window() is self:
            wide_px += tokens.NAVIGATION
        narrow = is_narrow(self.desk.theme, wide_px)
        self._head.narrow(is_narrow=narrow)
        self._time.compact(is_compact=narrow)
        self.detail.tray(is_tray=narrow)
        self.evidence.narrow(is_narrow=narrow)
        self._places.fit(is_narrow=narrow, is_wide=is_wide(self.desk.theme, wide_px))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def _read(self) -> None:
        story, ref = self._story, self._ref
        self._reading.start()

        def question(query: Query) -> Read:
            picture = pictures.read(query, story, ref)
            if picture is None:
                return None
            run = picture.run
            return picture, in_run.read(query, run), copies_of(query, run)

        self.desk.reader.ask(question, self._have, failed=self._failed, owner=self, key="run-page")

    def _have(self, read: Read) -> None:
        self._slow.stop()
        self._took = int(self._reading.elapsed())
        if read is not None:
            picture, shots, copies = read
            first = self.picture is None
            self.picture = picture
            if not picture.live:
                self._story = Story()  # nothing more comes: its records are in the picture
            self._head.show_run(picture, now_us=self.desk.clock.now_us())
            self._head.offer_rollback(can=copies.kept)
            self.putting_back.take(picture.run, copies)
            self.detail.show_copies(copies)
            if first:
                self._begin(picture)
            else:
                self._grow(picture)
            self._show_shots(shots)
        self._go_on()

    def _show_shots(self, shots: in_run.Shots) -> None:
        self.detail.show_shots(shots)
        self.waterfall.show_shots(shots)
        self.evidence.show_shots(shots)

    def _open_evidence(self, entry: int) -> None:
        if self.picture is not None:
            self.desk.go.evidence.emit(f"#{self.picture.run['run']}", entry)

    def _begin(self, picture: Picture) -> None:
        self._logs = self._logs and picture.has_spans
        self.waterfall.rows_model.begin(picture.rows, logs=self._logs)
        self.waterfall.fit_rows(logs=self._logs)
        self.span.now_ns = self._now(picture)
        self.span.begin(picture)
        self._tools.show_state(folds=self.span.folds, logs=self._logs)
        self._stack.setCurrentWidget(self.waterfall if picture.has_spans else self._none)
        at = picture.rows.find(self._wanted)
        if at >= 0 and picture.rows.what[at] == What.LOG and not self._logs:
            self._show_logs(logs=True)
        self.waterfall.select(at if at >= 0 else _first_call(picture))
        self.waterfall.setFocus(Qt.FocusReason.OtherFocusReason)

    def _grow(self, picture: Picture) -> None:
        current, bar = self.waterfall.current, self.waterfall.verticalScrollBar()
        key = None if current < 0 else self.waterfall.rows_model.rows.key(current)
        at_end = bar.value() == bar.maximum()
        place = bar.value()
        self.waterfall.rows_model.take(picture.rows)
        self.span.now_ns = self._now(picture)
        self.span.take(picture)
        if key is not None:
            self._reselect(key, current)
        bar.setValue(bar.maximum() if at_end and bar.maximum() else place)
        if self._stack.currentWidget() is not self.waterfall and picture.has_spans:
            self._stack.setCurrentWidget(self.waterfall)

    def _reselect(self, key: tuple[int, int], near: int) -> None:
        """Select the row again that was selected; its details may have changed."""
        rows = self.waterfall.rows_model.rows
        if near < len(rows) and rows.key(near) == key:
            found = near
        else:
            found = next((at for at in range(len(rows)) if rows.key(at) == key), -1)
        row = self.waterfall.rows_model.outline.place(found) if found >= 0 else -1
        if row >= 0:
            self.waterfall.setCurrentIndex(self.waterfall.rows_model.index(row, 0))

    def _go_on(self) -> None:
        """Read again after a while, as long as the run goes on and the page is seen."""
        picture = self.picture
        if picture is not None and picture.live and self.isVisible():
            self._poll.start(max(POLL_MS, self._took * REST))
            self._edge.start()
        else:
            self._edge.stop()

    def _move_edge(self) -> None:
        picture = self.picture
        if picture is None or not picture.live:
            return
        before, now = self.span.now_ns, self._now(picture)
        per_px = self.span.view.per_px
        if before is not None and now is not None and now - before >= per_px:
            self.waterfall.live_edge()
            self.span.follow(now)
            self.waterfall.live_edge()
            self._time.update()

    def _now(self, picture: Picture) -> int | None:
        return self.desk.clock.now_us() * 1000 if picture.live else None

    def _failed(self, error: CountersignError) -> None:
        self._slow.stop()
        self._tell(tr("This run cannot be shown"), error.message)

    def _say_reading(self) -> None:
        if self.picture is None:
            self._tell(tr("Reading the run"), _reading())

    def _tell(self, title: str, text: str) -> None:
        self._said = title
        self._says.tell(title, text)
        self._stack.setCurrentWidget(self._says)

    def _fold(self, *, folds: bool) -> None:
        self.span.fold(folds=folds)
        self._tools.show_state(folds=folds, logs=self._logs)

    def _show_logs(self, *, logs: bool) -> None:
        current = self.waterfall.current
        self._logs = logs
        self.waterfall.rows_model.show_logs(logs=logs)
        self.waterfall.fit_rows(logs=logs)
        self._stack.setCurrentWidget(self.waterfall)
        self._tools.show_state(folds=self.span.folds, logs=logs)
        self.waterfall.select(current)

    def _chosen(self, at: int) -> None:
        if self.picture is not None:
            self.detail.show_row(self.picture, at)

    def _letter(self, letter: str) -> None:
        match letter:
            case "w":
                self._fold(folds=not self.span.folds)
            case "l":
                self._show_logs(logs=not self._logs)
            case "n" | "N":
                self._to_mark(1 if letter == "n" else -1)
            case "y":
                self.detail.why()
            case "v":
                self.detail.verify()
            case _:
                self.search()

    def _to_mark(self, step: int) -> None:
        if self.picture is not None:
            here = self.waterfall.current
            self.waterfall.select(next_mark(self.picture.rows, here, step, self.picture.after_gaps))

    def _show_with_logs(self, at: int) -> None:
        """Select a row, with the log records where it is one."""
        if self.waterfall.rows_model.rows.what[at] == What.LOG and not self._logs:
            self._show_logs(logs=True)
        self.waterfall.select(at)


def _reading() -> str:
    return tr("Its records are being read from the index.")


def _first_call(picture: Picture) -> int:
    """Return the row to begin with: the gravest mark, else the first tool call, else the first."""
    rows = picture.rows
    marked = next_mark(rows, -1, 1, picture.after_gaps)
    if marked >= 0:
        return marked
    return max(0, bytes(rows.what).find(bytes([What.TOOL]))) if len(rows) else -1
