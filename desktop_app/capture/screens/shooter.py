"""The shooter: takes pictures at the moment of an action and does the rest in the background.

Promise: whoever asks waits until the screen was grabbed, and never longer than `patience_s`; a
picture that came after that says so (`late`). Nothing is grabbed, and nothing handed on, without a
consent that is in force at that moment. Each wish ends in one `Shot` for the sink, but for those
without consent: of these the first of a run alone.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from desktop_app.capture.screens.asked import Trigger
from desktop_app.capture.screens.developing import Developer
from desktop_app.capture.screens.region import narrower
from desktop_app.capture.screens.taking import take
from desktop_app.capture.screens.wish import Wish
from desktop_app.errors import CountersignError
from desktop_app.host.screen.frame import NoPicture, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.capture.screens.asked import Asked
    from desktop_app.capture.screens.shot import Shot
    from desktop_app.capture.screens.taking import Settings, Taken
    from desktop_app.host.screen.choose import Screen
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource

LOG = logging.getLogger(__name__)
PATIENCE_S = 0.028  # an agent waits less than 30 ms
IDLE_S = 300.0  # after that the screen is let go of
REMEMBERED_S = 20.0  # how long the last picture is held, so that one like it is known
MAX_WAITING = 4  # wishes; each becomes a frame of 8 to 33 MB only when it is its turn
MAX_FRAMES = 2
MAX_TOLD = 1_000  # refusals that wait for the sink
MAX_RUNS = 1_000


class Sign(Enum):
    """What a queue may hold besides."""

    END = "end"
    WAKE = "wake"


END, WAKE = Sign.END, Sign.WAKE


class Sink(Protocol):
    """Who gets the shots: keeps their contents and writes their entries."""

    def __call__(self, shot: Shot) -> None:
        """Take one shot; called by one thread alone, one after the other.

        Raises:
            CountersignError: it cannot be kept; that is logged, and the next one is tried.
        """
        ...


@dataclass(frozen=True, slots=True)
class Ticket:
    """What whoever asked gets: the id of the shot to come, and whether it is taken by now."""

    shot: str
    on_time: bool


class Shooter:
    """Takes pictures.

    Args:
        open_screen: returns this desktop's screen; called in the thread that uses it.
        settings: what the person set, asked for each picture.
        granted: whether a consent for screenshots is in force.
        sink: gets the shots.
        patience_s: how long whoever asks waits at most.
    """

    def __init__(
        self,
        open_screen: Callable[[], Screen],
        *,
        settings: Callable[[], Settings],
        granted: Callable[[], bool],
        sink: Sink,
        clock: Clock,
        ids: IdSource,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._open_screen, self._settings = open_screen, settings
        self._granted, self._sink = granted, sink
        self._clock, self._ids, self._patience_s = clock, ids, patience_s
        self._wishes: queue.Queue[Wish | Sign] = queue.Queue(MAX_WAITING)
        self._taken: queue.Queue[tuple[Wish, Taken | NoPicture] | Sign] = queue.Queue(MAX_TOLD)
        self._lock = threading.Lock()
        self._room = threading.Semaphore(MAX_FRAMES)
        self._told_of: OrderedDict[tuple[str, str] | None, None] = OrderedDict()
        self._developer = Developer(granted)
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("screen-grab", self._grab), ("screen-develop", self._develop))
        ]
        for thread in self._threads:
            thread.start()

    def before(self, asked: Asked) -> Ticket:
        """Take a picture before a tool call; return within `patience_s`."""
        return self.take(replace(asked, trigger=Trigger.BEFORE))

    def after(self, asked: Asked) -> Ticket:
        """Take a picture after a tool call; return within `patience_s`."""
        return self.take(replace(asked, trigger=Trigger.AFTER))

    def take(self, asked: Asked) -> Ticket:
        """Take a picture; return once it is grabbed, or when the patience is at its end."""
        settings = self._settings()
        settings = replace(settings, region=narrower(asked.region, settings.region))
        shot = self._ids.random_bytes(16).hex()
        wish = Wish(shot, asked, self._clock.now_us(), settings)
        if not self._granted():
            if self._is_news(asked):
                self._refuse(wish, Reason.NOT_GRANTED)
            return Ticket(shot, on_time=False)
        with self._lock:
            self._told_of.pop(asked.run, None)
        try:
            self._wishes.put_nowait(wish)
        except queue.Full:
            self._refuse(wish, Reason.BUSY)
            return Ticket(shot, on_time=False)
        return Ticket(shot, wish.wait(self._patience_s))

    def wake(self) -> None:
        """Take hold of the screen, as when a run begins: its first picture is then on time."""
        if self._granted():
            with suppress(queue.Full):  # whoever is busy is awake
                self._wishes.put_nowait(WAKE)

    def close(self, timeout_s: float = 5.0) -> None:
        """End: what was asked for is still taken and handed on, as far as the time allows.

        A display that does not answer holds its thread; that one is left to the process's end.
        """
        deadline = time.monotonic() + timeout_s
        with suppress(queue.Full):
            self._wishes.put(END, timeout=timeout_s)
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    # --- in the thread that holds the screen ----------------------------------------------------

    def _grab(self) -> None:
        screen = self._open_screen()
        while (wish := self._next(screen)) is not END:
            granted = self._granted()
            if isinstance(wish, Wish):
                taken = take(screen, wish.settings) if granted else NoPicture(Reason.NOT_GRANTED)
                wish.grabbed()
                self._room.acquire()
                self._taken.put((wish, taken))
            elif granted:
                take(screen, self._settings())  # seen by nobody
        screen.close()
        self._taken.put(END)

    def _next(self, screen: Screen) -> Wish | Sign:
        while True:
            try:
                return self._wishes.get(timeout=IDLE_S)
            except queue.Empty:
                screen.close()

    # --- in the background ----------------------------------------------------------------------

    def _develop(self) -> None:
        while self._develop_one():
            pass  # frames are large: none is held while there is nothing to do

    def _develop_one(self) -> bool:
        """Hand one shot on; False at the end."""
        try:
            got = self._taken.get(timeout=REMEMBERED_S)
        except queue.Empty:
            self._developer.forget()
            return True
        if isinstance(got, Sign):
            return False
        wish, taken = got
        try:
            self._sink(self._developer.shot(wish, taken))
        except CountersignError as error:
            LOG.warning("A picture of the screen is not kept: %s", error.message)
        finally:
            if wish.is_grabbed:
                self._room.release()
        return True

    # --- for whoever asked ----------------------------------------------------------------------

    def _is_news(self, asked: Asked) -> bool:
        """Tell whether a missing consent is to be told: always to a person, once of a run."""
        if asked.trigger in (Trigger.HAND, Trigger.API):
            return True
        with self._lock:
            if asked.run in self._told_of:
                return False
            self._told_of[asked.run] = None
            while len(self._told_of) > MAX_RUNS:
                self._told_of.popitem(last=False)
            return True

    def _refuse(self, wish: Wish, reason: Reason) -> None:
        try:
            self._taken.put_nowait((wish, NoPicture(reason)))
        except queue.Full:
            LOG.warning("A wish for a picture was refused, and that is not recorded: %s", reason)
