"""A policy's text, to be read: numbered lines, the rule that was asked for marked.

Read-only on purpose: a change is made in the person's own editor, and the recorder takes it up or
says what is wrong with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.operations import policy_text
from desktop_app.operations.policy_text import MANAGED, OWN
from desktop_app.tray import tokens
from desktop_app.tray.presenters import changes, policy
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_dialog.safe_view import Line, SafeView
from desktop_app.tray.views.texts import at_least, paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk

WIDE, TALL = 760, 640
ABOVE = 3  # lines in view above the first one that is marked


class PolicyWindow(QWidget):
    """Shows one text.

    Args:
        file: `policy.yaml`, `managed policy.yaml`, or `default.yaml` for ours.
        line, rule: what is marked (`presenters.policy.place`).

    Attributes:
        view: the text.
        editor: hands the person's own file to their editor; None for ours.
    """

    def __init__(self, desk: Desk, file: str, line: int, rule: str) -> None:
        super().__init__()
        self._desk, self._file = desk, file if file in (OWN, MANAGED) else policy_text.OURS
        self._line, self._rule = line, rule.removeprefix(policy.MANAGED_RULE)
        theme = desk.theme
        title = policy.heading(self._file, rule)
        self.setProperty("role", "surface")
        self.setWindowTitle(tr("{page}, Countersign", page=title))
        size = QSize(at_least(theme, WIDE), at_least(theme, TALL))
        self.resize(size.boundedTo(self.screen().availableSize()))
        self.view = SafeView(theme, [], signs=True, ground="surface")
        self.view.setAccessibleName(title)
        self._said = paragraph(theme, self._where(), size=tokens.SMALL, tone="text2", select=True)
        self.editor = None
        foot = kit.row(gap=tokens.S3)
        if self._file == OWN:
            self.editor = kit.button(tr("Open in editor"), self._edit)
            foot.addWidget(self.editor)
        foot.addStretch(1)
        foot.addWidget(kit.button(tr("Close"), self.close))
        foot.setContentsMargins(tokens.MARGIN, tokens.S3, tokens.MARGIN, tokens.S4)
        strong = kit.label(theme, title, size=tokens.DETAIL, weight=tokens.SEMIBOLD)
        head = kit.column(strong, self._said, gap=tokens.S1)
        head.setContentsMargins(tokens.MARGIN, tokens.S4, tokens.MARGIN, tokens.S3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        whole.addWidget(kit.hairline())
        whole.addWidget(self.view, 1)
        whole.addWidget(kit.hairline())
        whole.addLayout(foot)
        for keys in ("Esc", "Ctrl+W"):
            QShortcut(QKeySequence(keys), self, self.close)
        desk.work.run(
            lambda _told: policy_text.text(desk.paths, self._file),
            self._have,
            failed=self._failed,
            owner=self,
        )

    def _where(self) -> str:
        own = changes.place(str(self._desk.paths.data_dir / OWN), str(Path.home()))
        if self._file == OWN:
            return own
        if self._file == MANAGED:
            where = str(policy_text.managed_file())
            return tr("{file}, set for this computer. It can only make yours stricter.", file=where)
        return tr("It ships with Countersign. Yours, {file}, is asked before it.", file=own)

    def _have(self, text: str) -> None:
        lines = text.removesuffix("\n").split("\n")
        marked = policy.place(lines, self._line, self._rule)
        self.view.show_lines(
            [Line(str(n + 1), one, ">" if n in marked else "") for n, one in enumerate(lines)]
        )
        if self._rule and not marked:
            gone = tr("No rule {rule} is in it now.", rule=self._rule)
            self._said.setText(f"{self._where()} {gone}")
        QTimer.singleShot(0, self.view, lambda: self.view.reach(max(0, marked.start - ABOVE)))
        self.view.setFocus()

    def _failed(self, error: CountersignError) -> None:
        self._said.setText(error.message)

    def _edit(self) -> None:
        path = self._desk.paths.data_dir / OWN
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
