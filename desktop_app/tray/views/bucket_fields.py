"""What a person says of a bucket: which, where, and how what lies there is locked.

Promise: it holds no credential; each field has a label of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.tray import tokens
from desktop_app.tray.presenters import bucket
from desktop_app.tray.views import kit
from desktop_app.tray.views.check_box import CheckBox
from desktop_app.tray.views.choices import ComboBox
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr
from desktop_app.upstream.values import Options

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme


def labelled(theme: Theme, name: str, field: QWidget) -> QVBoxLayout:
    """Return a field below what it is called."""
    label = kit.label(theme, name, size=tokens.SMALL, tone="text2")
    label.setBuddy(field)
    return kit.column(label, field, gap=2)


class BucketFields(QWidget):
    """The fields, two side by side.

    Signals:
        changed(): something was typed or chosen.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(tokens.S4)
        self._grid.setVerticalSpacing(tokens.S2)
        for column in (0, 1):
            self._grid.setColumnStretch(column, 1)
        self.bucket = self._field(tr("Bucket"), "evidence", 0, 0)
        self.folder = self._field(tr("Folder in it, if any"), "desks/berlin", 0, 1)
        self.region = self._field(tr("Region"), "eu-central-1", 1, 0)
        service = tr("Its service, if not Amazon's")
        self.endpoint = self._field(service, "https://s3.example.com", 1, 1)
        self.lock = ComboBox(theme, tr("Object Lock"))
        for mode, title, _ in bucket.locks():
            self.lock.addItem(title, mode)
        self._grid.addLayout(labelled(theme, tr("Object Lock"), self.lock), 2, 0)
        self.days = self._field(tr("For how many days"), "", 2, 1)
        self._means = paragraph(theme, "", size=tokens.SMALL, tone="text2")
        self._grid.addWidget(self._means, 3, 0, 1, 2)
        self.hold = CheckBox(theme, tr("Put a legal hold on each object"))
        self._grid.addWidget(self.hold, 4, 0, 1, 2)
        self.lock.currentIndexChanged.connect(lambda _at: self._locked())
        self.hold.toggled.connect(lambda _on: self.changed.emit())
        self._locked()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is named yet."""
        return not self.bucket.text()

    def where(self) -> str:
        """Return the place; raises UsageError."""
        return bucket.where(self.bucket.text(), self.folder.text())

    def options(self, *, own_network: bool) -> Options:
        """Return how it is reached and locked; raises UsageError."""
        mode = self.lock.currentData()
        return Options(
            own_network=own_network,
            endpoint=self.endpoint.text().strip() or None,
            region=self.region.text().strip() or None,
            lock=mode,
            retain_days=None if mode is None else bucket.days(self.days.text()),
            legal_hold=self.hold.isChecked(),
        )

    def _field(self, name: str, example: str, row: int, column: int) -> QLineEdit:
        made = QLineEdit()
        made.setAccessibleName(name)
        made.setPlaceholderText(example)
        made.textChanged.connect(lambda _text: self.changed.emit())
        self._grid.addLayout(labelled(self._theme, name, made), row, column)
        return made

    def _locked(self) -> None:
        """Days belong to a lock; what it means stands below it."""
        mode, _, means = bucket.locks()[self.lock.currentIndex()]
        self.days.setEnabled(mode is not None)
        self._means.setText(means)
        self.changed.emit()
