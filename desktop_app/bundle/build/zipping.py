"""Zip bytes that depend on names, contents and order alone: `resources/docs/bundle.md`, "Zip".

Promise: what is written, `bundle.verify.ziplist` reads; where the sink cannot seek, each member has
its sizes behind its data. A file is held in memory up to 1 MiB, to know whether it needs zip64.
"""

from __future__ import annotations

import stat
import zipfile
from itertools import chain
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HELD_BYTES: Final = 1 << 20
_UNIX: Final = 3


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
            for chunk in chain(held, source):
                member.write(chunk)
                yield

    def close(self) -> None:
        """Write the directory."""
        self._zip.close()

    def drop(self) -> None:
        """Forget it: the directory is not written, now or when this object goes."""
        self._zip.fp = None


def _info(path: str, size: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path)  # 1980-01-01 00:00
    info.create_system = _UNIX
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    if path.startswith("payloads/"):
        info.compress_type = zipfile.ZIP_STORED
    info.file_size = size
    return info
