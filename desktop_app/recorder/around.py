"""What happens around an agent's call, told to whoever takes evidence of it.

`before` is called when the call may run and its agent was not told yet: the agent waits for it.
`after` when its hook or caller tells how it ended. What fails there never holds up a call.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

from desktop_app.errors import CountersignError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.model.action import Action
    from desktop_app.recorder.declared import Declared

LOG = logging.getLogger(__name__)


class Around(Protocol):
    """Takes evidence around calls. Thread safe."""

    def before(self, intent: int, declared: Declared, action: Action) -> None:
        """Hear that a call is about to run; `declared` has names and ids as they are stored."""
        ...

    def after(self, intent: int, declared: Declared) -> None:
        """Hear that a call ended, of which `before` told or not."""
        ...


class Witnesses:
    """All that take evidence."""

    def __init__(self) -> None:
        self._all: Sequence[Around] = ()

    def call(self, witnesses: Sequence[Around]) -> None:
        """Tell these of calls from now on."""
        self._all = witnesses

    def before(self, intent: int, declared: Declared, action: Action) -> None:
        """Tell all that a call is about to run."""
        for one in self._all:
            try:
                one.before(intent, declared, action)
            except (CountersignError, OSError) as error:
                LOG.warning("Evidence before a call was not taken: %s", _why(error))

    def after(self, intent: int, declared: Declared) -> None:
        """Tell all that a call ended."""
        for one in self._all:
            try:
                one.after(intent, declared)
            except (CountersignError, OSError) as error:
                LOG.warning("Evidence after a call was not taken: %s", _why(error))


def _why(error: CountersignError | OSError) -> str:
    """Return what is logged of an error: no path of a person's."""
    return str(error) if isinstance(error, CountersignError) else error.strerror or "no answer"
