"""Who asked this recorder to end: a signal, or a person by the verb `stop`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.entry import RECORDER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON


class Stopping:
    """The end as it was asked for.

    Attributes:
        actor: whose deed it is: `recorder.stop` says so.
        wake: ends the wait of `serve`; what runs a recorder sets it.
    """

    def __init__(self) -> None:
        self.actor: Mapping[str, JSON] = RECORDER
        self.wake: Callable[[], None] = _nobody

    def ask(self, actor: Mapping[str, JSON]) -> None:
        """End in order, as on SIGTERM; returns at once."""
        self.actor = actor
        self.wake()


def _nobody() -> None:
    """Nobody waits for the end."""
