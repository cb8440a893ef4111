"""The head of a kept picture: the line of JSON before its pixels, in both versions of the form.

Promise: `parse_head(format_head(w, h))` tells w and h; hostile bytes give an error or a head whose
sizes are within bounds, before anything is unpacked by them. No picture library is needed here.
Format: `resources/docs/capture.md`, "countersign/screen/v2".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, NewerFormatError, UnreadableError
from desktop_app.model.canonical import decode, encode

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

V1, V2 = "countersign/screen/v1", "countersign/screen/v2"
MEDIA_V1 = "application/vnd.countersign.screen.v1"
MEDIA = "application/vnd.countersign.screen.v2"
MAX_SIDE = 1 << 15
MAX_PIXELS = 1 << 26
MAX_HEAD_BYTES = 256
CHANNELS = 3
_FAMILY = "countersign/screen/"
_BEGINS = f'{{"filter":"up","format":"{V2}",'.encode()
_NO_LINE = "A screen begins with one line of JSON."


@dataclass(frozen=True, slots=True)
class Head:
    """What a picture says of itself.

    Attributes:
        format: `V1` or `V2`.
        width, height: in pixels.
        bytes: of the line, with its line end.
    """

    format: str
    width: int
    height: int
    bytes: int

    @property
    def rows_bytes(self) -> int:
        """Bytes of the rows, unpacked."""
        return self.width * self.height * CHANNELS

    @property
    def whole_bytes(self) -> int:
        """Bytes of head and rows."""
        return self.bytes + self.rows_bytes


def format_head(width: int, height: int) -> bytes:
    """Return the first line of a picture in version 2, with its line end."""
    return encode(_told(V2, width, height)) + b"\n"


def begins(data: bytes) -> bool:
    """Return whether bytes may be a picture in version 2: a look, no check."""
    return data.startswith(_BEGINS)


def parse_head(data: bytes) -> Head:
    """Return the head of a picture in either version; what follows it is not looked at.

    Raises:
        NewerFormatError: a later version of the form.
        UnreadableError: not this form, or too large.
    """
    line, line_end, _ = data[:MAX_HEAD_BYTES].partition(b"\n")
    if not line_end:
        raise UnreadableError(_NO_LINE)
    try:
        told = decode(line)
    except BadEncodingError as error:
        raise UnreadableError(_NO_LINE) from error
    name, width, height = told.get("format"), told.get("width"), told.get("height")
    if isinstance(name, str) and name.startswith(_FAMILY) and name not in {V1, V2}:
        raise NewerFormatError(f"A screen of the format {name}; we read {V1} and {V2}.")
    if type(width) is not int or type(height) is not int:
        raise UnreadableError("A screen's header does not tell its size.")
    if not isinstance(name, str) or name not in {V1, V2} or told != _told(name, width, height):
        raise UnreadableError("A screen's header is not what it should be.")
    if min(width, height) < 1 or max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UnreadableError(f"A screen of {width} x {height} pixels is empty or too large.")
    return Head(name, width, height, len(line) + 1)


def _told(name: str, width: int, height: int) -> dict[str, JSON]:
    return {"filter": "up", "format": name, "height": height, "pixels": "rgb", "width": width}
