"""The chooser of the run whose evidence is shown; hidden where there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal

from desktop_app.tray.views.choices import ComboBox
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.tray.presenters.evidence.strip import Run
    from desktop_app.tray.theme import Theme

_WIDE = 26  # characters of a run's name


class RunChooser(ComboBox):
    """Runs by name, the newest evidence first.

    Signals:
        chosen(run): a person chose another one.
    """

    chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Run"))
        self._runs: Sequence[Run] = ()
        self.setMinimumContentsLength(_WIDE)
        self.currentIndexChanged.connect(self._choose)
        self.hide()

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show these runs."""
        self._runs = runs
        self.setVisible(bool(runs))
        names = [run.name for run in runs]
        with QSignalBlocker(self):
            if names != [self.itemText(n) for n in range(self.count())]:
                self.clear()
                self.addItems(names)

    def mark(self, run: Run) -> None:
        """Show which one is shown, without a signal."""
        with QSignalBlocker(self):
            self.setCurrentIndex(self._runs.index(run) if run in self._runs else -1)

    def _choose(self, index: int) -> None:
        if 0 <= index < len(self._runs):
            self.chosen.emit(self._runs[index])
