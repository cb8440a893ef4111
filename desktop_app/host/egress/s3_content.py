"""What is put into a bucket: its digests, as S3 keeps them, and its parts.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
"Composite checksums" there: the digest of the digests of all parts, and how many those are.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PART_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """What is put.

    Attributes:
        body: bytes, or a file.
        size: in bytes.
        sha256: of the whole, as hex.
        digests: SHA-256 of each part; one part alone is the whole.
    """

    body: bytes | Path
    size: int
    sha256: str
    digests: tuple[bytes, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it goes in one request."""
        return isinstance(self.body, bytes) or len(self.digests) == 1

    @property
    def checksum(self) -> str:
        """What S3 keeps of it, without the number of parts."""
        if self.is_whole:
            return checksum(self.digests[0])
        return checksum(hashlib.sha256(b"".join(self.digests)).digest())

    def is_kept_as(self, text: str) -> bool:
        """Whether a server's checksum is this one's; not all tell the number of parts."""
        parts = {"", "1"} if self.is_whole else {"", str(len(self.digests))}
        value, _, count = text.partition("-")
        return value == self.checksum and count in parts

    def whole(self) -> bytes:
        """Return all of it; a file is read now."""
        return self.body.read_bytes() if isinstance(self.body, Path) else self.body

    def parts(self) -> Iterator[bytes]:
        """Yield a file's parts, read now."""
        if isinstance(self.body, Path):
            yield from _parts(self.body)


def content(body: bytes | Path) -> Content:
    """Return what a body is; a file is read through once. Raises OSError."""
    if isinstance(body, bytes):
        digest = hashlib.sha256(body).digest()
        return Content(body, len(body), digest.hex(), (digest,))
    whole, size, digests = hashlib.sha256(), 0, []
    for part in _parts(body):
        whole.update(part)
        size += len(part)
        digests.append(hashlib.sha256(part).digest())
    return Content(body, size, whole.hexdigest(), tuple(digests) or (whole.digest(),))


def checksum(digest: bytes) -> str:
    """Return a digest as S3 writes it."""
    return base64.b64encode(digest).decode()


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while part := file.read(PART_BYTES):
            yield part
