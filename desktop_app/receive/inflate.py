"""Decompression with a bound: never more than `limit` bytes are produced, whatever was promised."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from desktop_app.errors import MalformedRequestError, TooLargeError

if TYPE_CHECKING:
    from desktop_app.receive.request import Compression

_WINDOW = {"gzip": 31, "deflate": 15}  # zlib's wbits: gzip container, zlib container (RFC 9110 8.4)
_SLICE = 64 * 1024
_MAX_MEMBERS = 64  # gzip members in one body (RFC 1952 2.2); more is an attack on our time


def inflate(body: bytes, compression: Compression, limit: int) -> bytes:
    """Return the decompressed body.

    Raises:
        TooLargeError: more than `limit` bytes.
        MalformedRequestError: not of that format, cut short, or with bytes after its end.
    """
    if compression == "identity":
        if len(body) > limit:
            raise _too_large(limit)
        return body
    parts: list[bytes] = []
    room, start = limit, 0
    for _ in range(_MAX_MEMBERS):
        start, room = _member(body, start, _WINDOW[compression], room, limit, parts)
        if start == len(body):
            return parts[0] if len(parts) == 1 else b"".join(parts)
        if compression != "gzip":
            break
    raise MalformedRequestError(f"There are bytes after the end of the {compression} data.")


def _member(  # noqa: PLR0917 - the state of one loop
    body: bytes, start: int, window: int, room: int, limit: int, parts: list[bytes]
) -> tuple[int, int]:
    """Decompress one member from `start`; return where it ends and the room that is left."""
    stream = zlib.decompressobj(window)
    while not stream.eof:
        piece = body[start : start + _SLICE]
        if not piece:
            raise MalformedRequestError("The compressed body is cut short.")
        try:
            out = stream.decompress(piece, room + 1)
        except zlib.error as error:
            raise MalformedRequestError("The body is not what Content-Encoding says.") from error
        room -= len(out)
        if room < 0:
            raise _too_large(limit)
        parts.append(out)
        start += len(piece) - len(stream.unused_data)
    return start, room


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError(f"The request has more than {limit} bytes after decompression.")
