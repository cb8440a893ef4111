"""What an entry keeps, one canonical line a piece, and the root that the ledger holds of them.

`parse_lines(format_lines(x)) == x`. Specification: `resources/docs/vault.md`, "What the ledger
says".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zstandard

from desktop_app.errors import BadEncodingError, VaultDamagedError
from desktop_app.model import canonical
from desktop_app.model.content import Kept
from desktop_app.tlog import merkle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.model.canonical import JSON

MAX_LINES_BYTES = 64 * 1024 * 1024
_COMMITMENT = re.compile("[0-9a-f]{64}")
_KEYS = frozenset(("bytes", "commitment", "label", "mark", "media", "purpose", "ref"))


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of content that an entry keeps.

    Attributes:
        ref: the address of its payload.
        commitment: 32 bytes, salted; the salt dies with the payload.
        size: bytes of the content.
        label: the rule or the thing that it is of.
        purpose: whose consent keeps it.
        mark: digest in the redaction's mark that stands for it, or None.
        media: media type.
    """

    ref: str
    commitment: bytes
    size: int
    label: str
    purpose: str
    mark: str | None
    media: str

    def to_json(self) -> dict[str, JSON]:
        """Return the line as a JSON object."""
        return {
            "bytes": self.size,
            "commitment": self.commitment.hex(),
            "label": self.label,
            "mark": self.mark,
            "media": self.media,
            "purpose": self.purpose,
            "ref": self.ref,
        }


def format_lines(lines: Sequence[Line]) -> list[bytes]:
    """Return the canonical bytes of each line."""
    return [canonical.encode(line.to_json()) for line in lines]


def kept(lines: Sequence[Line]) -> Kept:
    """Return what the entry says of lines."""
    hashes = [merkle.leaf_hash(data) for data in format_lines(lines)]
    return Kept(len(lines), sum(line.size for line in lines), merkle.root(hashes))


def pack(lines: Sequence[Line]) -> bytes:
    """Return lines as they are stored: zstd, joined by line ends."""
    return zstandard.ZstdCompressor(level=3).compress(b"\n".join(format_lines(lines)))


def unpack(stored: bytes) -> list[Line]:
    """Return stored lines.

    Raises:
        VaultDamagedError: not what `pack` makes.
    """
    try:
        size = zstandard.get_frame_parameters(stored).content_size
        if size > MAX_LINES_BYTES:
            raise VaultDamagedError("A list of the vault claims to be too large.")
        data = zstandard.ZstdDecompressor().decompress(stored)
        return [_line(canonical.decode(one)) for one in data.split(b"\n")]
    except (zstandard.ZstdError, BadEncodingError) as error:
        raise VaultDamagedError(f"A list of the vault cannot be read: {error}.") from error


def _line(value: dict[str, JSON]) -> Line:
    match value:
        case {
            "bytes": int(size),
            "commitment": str(commitment),
            "label": str(label),
            "mark": None | str() as mark,
            "media": str(media),
            "purpose": str(purpose),
            "ref": str(ref),
        } if value.keys() == _KEYS:
            if not _COMMITMENT.fullmatch(commitment) or isinstance(size, bool) or size < 0:
                raise BadEncodingError("A line's commitment or size is none.")
            return Line(ref, bytes.fromhex(commitment), size, label, purpose, mark, media)
        case _:
            raise BadEncodingError("A line has other fields than a line has.")
