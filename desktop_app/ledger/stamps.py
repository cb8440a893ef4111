"""The subject of an `anchor.timestamp`: a time stamp over one checkpoint of this log.

    {"id": "", "size": 4711, "checkpoint": SHA-256 of the stored note, hex, "token": base64 of the
     DER of a TimeStampResp, "time_us": the time that the token tells}

Specification: `resources/docs/ledger.md`, section "Time stamps".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.errors import BadEncodingError
from desktop_app.retention import fields
from desktop_app.tlog.note import decode_base64, encode_base64

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

MAX_TOKEN_BYTES: Final = 32 * 1024
_MAX_TEXT: Final = 65_535
_UPSTREAM = re.compile(r"(?:[0-9a-f]{16})?")


@dataclass(frozen=True, slots=True)
class NotedStamp:
    """What such an entry says.

    Attributes:
        upstream: id of the upstream that brought it, "" where a person did.
        size: of the checkpoint.
        checkpoint: SHA-256 of its note.
        token: DER of a TimeStampResp.
        time_us: what the token tells.
    """

    upstream: str
    size: int
    checkpoint: bytes
    token: bytes
    time_us: int

    def to_json(self) -> dict[str, JSON]:
        """Return the subject."""
        return {
            "id": self.upstream,
            "size": self.size,
            "checkpoint": self.checkpoint.hex(),
            "token": encode_base64(self.token),
            "time_us": self.time_us,
        }


def parse_stamp(subject: Mapping[str, JSON]) -> NotedStamp:
    """Parse a subject; fields beside these are passed over.

    Raises:
        BadEncodingError: a field is missing, or of another form.
    """
    upstream = fields.text(subject, "id", 16)
    if not _UPSTREAM.fullmatch(upstream):
        raise BadEncodingError("id is no upstream's.")
    token = decode_base64(fields.text(subject, "token", _MAX_TEXT))
    if len(token) > MAX_TOKEN_BYTES:
        raise BadEncodingError(f"The token has more than {MAX_TOKEN_BYTES} bytes.")
    return NotedStamp(
        upstream,
        fields.number(subject, "size"),
        fields.digest(subject, "checkpoint"),
        token,
        fields.number(subject, "time_us"),
    )
