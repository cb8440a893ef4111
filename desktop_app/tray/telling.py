"""What is told by a notification, because the icon alone could be missed.

Trouble, a bad verdict, local-only mode on again. Never the only place where it is said: icon and
window show the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.tray.presenters import notices, verdict
from desktop_app.tray.presenters.state import Phase

if TYPE_CHECKING:
    from desktop_app.operations.judgement import Judgement
    from desktop_app.tray.desk import Go
    from desktop_app.tray.integrity_check import IntegrityCheck
    from desktop_app.tray.link import Link
    from desktop_app.tray.notifier import Notifier
    from desktop_app.tray.presenters.state import State


_PAGES: dict[str, str] = {notices.Kind.TROUBLE: "timeline", notices.Kind.VERDICT: "integrity"}


class Telling(QObject):
    """Listens to the link and to verifications; tells, and leads on when a notification is clicked.

    Args:
        notifier: shows notifications.
        link: the recorder's state.
        check: verifications of the ledger.
        go: where a click leads.
    """

    def __init__(self, notifier: Notifier, link: Link, check: IntegrityCheck, go: Go) -> None:
        super().__init__()
        self._notifier, self._go, self._before = notifier, go, link.state
        link.changed.connect(self._changed)
        check.finished.connect(self._judged)
        notifier.invoked.connect(self._chosen)

    def _changed(self, state: State) -> None:
        before, self._before = self._before, state
        is_down, was_down = _is_down(state), _is_down(before)
        if is_down and not was_down:
            self._notifier.show(notices.trouble(state.reason))
        elif was_down and not is_down:
            self._notifier.withdraw(str(notices.Kind.TROUBLE))
        if before.status and state.status and state.local_only and not before.local_only:
            self._notifier.show(notices.local_only())

    def _judged(self, found: Judgement) -> None:
        name = str(found.report["verdict"])
        if verdict.tone(name) == "ok":
            self._notifier.withdraw(str(notices.Kind.VERDICT))
        else:
            self._notifier.show(notices.verdict(verdict.word(name), str(found.report["sentence"])))

    def _chosen(self, key: str, _action: str) -> None:
        if key in _PAGES:
            self._go.page.emit(_PAGES[key])


def _is_down(state: State) -> bool:
    """Whether nothing is recorded; a bad verdict is told when it is reached."""
    return state.phase is Phase.TROUBLE and bool(state.reason)
