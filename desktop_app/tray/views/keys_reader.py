"""Reads the keys that a reviewer pins, in the background, for a page that shows them.

Where the keystore cannot be asked, what the ledger itself says of its keys is told, and why no more
is known: never a window in the person's way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop_app.errors import NotFoundError
from desktop_app.operations.keys_shown import shown_keys
from desktop_app.query.keys import published_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.errors import CountersignError
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.desk import Desk


class KeysReader(QObject):
    """Reads `operations.keys_shown`.

    Attributes:
        keys: what was read last; empty before, and before there is a ledger.

    Signals:
        changed(): they were read.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.keys: Mapping[str, JSON] = {}

    @property
    def custody(self) -> str:
        """Who guards them, or why that is not known."""
        return str(self.keys.get("custody", ""))

    @property
    def epoch_vkey(self) -> str:
        """The verifier key of the running epoch; "" where it is not known."""
        epoch = self.keys.get("epoch")
        return str(epoch.get("vkey", "")) if isinstance(epoch, dict) else ""

    def read(self) -> None:
        """Read them."""
        desk = self._desk
        desk.work.run(
            lambda told: shown_keys(desk.context(told), ask=False),
            self._have,
            failed=self._failed,
            owner=self,
        )

    def _have(self, keys: Mapping[str, JSON]) -> None:
        self.keys = keys
        self.changed.emit()

    def _failed(self, error: CountersignError) -> None:
        if isinstance(error, NotFoundError):
            return
        desk = self._desk
        known = {"custody": error.message, "fingerprint": desk.link.state.get("fingerprint")}
        desk.work.run(
            lambda _told: {**published_keys(desk.paths.ledger), **known}, self._have, owner=self
        )
