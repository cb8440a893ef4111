"""From the run view to the window of a rollback: of the whole run, or back to before one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.errors import CountersignError
from desktop_app.operations.rollback import Wanted
from desktop_app.query.copies import NONE
from desktop_app.tray.presenters.run_view import header
from desktop_app.tray.views.rollback import RollbackDialog, open_rollback

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from desktop_app.query.copies import Copies
    from desktop_app.query.query import Query
    from desktop_app.tray.desk import Desk

LATER_MS = 1_500  # by then the index has the rollback's entry


def copies_of(query: Query, run: Mapping[str, Any]) -> Copies:
    """Return what can be put back of a run of `Query.run`; runs in the reader's thread."""
    try:
        return query.copies(run["run"])
    except CountersignError:
        return NONE  # of the vault: nothing can be put back, all else is still there to be shown


class PuttingBack(QObject):
    """Opens one window for the run that is shown.

    Attributes:
        dialog: the window, while it is open.

    Signals:
        done(): files were put back, and the index knows of it.
    """

    done = Signal()

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk, self._page = desk, page
        self._run: dict[str, Any] | None = None
        self._copies = NONE
        self.dialog: RollbackDialog | None = None
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self.done)

    def take(self, run: dict[str, Any], copies: Copies) -> None:
        """Hear which run is shown, and what there is of it."""
        self._run, self._copies = run, copies

    def whole_run(self) -> None:
        """Ask about all that the run did."""
        self._open()

    def before_call(self, intent: int) -> None:
        """Ask about all that was done from the call of this intent on."""
        self._open(to=str(intent))

    def undo(self, entry: int) -> None:
        """Ask about what the rollback of this entry did."""
        self._open(undo=entry)

    def _open(self, *, to: str | None = None, undo: int | None = None) -> None:
        run = self._run
        if run is None or not self._copies.kept:
            return
        if self.dialog is not None:
            self.dialog.close()
        when = header.started(run, now_us=self._desk.clock.now_us())
        about = f"{header.title(run)}, {when[:1].lower()}{when[1:]}"
        wanted = Wanted(f"#{run['run']}", to=to, undo=undo)
        dialog = open_rollback(self._desk, wanted, about=about, parent=self._page.window())
        dialog.done.connect(lambda _entry: self._later.start())
        dialog.closed.connect(self._closed)
        self.dialog = dialog

    def _closed(self) -> None:
        self.dialog = None
