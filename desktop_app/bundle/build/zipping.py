"""Zip bytes that depend on names, contents and order alone: `resources/docs/bundle.md`, "Zip".

Promise: what is written, `bundle.verify.ziplist` reads, however well it packs; where the sink
cannot seek, each member has its sizes behind its data. A file is held in memory up to 1 MiB, to
know whether it needs zip64.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

from desktop_app.bundle.layout import MAX_RATIO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HELD_BYTES: Final = 1 << 20
_UNIX: Final = 3
_LEVEL: Final = 6  # 9 makes bundles 1 to 5 % smaller in twice the time
_EMPTY_BLOCK: Final = b"\0\0\0\xff\xff"  # stored, of no bytes, on a byte's edge
_SURELY: Final = 8  # bytes that deflate makes at least of MAX_RATIO times as many


class Sink(Protocol):
    """What a zip is written into; one that can also seek and tell gets sizes before data."""

    def write(self, data: bytes, /) -> int:
        """Take bytes; return how many."""
        ...

    def flush(self) -> None:
        """Let nothing wait."""
        ...

    def close(self) -> None:
        """Not called on a sink that was handed in."""
        ...


class ZipSink:
    """Writes members into a binary file, which stays the caller's to close."""

    def __init__(self, sink: Sink) -> None:
        self._zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED)

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one member; `payloads/` are stored as they are, since age's bytes do not pack."""
        for _ in self.writing(path, chunks):
            pass

    def writing(self, path: str, chunks: Iterable[bytes]) -> Iterator[None]:
        """Write one member, and stop after each chunk: the sink may be emptied meanwhile."""
        source = iter(chunks)
        held: list[bytes] = []
        size = 0
        for chunk in source:
            held.append(chunk)
            size += len(chunk)
            if size > _HELD_BYTES:
                break
        info = _info(path, size)
        with self._zip.open(info, "w", force_zip64=size > _HELD_BYTES) as member:
            if info.compress_type == zipfile.ZIP_DEFLATED:
                # `zipfile` has no public way to bring a compressor; a test holds the bound.
                member._compressor = BoundedDeflate()  # type: ignore[attr-defined]  # noqa: SLF001 - as said
            for chunk in chain(held, source):
                member.write(chunk)
                yield

    def close(self) -> None:
        """Write the directory."""
        self._zip.close()

    def drop(self) -> None:
        """Forget it: the directory is not written, now or when this object goes."""
        self._zip.fp = None


class BoundedDeflate:
    """Raw deflate (RFC 1951) of which no reader must fear that it is a zip bomb.

    What it makes unpacks to at most MAX_RATIO times as much: data that packs better has empty
    blocks before its last one, which say nothing. All other data comes out as zlib packs it.
    """

    def __init__(self) -> None:
        self._zlib = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._unpacked = self._packed = 0

    def compress(self, data: bytes) -> bytes:
        """Take bytes; return what is packed so far."""
        packed = self._zlib.compress(data)
        self._unpacked += len(data)
        self._packed += len(packed)
        return packed

    def flush(self) -> bytes:
        """Return the rest."""
        least = -(-self._unpacked // MAX_RATIO)
        if least <= max(self._packed, _SURELY):
            return self._zlib.flush()
        unbounded = self._zlib.copy().flush()
        if least <= self._packed + len(unbounded):
            return unbounded
        before = self._zlib.flush(zlib.Z_SYNC_FLUSH)
        blocks = -(-(least - self._packed - len(before)) // len(_EMPTY_BLOCK))
        return before + _EMPTY_BLOCK * blocks + self._zlib.flush()


def _info(path: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path)  # 1980-01-01 00:00
    info.create_system = _UNIX
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    if path.startswith("payloads/"):
        info.compress_type = zipfile.ZIP_STORED
    info.file_size = size
    return info
