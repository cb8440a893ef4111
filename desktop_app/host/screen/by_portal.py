"""Pictures on Wayland: the desktop's portal takes them, asks the person where it wants to.

Promise: the file that the portal writes is opened once, deleted at once, and read from then on; so
is one that comes too late. A request that is not answered in time is closed and not made again.
What the portal hands over is read as a PNG file of bounded size and nothing else.

Source: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Screenshot.html
"""

from __future__ import annotations

import io
import os
import stat
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from PIL import Image, UnidentifiedImageError

from desktop_app.host.screen.frame import Box, Frame, Grabbed, NoPicture, Reason
from desktop_app.host.services import DAEMON, PORTAL_SCREENSHOT, portal_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.host.dbus import WaitingBus
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource

WAIT_S = 20.0  # the desktop may ask the person first
MAX_FILE_BYTES = 1 << 27
MAX_PIXELS = 1 << 26
_PART_BYTES = 1 << 20
_DONE, _CANCELLED = 0, 1
_RESPONSE = "Response"


class PortalGrabber:
    """`Grabber` through xdg-desktop-portal.

    Args:
        bus: the session bus; used by nothing else.
        wait_s: how long an answer is waited for.
    """

    def __init__(
        self, bus: WaitingBus, clock: Clock, ids: IdSource, *, wait_s: float = WAIT_S
    ) -> None:
        self._bus, self._clock, self._ids, self._wait_s = bus, clock, ids, wait_s
        self._matched: Any = None  # the connection that gets the portal's signals
        self._told: deque[Any] = deque()
        self._owner = ""  # who the portal is, as the bus says

    def grab(self) -> Grabbed:
        """Ask for one picture of the whole desktop."""
        self._drop_late()
        if not self._match():
            return NoPicture(Reason.PORTAL_MISSING, "There is no session bus.")
        token = f"countersign_{self._ids.random_bytes(8).hex()}"
        options = {"handle_token": ("s", token), "interactive": ("b", False)}
        asked = self._bus.call(
            PORTAL_SCREENSHOT, "Screenshot", "sa{sv}", ("", options), start=True, timeout_s=5
        )
        if asked is None:
            return NoPicture(Reason.PORTAL_MISSING, "No desktop portal takes pictures here.")
        owner = self._bus.call(DAEMON, "GetNameOwner", "s", (PORTAL_SCREENSHOT.name,))
        self._owner = str(owner[0]) if owner else ""
        return self._answer(str(asked[0]))

    def close(self) -> None:
        """Delete what came too late, and hang up."""
        self._drop_late()
        self._matched = None
        self._bus.close()

    def _answer(self, request: str) -> Grabbed:
        deadline = time.monotonic() + self._wait_s
        try:
            for path, code, results in self._responses(deadline):
                if path == request:
                    return self._picture(code, results)
                _drop(results)
        except TimeoutError:
            self._bus.call(portal_request(request), "Close")
            return NoPicture(Reason.TIMEOUT, "The desktop did not answer in time.")
        except OSError:
            self._bus.close()
        return NoPicture(Reason.PORTAL_MISSING, "The session bus went away.")

    def _picture(self, code: int, results: dict[str, Any]) -> Grabbed:
        if code == _CANCELLED:
            return NoPicture(Reason.REFUSED, "The desktop refused the screenshot.")
        if code != _DONE:
            return NoPicture(Reason.PERMISSION, "The desktop lets no screenshot be taken.")
        data = _taken(results)
        at_us = self._clock.now_us()
        picture = None if data is None else _decoded(data)
        if picture is None:
            return NoPicture(Reason.FAILED, "What the desktop gave is no picture.")
        pixels = bytearray(picture.tobytes("raw", "BGRX"))
        return Frame(Box(0, 0, *picture.size), pixels, (), at_us)

    def _match(self) -> bool:
        """Ask the bus for answers of the portal, once a connection."""
        connection = self._bus.connection()
        if connection is None:
            return False
        if connection is not self._matched:
            from jeepney import MatchRule  # noqa: PLC0415 - only Linux has it

            what = {"type": "signal", "interface": portal_request("/").interface}
            of_portal = MatchRule(**what, member=_RESPONSE, sender=PORTAL_SCREENSHOT.name)
            if self._bus.call(DAEMON, "AddMatch", "s", (of_portal.serialise(),)) is None:
                return False
            self._told.clear()
            # An answer may come before the call for it returns; senders have numbers here.
            connection.filter(MatchRule(**what, member=_RESPONSE), queue=self._told)
            self._matched = connection
        return True

    def _responses(self, deadline: float) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Yield answers (object of the request, code, results) until the deadline.

        Raises:
            TimeoutError: it passed.
            OSError: the bus went away.
        """
        from jeepney import HeaderFields  # noqa: PLC0415 - only Linux has it

        while (connection := self._bus.held) is not None and connection is self._matched:
            left = max(0.0, deadline - time.monotonic())
            message = connection.recv_until_filtered(self._told, timeout=left)
            fields = message.header.fields
            of_portal = fields.get(HeaderFields.sender) == self._owner
            if of_portal and fields.get(HeaderFields.signature) == "ua{sv}":
                code, results = message.body
                yield str(fields.get(HeaderFields.path, "")), code, results

    def _drop_late(self) -> None:
        """Delete the pictures of answers that came after their time."""
        with suppress(OSError):
            for _, _, results in self._responses(0.0):
                _drop(results)


def _drop(results: dict[str, Any]) -> None:
    _taken(results)


def _taken(results: dict[str, Any]) -> bytes | None:
    """Return the bytes of a picture whose file is deleted by then; None when it is no file of ours.

    `O_NOFOLLOW`, a regular file, our own: a name that leads elsewhere is neither read nor deleted.
    """
    uri = results.get("uri", ("s", ""))[1]
    parts = urlsplit(uri if isinstance(uri, str) else "")
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return None
    path = unquote(parts.path)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return None
    try:
        told = os.fstat(handle)
        if not stat.S_ISREG(told.st_mode) or told.st_uid != os.getuid():
            return None
        with suppress(OSError):
            os.unlink(path)  # noqa: PTH108 - whatever bytes the name has
        return _read(handle)
    finally:
        os.close(handle)


def _read(handle: int) -> bytes | None:
    """Return the bytes of a file that is bounded; None for another."""
    data = bytearray()
    with suppress(OSError):
        while part := os.read(handle, _PART_BYTES):
            data += part
            if len(data) > MAX_FILE_BYTES:
                return None
    return bytes(data)


def _decoded(data: bytes) -> Image.Image | None:
    try:
        picture = Image.open(io.BytesIO(data), formats=["PNG"])
        if picture.width * picture.height > MAX_PIXELS:
            return None
        return picture.convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None
