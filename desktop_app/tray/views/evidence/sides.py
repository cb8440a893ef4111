"""What is shown, and its facts beside it, or below it in a narrow window.

How wide the facts are, and how high, is as the person left them, for each of three layouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter

from desktop_app.tray.remembered import Remembered
from desktop_app.tray.views.texts import at_least, is_narrow, is_wide

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.evidence.facts_panel import FactsPanel

FACTS = {"narrow": 196, "middle": 320, "wide": 400}  # pixels of the facts, by layout
_LEAST = 120  # of them below what is shown


class Sides(QSplitter):
    """The two."""

    def __init__(self, desk: Desk, middle: QWidget, facts: FactsPanel) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme, self._facts, self._layout = desk.theme, facts, ""
        self._remembered = Remembered(desk.paths)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(middle)
        self.addWidget(facts)
        self.setStretchFactor(0, 1)
        self.splitterMoved.connect(lambda _at, _index: self._moved())

    def fit(self, wide: int) -> bool:
        """Take the layout for a window's width; return whether it is the wide one."""
        narrow, roomy = is_narrow(self._theme, wide), is_wide(self._theme, wide)
        layout = "narrow" if narrow else "wide" if roomy else "middle"
        if layout != self._layout:
            self._layout = layout
            self._lay_out(narrow=narrow)
        return roomy

    def _lay_out(self, *, narrow: bool) -> None:
        theme, facts = self._theme, self._facts
        self.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        facts.across(is_across=narrow)
        facts.setMinimumWidth(0 if narrow else at_least(theme, FACTS["middle"] - 40))
        facts.setMinimumHeight(at_least(theme, _LEAST) if narrow else 0)
        first = at_least(theme, FACTS[self._layout])
        part = self._remembered.pixels(f"evidence/{self._layout}/facts", first)
        whole = self.height() if narrow else self.width()
        self.setSizes([max(1, whole - part), part])

    def _moved(self) -> None:
        self._remembered.keep_pixels(f"evidence/{self._layout}/facts", self.sizes()[1])
