"""Content on its way to the vault, and what an entry says of content that is kept.

`resources/docs/vault.md`, "What the ledger says".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

_ROOT = re.compile("[0-9a-f]{64}")
TEXT = "text/plain"
JSON_TEXT = "application/json"
BINARY = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Laid:
    """Long content that was written into the vault piece by piece, and that no entry keeps yet.

    Attributes:
        number: of its row.
        size: bytes of the content.
    """

    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """One piece of content that a person allowed to keep.

    Attributes:
        label: the rule or the thing that it is of: `prompt`, `screenshot.before`.
        purpose: whose consent keeps it (`consent.purposes`).
        data: after the detectors; empty where it was laid.
        mark: digest (32 hex digits) in the redaction's mark that stands for it; None without one.
        media: media type (RFC 6838).
        subjects: tokens of data subjects that occur in it (`t_...`).
        laid: where it lies already, for content that is too long to be held whole.
    """

    label: str
    purpose: str
    data: bytes = field(repr=False)
    mark: str | None = None
    media: str = TEXT
    subjects: tuple[str, ...] = ()
    laid: Laid | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What an entry says of what is kept for it.

    Attributes:
        payloads: pieces.
        size: bytes of them together.
        root: 32 bytes, RFC 6962 root over the lines of `resources/docs/vault.md`.
    """

    payloads: int
    size: int
    root: bytes

    def to_json(self) -> dict[str, JSON]:
        """Return the value of `kept` in an entry's subject."""
        return {"payloads": self.payloads, "bytes": self.size, "root": self.root.hex()}


def parse_kept(value: JSON) -> Kept:
    """Parse the value of `kept` strictly.

    Raises:
        BadEncodingError: another shape.
    """
    match value:
        case {"payloads": int(payloads), "bytes": int(size), "root": str(root), **other}:
            plain = type(payloads) is type(size) is int  # true is 1 for Python
            if plain and payloads > 0 and size >= 0 and _ROOT.fullmatch(root) and not other:
                return Kept(payloads, size, bytes.fromhex(root))
    raise BadEncodingError("What an entry keeps is not told in its form.")
