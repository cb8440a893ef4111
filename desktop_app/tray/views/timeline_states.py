"""What the Timeline shows in place of the list: nothing yet, nothing that matches, no index."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.tray import tokens
from desktop_app.tray.presenters import timeline_filter, timeline_states
from desktop_app.tray.views import kit
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.errors import CountersignError
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters.timeline_filter import Filter

WAIT_MS = 1_000  # then a sentence says what is waited for


class TimelineStates(QStackedWidget):
    """One state at a time.

    Signals:
        clear_filter(): show all runs.
    """

    clear_filter = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("role", "surface")
        theme = desk.theme
        self._error: CountersignError | None = None
        self._loading = kit.label(theme, "", size=tokens.SMALL, tone="text2")
        self._loading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._slow = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._slow.timeout.connect(
            lambda: self._loading.setText(timeline_states.loading(desk.link.state))
        )
        self._first = self._make_first()
        clear = kit.button(tr("Clear filter"), self.clear_filter.emit)
        self._no_match = kit.EmptyState(
            theme, "timeline", tr("No run matches"), tr("No run matches"), [clear]
        )
        rebuilding = tr("Rebuilding the index")
        self._trouble = kit.EmptyState(theme, "running", rebuilding, rebuilding, tone="accent")
        for widget in (self._loading, self._first, self._no_match, self._trouble):
            self.addWidget(widget)
        desk.link.changed.connect(lambda _state: self._tell_trouble())

    def wait(self) -> None:
        """Show nothing; after a second a sentence."""
        self._loading.clear()
        self._slow.start()
        self.setCurrentWidget(self._loading)

    def first(self) -> None:
        """Nothing was ever recorded."""
        self._show(self._first)

    def no_match(self, chosen: Filter, hidden: int) -> None:
        """The filter leaves nothing."""
        self._no_match.tell(tr("No run matches"), timeline_filter.nothing(chosen, hidden))
        self._show(self._no_match)

    def failed(self, error: CountersignError) -> None:
        """The index cannot be read just now, or what is looked for is no word."""
        if isinstance(error, NotFoundError):
            self.first()
        elif isinstance(error, UsageError):
            self._no_match.tell(tr("No run matches"), error.message)
            self._show(self._no_match)
        else:
            self._error = error
            self._tell_trouble()
            self._show(self._trouble)

    def _show(self, widget: QWidget) -> None:
        self._slow.stop()
        self.setCurrentWidget(widget)

    def _tell_trouble(self) -> None:
        if self._error is not None:
            self._trouble.tell(*timeline_states.trouble(self._error, self._desk.link.state))
        self._empty_first()

    def _make_first(self) -> QWidget:
        theme, go = self._desk.theme, self._desk.go
        first = timeline_states.first(self._desk.link.state)
        buttons = [
            kit.button(words, lambda: go.page.emit("agents"), role=role)
            for words, role in (
                (tr("Set up Claude Code"), "primary"),
                (tr("Set up Codex"), "plain"),
            )
        ]
        self._empty = kit.EmptyState(theme, "timeline", tr("No runs yet"), first, buttons)
        box = kit.CodeBox(theme, "countersign run -- your-agent", wrap=False)
        middle = kit.column(None, self._empty, kit.row(None, box, None), None, gap=tokens.S2)
        self._empty_first()
        return kit.boxed(middle)

    def _empty_first(self) -> None:
        self._empty.tell(tr("No runs yet"), timeline_states.first(self._desk.link.state))
