"""Asks why the pictures of a run are looked at, before any of them is shown.

Promise: the notice that stands there, with the reason in it, is what the answer is to; the entry
that says so is durable before a byte of a picture is here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.operations import reveals
from desktop_app.tray.views.deed_dialog import ReasonDialog
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from desktop_app.host.notices import Notice
    from desktop_app.operations.reveals import Piece
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.deed_dialog import Deed


class LookDialog(ReasonDialog):
    """The question about the pictures of one run; `did` tells the entry that says so."""

    def __init__(
        self, desk: Desk, pieces: Sequence[Piece], *, parent: QWidget | None = None
    ) -> None:
        self._pieces = pieces
        super().__init__(
            desk,
            self.noticed(""),
            "reveal",
            does=tr("Reveal"),
            hint=tr("Why they are looked at"),
            most=reveals.MAX_REASON,
            parent=parent,
        )

    def noticed(self, reason: str) -> Notice:
        """Return the notice with the reason in it."""
        return reveals.shown(self._pieces, reason)

    def deed(self) -> Deed:
        """Write it down."""
        desk, pieces, reason = self.desk, self._pieces, self.reason.text()
        notice, latency_ms = self.notice, self.latency_ms
        return lambda told: reveals.reveal_all(
            desk.context(told), pieces, reason, notice, latency_ms
        )
