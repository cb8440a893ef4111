"""A wish for a picture on its way: who asked waits for the grab, and not for ever.

Promise: a wish that was not waited for to the end is late, in whichever order the two threads come.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.capture.screens.asked import Asked
    from desktop_app.capture.screens.taking import Settings


@dataclass(slots=True)
class Wish:
    """One wish.

    Attributes:
        shot: id of the shot that it becomes.
        asked: by whom, for what.
        asked_us: wall time.
        settings: that it is taken by.
        late: whoever asked went on before the grab.
    """

    shot: str
    asked: Asked
    asked_us: int
    settings: Settings
    late: bool = False
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, seconds: float) -> bool:
        """Wait for the grab; False, and the shot is late, when it did not come."""
        self._over.wait(seconds)
        with self._lock:
            self.late = not self._over.is_set()
            return not self.late

    def grabbed(self) -> None:
        """Let whoever waits go on."""
        with self._lock:
            self._over.set()

    @property
    def is_grabbed(self) -> bool:
        """Whether the grab is over."""
        return self._over.is_set()
