"""Where a deed is done and who hears of it: what the command line and the tray each provide."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from desktop_app.control.client import ControlClient
    from desktop_app.host.clock import SystemClock, SystemIds
    from desktop_app.host.paths import Paths


class Context(Protocol):
    """A person's place: data directory, clock, and ears."""

    @property
    def clock(self) -> SystemClock:
        """The clock."""
        ...

    @property
    def ids(self) -> SystemIds:
        """Where ids come from."""
        ...

    @property
    def paths(self) -> Paths:
        """Where everything lies.

        Raises:
            ConfigError: the data directory cannot be one.
        """
        ...

    @property
    def starts_recorder(self) -> bool:
        """Whether a recorder may be started for the time of a deed; the tray keeps one itself."""
        ...

    def connect(self) -> ControlClient:
        """Return a client of the running recorder; closed by whoever asked for it.

        Raises:
            RecorderNotRunningError: none runs.
        """
        ...

    def note(self, sentence: str) -> None:
        """Tell the person something beside the result."""
        ...

    def progress(self, what: str) -> AbstractContextManager[Callable[[int, int], None]]:
        """Return what is told (done, total) while something long goes on; `what` is counted.

        What is yielded may raise ExportCancelledError or KeyboardInterrupt: the person stopped it.
        """
        ...
