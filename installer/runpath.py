"""Takes out of a library where it looks for others, when that is a place of the machine that built.

Python's own modules may carry such a path (`/home/someone/.pyenv/...`). On another machine it is
at best nothing, at worst a folder that somebody else can fill. Paths that begin at `$ORIGIN`, the
library's own folder, stay.

Source: System V ABI, "Dynamic Section"; 64-bit little-endian ELF only, others are left as they are.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ELF64_LITTLE = b"\x7fELF\x02\x01"
_PT_LOAD, _PT_DYNAMIC = 1, 2
_DT_NULL, _DT_STRTAB, _DT_RPATH, _DT_RUNPATH = 0, 5, 15, 29
_ENTRY = struct.Struct("<qQ")


def remove_foreign(path: Path) -> bool:
    """Rewrite a library without its foreign search paths; return whether there was one."""
    data = bytearray(path.read_bytes())
    if not data.startswith(_ELF64_LITTLE):
        return False
    segments = list(_segments(data))
    dynamic = next((it for it in segments if it[0] == _PT_DYNAMIC), None)
    if dynamic is None:
        return False
    _, at, _, size = dynamic
    entries = [_ENTRY.unpack_from(data, at + n) for n in range(0, size, _ENTRY.size)]
    strings = next(value for tag, value in entries if tag == _DT_STRTAB)
    base = next(
        offset + strings - address
        for kind, offset, address, length in segments
        if kind == _PT_LOAD and address <= strings < address + length
    )
    kept = [it for it in entries if not _is_foreign(data, base, *it)]
    if len(kept) == len(entries):
        return False
    kept += [(_DT_NULL, 0)] * (len(entries) - len(kept))
    for number, entry in enumerate(kept):
        _ENTRY.pack_into(data, at + number * _ENTRY.size, *entry)
    path.write_bytes(data)
    return True


def _segments(data: bytearray) -> Iterator[tuple[int, int, int, int]]:
    """Yield (kind, offset in the file, address, size in the file) of each segment."""
    (table,) = struct.unpack_from("<Q", data, 32)
    width, count = struct.unpack_from("<HH", data, 54)
    for at in range(table, table + width * count, width):
        kind, _, offset, address, _, size = struct.unpack_from("<IIQQQQ", data, at)
        yield kind, offset, address, size


def _is_foreign(data: bytearray, base: int, tag: int, value: int) -> bool:
    if tag not in (_DT_RPATH, _DT_RUNPATH):
        return False
    places = bytes(data[base + value : data.index(0, base + value)]).split(b":")
    return not all(place.startswith(b"$ORIGIN") for place in places)
