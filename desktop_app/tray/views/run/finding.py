"""Find in the run: rows that hold what is typed, and the way from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.tray.presenters.run_view.find import find

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.tray.views.run.toolbar import Toolbar
    from desktop_app.tray.views.run.waterfall import Waterfall


class Finding(QObject):
    """Listens to the field, and selects.

    Args:
        tools: with the field.
        waterfall: whose rows are looked through.
        select: selects a row, wherever it is folded away.
        parent: closes with it.
    """

    def __init__(
        self, tools: Toolbar, waterfall: Waterfall, select: Callable[[int], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tools, self._waterfall, self._select = tools, waterfall, select
        self._hits: list[int] = []
        tools.field.textChanged.connect(lambda _text: self._find())
        tools.field.step.connect(self._step)

    def _find(self) -> None:
        self._hits = find(self._waterfall.rows_model.rows, self._tools.field.text())
        here = self._waterfall.current
        first = next((place for place, at in enumerate(self._hits) if at >= here), 0)
        self._show(first)

    def _step(self, step: int) -> None:
        if self._hits:
            here = self._waterfall.current
            place = self._hits.index(here) if here in self._hits else -1
            self._show((place + step) % len(self._hits))

    def _show(self, place: int) -> None:
        self._tools.show_hits(place, len(self._hits))
        if self._hits:
            self._select(self._hits[place])
