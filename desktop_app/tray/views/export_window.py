"""The export window: left what to put in, right what the bundle will say and what it will lack.

The Export button is the consent, the sentence beside it the notice. Errors are told in place;
cancelling leaves no file, and an entry that says so.
"""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import CountersignError, ExportCancelledError
from desktop_app.model.visible import visible
from desktop_app.operations.bundle_levels import REVEALING
from desktop_app.operations.bundle_making import Wishes, make
from desktop_app.operations.bundle_preview import preview
from desktop_app.tray.presenters import export
from desktop_app.tray.views import kit
from desktop_app.tray.views.export_foot import ExportFoot
from desktop_app.tray.views.export_form import ExportForm
from desktop_app.tray.views.export_result import ExportResult
from desktop_app.tray.views.export_said import ExportSaid
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from typing import Any

    from PySide6.QtGui import QCloseEvent

    from desktop_app.operations.bundle_making import Made
    from desktop_app.operations.bundle_preview import Preview
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Task, Told

WIDTH, HEIGHT = 1000, 680
RUNS = 200  # that one can choose from by name
LOOK_AFTER_MS = 150  # of no change, before it is looked what would be in it


class ExportWindow(QWidget):
    """Exports one bundle.

    Args:
        desk: the tray's parts.
        ref: of a run (`Query.run`), or "" to choose here.
    """

    def __init__(self, desk: Desk, ref: str) -> None:
        super().__init__()
        self._desk, self._ref = desk, ref
        self._stop: Event | None = None
        self._look: Task | None = None
        self._preview: Preview | None = None
        self._asked = ""
        self.setWindowTitle(tr("Export audit bundle, Countersign"))
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        size = QSize(at_least(desk.theme, WIDTH), at_least(desk.theme, HEIGHT))
        self.resize(size.boundedTo(self.screen().availableSize()))
        self.setMinimumSize(760, 520)
        theme = desk.theme
        self.form, self.said = ExportForm(theme), ExportSaid(theme)
        self.foot, self.result = ExportFoot(theme), ExportResult(theme)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._ask())
        self._stack.addWidget(self.result)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self._stack)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LOOK_AFTER_MS)
        self._later.timeout.connect(self._look_into)
        self._connect()
        self._read_runs()

    @property
    def exporting(self) -> bool:
        """Whether a bundle is being made."""
        return self._stop is not None

    def export(self) -> None:
        """Make the bundle: this is the consent."""
        form, desk, stop = self.form, self._desk, Event()
        recipients = form.recipients()
        if recipients is None or not self._is_ready():
            return
        level = form.level()
        wishes = Wishes(
            level, recipients, form.reason() or None, form.file(), unpacked=False, confirmed=True
        )
        asked = form.asked()
        self._stop = stop

        def work(told: Told) -> Made:
            def until_stopped(done: int, total: int) -> None:
                if stop.is_set():
                    raise ExportCancelledError("Stopped.")
                told(done, total)

            return make(desk.context(until_stopped), asked, wishes)

        self.form.setEnabled(False)
        self.foot.begin()
        desk.work.run(work, self._made, failed=self._failed, progress=self.foot.told, owner=self)

    def cancel(self) -> None:
        """Stop what goes on; with nothing going on, close."""
        if self._stop is None:
            self.close()
        else:
            self._stop.set()
            self.foot.stopping()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is cancelling."""
        self._later.stop()
        if self._stop is not None:
            self._stop.set()
        super().closeEvent(event)

    def _ask(self) -> QWidget:
        page = QWidget()
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.form, 9)
        across.addWidget(kit.hairline(vertical=True))
        across.addWidget(self.said, 7)
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(across, 1)
        lines.addWidget(self.foot)
        return page

    def _connect(self) -> None:
        self.form.changed.connect(self._changed)
        self.foot.exported.connect(self.export)
        self.foot.cancelled.connect(self.cancel)
        self.result.checked.connect(self._check)
        self.result.closed.connect(self.close)
        for keys in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(keys), self, self.cancel)

    def _read_runs(self) -> None:
        ref = self._ref

        def question(query: Any) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
            one = query.run(ref) if ref else None
            return query.runs(limit=RUNS), one

        self._desk.reader.ask(question, self._have_runs, failed=self._no_runs, owner=self)

    def _have_runs(self, found: tuple[list[dict[str, Any]], dict[str, Any] | None]) -> None:
        rows, one = found
        self.form.fill(rows, one, now_us=self._desk.clock.now_us())

    def _no_runs(self, error: CountersignError) -> None:
        self.said.tell(visible(error.message))
        self.foot.ready(is_ready=False)

    def _changed(self) -> None:
        """What is asked for is another thing now; look into it once it stays the same."""
        level = self.form.level()
        self.foot.reveals(REVEALING.get(level, ""))
        self.foot.error("")
        self.foot.ready(is_ready=self._is_ready())
        self._later.start()

    def _is_ready(self) -> bool:
        form = self.form
        reasoned = form.level() not in REVEALING or bool(form.reason())
        return (
            form.recipients() is not None
            and reasoned
            and form.file() is not None
            and self._preview is not None
        )

    def _look_into(self) -> None:
        if self._look is not None:
            self._look.cancel()
        desk, asked, level = self._desk, self.form.asked(), self.form.level()
        folder = self.form.folder() or _folder()
        self._look = desk.work.run(
            lambda told: preview(desk.context(told), asked, level, folder),
            self._have_preview,
            failed=self._no_preview,
            owner=self,
        )
        number = self.form.run_number()
        if number is None:
            self._asked = ""
        else:
            desk.reader.ask(
                lambda query: query.run_rows([number]),
                self._have_row,
                failed=lambda _error: None,
                owner=self,
                key="export.row",
            )

    def _have_preview(self, found: Preview) -> None:
        self._preview = found
        self.form.suggest(found.file)
        self._show()
        self.foot.ready(is_ready=self._is_ready())

    def _no_preview(self, error: CountersignError) -> None:
        self._preview = None
        self.said.tell(f"{visible(error.message)} {visible(error.hint)}".strip())
        self.foot.ready(is_ready=False)

    def _have_row(self, rows: list[dict[str, Any]]) -> None:
        from desktop_app.tray.presenters import timeline  # noqa: PLC0415 - for one run alone

        now_us = self._desk.clock.now_us()
        shown = [timeline.present(row, live=False, now_us=now_us).asked for row in rows]
        self._asked = next(iter(shown), "")
        self._show()

    def _show(self) -> None:
        if self._preview is None:
            return
        recipients = self.form.recipients() or ()
        self.said.show_items(
            export.said(self._preview, recipients=len(recipients)),
            export.lacking(
                self._preview, asked=self._asked, local_only=self._desk.link.state.local_only
            ),
        )

    def _made(self, made: Made) -> None:
        self._stop = None
        self.foot.end()
        self.result.show_made(made)
        self._stack.setCurrentWidget(self.result)

    def _failed(self, error: CountersignError) -> None:
        self._stop = None
        self.form.setEnabled(True)
        self.foot.end()
        self.foot.ready(is_ready=self._is_ready())
        if isinstance(error, ExportCancelledError):
            text = tr("Cancelled. No file was written; an entry says that it was asked for.")
            self.foot.error(text, tone="text2")
        else:
            self.foot.error(f"{visible(error.message)} {visible(error.hint)}".strip())

    def _check(self, made: Made) -> None:
        """Judge it in a window of its own, as anybody's."""
        self._desk.go.verify_file.emit(str(made.built.path.absolute()))


def _folder() -> Path:
    """Return the person's documents, or their home."""
    found = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(found) if found and Path(found).is_dir() else Path.home()
