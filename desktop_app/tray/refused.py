"""What this process was refused at the door out, handed to the recorder to be written down.

Nothing of the tray connects beyond this computer; should a library try, the audit hook refuses it
(`host.egress.door`) and the attempt becomes an entry, told at most once a minute and at the end.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from desktop_app.errors import CountersignError
from desktop_app.host.attempts import Attempts
from desktop_app.host.egress import door

if TYPE_CHECKING:
    from desktop_app.host.attempts import Gathered
    from desktop_app.model.canonical import JSON
    from desktop_app.tray.link import Link

EVERY_MS = 60_000
END_S = 2.0


class Refused(QObject):
    """Keeps attempts until the recorder has them."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link, self._attempts = link, Attempts()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tell)
        self._timer.start(EVERY_MS)
        door.report_to(self._attempts.heard)

    def close(self) -> None:
        """Listen no more; what is left is told while a recorder is still there, within seconds."""
        self._timer.stop()
        door.forget(self._attempts.heard)
        taken = self._attempts.take() if self._link.state.status else None
        if taken is None:
            return
        with suppress(CountersignError), self._link.line.connect() as client:
            client.call("note", _note(taken), timeout_s=END_S)

    def _tell(self) -> None:
        taken = self._attempts.take() if self._link.state.status else None
        if taken is None:
            return

        def failed(_error: CountersignError) -> None:
            self._attempts.put_back(taken)

        self._link.call("note", _note(taken), lambda _answer: None, failed=failed, owner=self)


def _note(taken: Gathered) -> dict[str, JSON]:
    targets: list[JSON] = [
        {"target": target, "attempts": count} for target, count in taken.targets.items()
    ]
    return {"kind": "egress.refused", "subject": {"targets": targets, "others": taken.others}}
