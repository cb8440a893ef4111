"""Server-sent events, read strictly and written anew, so that no reader after us reads others.

Lines end with a line feed, a carriage return or both; fields that the standard does not name are
left out. An event that holds nothing stands for a comment, which keeps a connection alive.
Source: WHATWG HTML, 9.2 "Server-sent events".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.agents.mcp.frames import MAX_BYTES, Splitter
from desktop_app.errors import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Iterator

MEDIA = "text/event-stream"
MESSAGE = (b"", b"message")
_LAST = frozenset((b"id", b"event", b"retry"))  # fields of which the last counts


@dataclass(frozen=True, slots=True)
class Event:
    """One event.

    Attributes:
        data: None where it has none.
        id: where a reader goes on after it; None: not told.
        kind: its `event` field.
        retry: milliseconds, as sent; "" for none.
    """

    data: bytes | None = None
    id: bytes | None = None
    kind: bytes = b""
    retry: bytes = b""


class Events:
    """Cuts a stream into events; holds no more than one of the allowed size."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._lines = Splitter(max_bytes)
        self._after_return = False
        self._data: bytearray | None = None
        self._last: dict[bytes, bytes] = {}  # of the other fields the newest
        self._begun = False
        self._size = 0

    def feed(self, data: bytes) -> Iterator[Event]:
        """Give each event that is whole now.

        Raises:
            TooLargeError: one goes on past the limit.
        """
        if self._after_return and data.startswith(b"\n"):
            data = data[1:]  # the rest of a line end
        self._after_return = data.endswith(b"\r") if data else self._after_return
        for line in self._lines.feed(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")):
            if line.startswith(b":"):
                yield Event()
            elif line:
                self._field(line)
            elif self._begun:
                yield self._event()

    def _field(self, line: bytes) -> None:
        """Take a line; many short ones must not cost more memory than their bytes."""
        self._begun = True
        self._size += len(line) + 1
        if self._size > self._max_bytes:
            raise TooLargeError(f"An event has more than {self._max_bytes:,} bytes.", hint="")
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name in _LAST:
            self._last[name] = value
        elif name == b"data":
            if self._data is None:
                self._data = bytearray(value)
            else:
                self._data += b"\n" + value

    def _event(self) -> Event:
        last, self._last = self._last, {}
        data, self._data = self._data, None
        self._begun, self._size = False, 0
        identity = last.get(b"id")
        return Event(
            data=None if data is None else bytes(data),
            id=None if identity is not None and b"\0" in identity else identity,
            kind=last.get(b"event", b""),
            retry=retry if (retry := last.get(b"retry", b"")).isdigit() else b"",
        )


def format_event(event: Event) -> bytes:
    """Return an event as it goes over the wire; one that holds nothing as a comment."""
    lines = [b"event: " + event.kind] if event.kind else []
    lines += [] if event.id is None else [b"id: " + event.id]
    lines += [b"retry: " + event.retry] if event.retry else []
    lines += [] if event.data is None else [b"data: " + line for line in event.data.split(b"\n")]
    return b"\n".join(lines or [b":"]) + b"\n\n"
