"""The left side of the export window: scope, content, recipients, place.

What is typed is checked while it is typed; what is wrong stands below its field.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop_app.errors import UsageError
from desktop_app.model.visible import visible
from desktop_app.operations.bundle_levels import REVEALING
from desktop_app.operations.bundle_recipients import parse_recipients
from desktop_app.operations.bundle_scope import Asked
from desktop_app.tray import tokens
from desktop_app.tray.presenters import export
from desktop_app.tray.views import kit
from desktop_app.tray.views.choices import ComboBox, RadioButton
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from PySide6.QtWidgets import QLayout

    from desktop_app.tray.theme import Theme

    Row = Mapping[str, Any]

THIS, RUN, TIME, AGENT = range(4)
_NAMES = 96
_EVER = "36500d"  # ago: a stretch from the first entry on
_REDACTED = 1


class ExportForm(QWidget):
    """What to put in.

    Signals:
        changed(): something is another now.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: list[Row] = []
        self._suggested = ""
        self._parts: dict[int, QWidget] = {}
        self._is_filled = False
        self.setProperty("role", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(tokens.S6, tokens.S6, tokens.S5, tokens.S5)
        lines.setSpacing(tokens.S1)
        self._about = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        title = tr("Export audit bundle")
        lines.addWidget(kit.label(theme, title, size=tokens.FIRST, weight=tokens.SEMIBOLD))
        lines.addWidget(self._about)
        lines.addSpacing(tokens.S4)
        self._grid = QGridLayout()
        self._grid.setColumnMinimumWidth(0, _NAMES)
        self._grid.setColumnStretch(1, 1)
        self._grid.setVerticalSpacing(tokens.S3)
        lines.addLayout(self._grid)
        lines.addStretch(1)
        self._make_scope()
        self._make_levels()
        self._make_recipients()
        self._make_place()

    def fill(self, rows: Sequence[Row], one: Row | None, *, now_us: int) -> None:
        """Offer runs and agents; `one` is the run that the window is about."""
        self._is_filled = False
        self._rows = [*([one] if one else []), *(r for r in rows if not _same(r, one))]
        self.runs.clear()
        for row in self._rows:
            self.runs.addItem(export.run_title(row, now_us=now_us))
        self.agents.clear()
        for name, agent in export.agents(rows):
            self.agents.addItem(name, agent)
        if one is not None and self.scope.findData(THIS) < 0:
            self.scope.insertItem(0, tr("this run"), THIS)
            self.scope.setItemText(1, tr("another run"))
            self.scope.setCurrentIndex(0)
        day = datetime.fromtimestamp(now_us / 1_000_000, UTC).astimezone()
        self.since.setText(f"{day:%Y-%m-%d} 00:00")
        self._is_filled = True
        self._changed()

    def asked(self) -> Asked:
        """Return what to export."""
        kind = self.scope.currentData()
        if kind == TIME:
            since, until = self.since.text().strip(), self.until.text().strip()
            return Asked(since=since or _EVER, until=until or None)
        if kind == AGENT:
            return Asked(agent=self.agents.currentData() or "")
        row = self._row()
        return Asked(run="last" if row is None else f"#{row['run']}")

    def run_number(self) -> int | None:
        """Return the key of the run that is chosen; None for another scope."""
        row = self._row()
        return None if row is None else int(row["run"])

    def level(self) -> str:
        """Return the level that is chosen."""
        return export.levels()[self.levels.checkedId()][0]

    def reason(self) -> str:
        """Return why; goes into the record."""
        return self.why.text().strip()

    def recipients(self) -> tuple[str, ...] | None:
        """Return who may read it; None while what is typed is nobody."""
        try:
            return parse_recipients(self.encrypt.text())
        except UsageError:
            return None

    def file(self) -> Path | None:
        """Return where it goes; None while nothing is named."""
        text = self.place.text().strip()
        return Path(text).expanduser() if text else None

    def folder(self) -> Path | None:
        """Return the folder that the person chose; None while the place is our suggestion."""
        file = self.file()
        return None if file is None or not file.is_absolute() else file.parent

    def suggest(self, file: Path) -> None:
        """Name a free place, unless the person named one."""
        if self.place.text() in {"", self._suggested}:
            self._suggested = str(file)
            self.place.blockSignals(True)  # noqa: FBT003 - Qt's signature
            self.place.setText(self._suggested)
            self.place.blockSignals(False)  # noqa: FBT003 - likewise

    def _row(self) -> Row | None:
        kind = self.scope.currentData()
        at = 0 if kind == THIS else self.runs.currentIndex() if kind == RUN else -1
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def _changed(self) -> None:
        if not self._is_filled:
            return
        kind = self.scope.currentData()
        for own, part in self._parts.items():
            part.setVisible(own == kind)
        about = {
            THIS: self.runs.itemText(0),
            RUN: self.runs.currentText(),
            AGENT: self.agents.currentText(),
        }
        self._about.setText(about.get(kind, tr("Everything that was recorded in that time")))
        reveals = self.level() in REVEALING
        for hidden in (self._why_line, self._why):
            hidden.setVisible(reveals)
        self._tell_recipients()
        self.changed.emit()

    def _tell_recipients(self) -> None:
        try:
            text, tone = export.readers(len(parse_recipients(self.encrypt.text()))), "text2"
        except UsageError as error:
            text, tone = visible(error.message), "deny"
        if self._readers.text() != text:
            self._readers.setText(text)
            kit.set_tone(self._readers, tone)

    def _make_scope(self) -> None:
        self.scope = self._choice(tr("Scope"))
        self.scope.addItem(tr("a run"), RUN)
        self.scope.addItem(tr("a stretch of time"), TIME)
        self.scope.addItem(tr("all runs of an agent"), AGENT)
        self.runs, self.agents = self._choice(tr("Run")), self._choice(tr("Agent"))
        self.since, self.until = QLineEdit(), QLineEdit()
        self.since.setAccessibleName(tr("From"))
        self.until.setAccessibleName(tr("Until"))
        self.until.setPlaceholderText(tr("now"))
        self.since.setToolTip(tr("As 2026-11-20 10:25, or 30m, 24h, 7d ago"))
        for field in (self.since, self.until):
            field.textChanged.connect(self._changed)
        small = tokens.SMALL
        times = kit.boxed(
            kit.row(
                kit.label(self._theme, tr("From"), size=small, tone="text2"),
                self.since,
                kit.label(self._theme, tr("until"), size=small, tone="text2"),
                self.until,
            )
        )
        self._parts = {RUN: self.runs, TIME: times, AGENT: self.agents}
        lines = kit.column(self.scope, *self._parts.values())
        self._line(tr("Scope"), lines)

    def _make_levels(self) -> None:
        self.levels = QButtonGroup(self)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(tokens.S4)
        grid.setVerticalSpacing(tokens.S1)
        grid.setColumnStretch(1, 1)
        for at, (_, name, about) in enumerate(export.levels()):
            radio = RadioButton(self._theme, name)
            radio.setAccessibleDescription(about)
            self.levels.addButton(radio, at)
            text = kit.label(self._theme, about, size=tokens.SMALL, tone="text2", wrap=True)
            text.setBuddy(radio)
            grid.addWidget(radio, at, 0)
            grid.addWidget(text, at, 1)
        self.levels.button(_REDACTED).setChecked(True)
        self.levels.idClicked.connect(lambda _at: self._changed())
        self._line(tr("Content"), grid)
        self.why = self._field(tr("Reason"), tr("Why it is revealed; goes into the record"))
        self._why, self._why_line = self._line(tr("Reason"), kit.column(self.why))

    def _make_recipients(self) -> None:
        hint = tr("age1… or an SSH public key; commas between several")
        self.encrypt = self._field(tr("Encrypt for"), hint)
        self.encrypt.setFont(self._theme.font(tokens.SMALL, fixed=True))
        self._readers = kit.label(self._theme, "", size=tokens.CAPTION, tone="text2", wrap=True)
        self._line(tr("Encrypt for"), kit.column(self.encrypt, self._readers, gap=tokens.S1))

    def _make_place(self) -> None:
        self.place = self._field(tr("Save to"), "")
        choose = kit.button(tr("Choose…"), self._choose)
        line = kit.row(gap=tokens.S2)
        line.addWidget(self.place, 1)
        line.addWidget(choose)
        self._line(tr("Save to"), line)

    def _choose(self) -> None:
        dialog = QFileDialog(self, tr("Save the bundle"), self.place.text())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.fileSelected.connect(self.place.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _choice(self, name: str) -> ComboBox:
        made = ComboBox(self._theme, name)
        made.currentIndexChanged.connect(lambda _at: self._changed())
        return made

    def _field(self, name: str, hint: str) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.textChanged.connect(lambda _text: self._changed())
        return made

    def _line(self, name: str, content: QLayout) -> tuple[QLabel, QWidget]:
        """Add a named line to the form; return the name and what stands beside it."""
        row = self._grid.rowCount()
        made = kit.label(self._theme, name, tone="text2")
        made.setMinimumHeight(tokens.CONTROL)
        holder = kit.boxed(content)
        self._grid.addWidget(made, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(holder, row, 1)
        return made, holder


def _same(row: Row, one: Row | None) -> bool:
    return one is not None and row["run"] == one["run"]
