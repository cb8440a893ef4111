"""The window that judges one bundle: Match, Mismatch or Cannot tell, and why.

Promise: what somebody sent is opened in a process of its own, bounded in time and memory; this
window shows plain text of it and nothing else. Closing it ends what goes on.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.errors import CountersignError
from desktop_app.model.visible import visible
from desktop_app.operations.judgement import judge_bundle, note_judgement
from desktop_app.tray.presenters import bundle_verdict
from desktop_app.tray.views import kit
from desktop_app.tray.views.texts import at_least
from desktop_app.tray.views.verdict_view import OWN, JudgingView, VerdictView
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from desktop_app.operations.judgement import Judgement
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.work import Task, Told

WIDTH, HEIGHT = 720, 760


class VerdictWindow(QWidget):
    """Judges a bundle.

    Args:
        desk: the tray's parts.
        path: of the bundle; "" asks for one.
    """

    def __init__(self, desk: Desk, path: str) -> None:
        super().__init__()
        self._desk = desk
        self._path, self._fingerprint = path, ""
        self._task: Task | None = None
        self.setProperty("role", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAcceptDrops(True)
        self.setMinimumSize(560, 420)
        size = QSize(at_least(desk.theme, WIDTH), at_least(desk.theme, HEIGHT))
        self.resize(size.boundedTo(self.screen().availableSize()))
        theme = desk.theme
        self.judging, self.verdict = JudgingView(theme), VerdictView(theme)
        self.judging.cancelled.connect(self.cancel)
        self.verdict.told.connect(self.judge)
        self.trouble = kit.EmptyState(
            theme, "error", tr("It could not be checked"), "…", (self._chooser(),), tone="deny"
        )
        self.empty = kit.EmptyState(
            theme,
            "integrity",
            tr("Check a bundle"),
            tr("Drop the zip that somebody sent you here. It is opened on this computer alone."),
            (self._chooser(),),
        )
        self._stack = QStackedWidget()
        for view in (self.empty, self.judging, self.verdict, self.trouble):
            self._stack.addWidget(view)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._stack)
        for keys in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(keys), self, self.close)
        self._named()
        if path:
            self.judge()

    def judge(self, fingerprint: str = "") -> None:
        """Judge it, by what the sender told by another way."""
        self._stop()
        self._fingerprint = fingerprint
        desk, path = self._desk, Path(self._path)
        self.judging.begin(visible(path.name))
        self._stack.setCurrentWidget(self.judging)

        def work(told: Told) -> tuple[Judgement, int | None]:
            context = desk.context(told)
            found = judge_bundle(context, path, fingerprint=fingerprint)
            try:
                return found, note_judgement(context, found, "hand")
            except CountersignError:
                return found, None  # one that cannot be written down is a verdict still

        self._task = desk.work.run(
            work,
            lambda result: self._judged(*result),
            failed=self._failed,
            progress=self.judging.told,
            owner=self,
        )

    def cancel(self) -> None:
        """End it and close."""
        self.close()

    def choose(self) -> None:
        """Ask for a file, in a dialog that blocks nothing."""
        dialog = QFileDialog(self, tr("Choose a bundle"), str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Audit bundles (*.zip)"), tr("All files (*)")])
        dialog.fileSelected.connect(self.open)
        dialog.open()

    def open(self, path: str) -> None:
        """Judge another file."""
        self._path = path
        self._named()
        self.judge()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one file."""
        if _dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Judge it."""
        if path := _dropped(event):
            event.acceptProposedAction()
            self.open(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing goes on without its window."""
        self._stop()
        super().closeEvent(event)

    def _chooser(self) -> QWidget:
        return kit.button(tr("Choose…"), self.choose, role="primary")

    def _named(self) -> None:
        name = visible(Path(self._path).name) if self._path else tr("Check a bundle")
        self.setWindowTitle(tr("{name}, Countersign", name=name))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _judged(self, found: Judgement, entry: int | None) -> None:
        self._task = None
        shown = bundle_verdict.of_report(
            found.report, file=self._path, digest=found.digest, at_us=found.at_us
        )
        self.verdict.show_verdict(
            shown,
            name=visible(Path(self._path).name),
            given=OWN if found.own_keys else self._fingerprint,
            entry=entry,
        )
        self._stack.setCurrentWidget(self.verdict)

    def _failed(self, error: CountersignError) -> None:
        self._task = None
        text = f"{visible(error.message)} {visible(error.hint)}".strip()
        self.trouble.tell(tr("It could not be checked"), text)
        self._stack.setCurrentWidget(self.trouble)


def _dropped(event: QDropEvent) -> str:
    """Return the one local file that is dropped, or ""."""
    urls = event.mimeData().urls()
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
