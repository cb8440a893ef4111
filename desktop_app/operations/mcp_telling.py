"""What an MCP proxy tells the recorder behind the flow: effects and pins, one after the other."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.agents.mcp.steps import Effect, Listed
from desktop_app.errors import CountersignError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.operations.mcp_recorder import McpRecorder

    Told: TypeAlias = "tuple[Effect | Listed, McpRecorder]"


ENDING_S = 5.0


class Teller:
    """Tells in a thread of its own, from now on.

    Args:
        say: says a sentence to the person.
        pinned: what was pinned at the start.
        again: whether all tools are being pinned anew.
    """

    def __init__(
        self, say: Callable[[str], None], pinned: Mapping[str, str], *, again: bool
    ) -> None:
        self._say, self._pinned, self._again = say, dict(pinned), again
        self._drifted: set[tuple[str, str]] = set()
        self._queue: SimpleQueue[Told | None] = SimpleQueue()
        self._thread = Thread(target=self._tell_all, daemon=True)
        self._thread.start()

    def put(self, step: Effect | Listed, recorder: McpRecorder) -> None:
        """Have it told, over that recorder."""
        self._queue.put((step, recorder))

    def end(self) -> None:
        """Tell what is left, and nothing more."""
        self._queue.put(None)
        self._thread.join(ENDING_S)
        if self._thread.is_alive():
            self._say("Not all was told to the recorder in time.")

    def _tell_all(self) -> None:
        while (told := self._queue.get()) is not None:
            step, recorder = told
            if isinstance(step, Effect):
                self._report(step, recorder)
            else:
                self._list(step, recorder)

    def _report(self, effect: Effect, recorder: McpRecorder) -> None:
        try:
            recorder.effect(effect)
        except CountersignError as error:
            self._say(f"How {effect.call.tool} ended was not recorded: {error.message}")

    def _list(self, listed: Listed, recorder: McpRecorder) -> None:
        """Tell of tools; what drifted is told once, however often it is listed."""
        drifted = tuple(one for one in listed.drifted if (one.tool, one.now) not in self._drifted)
        if not drifted and not listed.new:
            return
        self._drifted.update((one.tool, one.now) for one in drifted)
        for one in drifted:
            told = f"{one.tool} is not what it was: {one.pinned[:12]} is now {one.now[:12]}."
            self._say(f"{told} `--repin` pins the tools as they are now.")
        try:
            recorder.listed(Listed(listed.new, drifted), self._pinned, again=self._again)
        except CountersignError as error:
            self._say(f"The server's tools were not pinned: {error.message}")
            return
        self._pinned.update(listed.new)
