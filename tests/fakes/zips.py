"""Zips with defects, each named after it, and the one that they are edits of."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = {"README.txt": b"read me\n", "entries/0.json": b"{}" * 500, "log/checkpoint": b"note\n"}
MEMBER = "entries/0.json"


def plain(files: dict[str, bytes] | None = None) -> bytes:
    """Return a zip that is as a bundle's is."""
    return _zip((FILES if files is None else files).items())


def _zip(files: object, method: int = zipfile.ZIP_DEFLATED, **info: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files:  # type: ignore[attr-defined]
            member = zipfile.ZipInfo(name)
            member.compress_type = method
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            for key, value in info.items():
                setattr(member, key, value)
            archive.writestr(member, data)
    return out.getvalue()


def named(name: str) -> bytes:
    """Return a zip with one more file, of that name."""
    return _zip([*FILES.items(), (name, b"")])


def renamed(name: bytes) -> bytes:
    """Return a zip with a name of the same length in the place of `entries/0.json`."""
    assert len(name) == len(MEMBER)
    return plain().replace(MEMBER.encode(), name)


def put(data: bytes, at: int, form: str, value: int) -> bytes:
    """Return the bytes with one number overwritten."""
    changed = bytearray(data)
    struct.pack_into(form, changed, at, value)
    return bytes(changed)


def end(data: bytes) -> int:
    """Return where the end record is."""
    return len(data) - 22


def directory(data: bytes, name: str = MEMBER) -> int:
    """Return where a member is in the central directory."""
    return data.index(name.encode(), struct.unpack_from("<L", data, end(data) + 16)[0]) - 46


def local(data: bytes, name: str = MEMBER) -> int:
    """Return where a member's local header is."""
    return data.index(name.encode()) - 30


def in_directory(offset: int, form: str, value: int) -> bytes:
    """Return a zip with one field of the directory's record of `entries/0.json` changed."""
    data = plain()
    return put(data, directory(data) + offset, form, value)


def in_local(offset: int, form: str, value: int) -> bytes:
    """Return a zip with one field of the local header of `entries/0.json` changed."""
    data = plain()
    return put(data, local(data) + offset, form, value)


def in_both(local_offset: int, offset: int, form: str, value: int) -> bytes:
    """Return a zip with one field of both headers of `entries/0.json` changed."""
    data = plain()
    data = put(data, local(data) + local_offset, form, value)
    return put(data, directory(data) + offset, form, value)


def in_end(offset: int, form: str, value: int) -> bytes:
    """Return a zip with one field of the end record changed."""
    data = plain()
    return put(data, end(data) + offset, form, value)


def zip64_count(count: int) -> bytes:
    """Return a zip whose zip64 end record says that it has so many members."""
    data = plain()
    size, start = struct.unpack_from("<2L", data, end(data) + 12)
    record = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, end(data), 1)
    short = put(put(data[end(data) :], 8, "<H", 0xFFFF), 10, "<H", 0xFFFF)
    return data[: end(data)] + record + locator + short


def zip64_member(*, size: int | None = None, kind: int = 1) -> bytes:
    """Return a zip whose directory has the sizes of `entries/0.json` in a zip64 field."""
    data = plain()
    at, start = directory(data), struct.unpack_from("<L", data, end(data) + 16)[0]
    packed, real = struct.unpack_from("<2L", data, at + 20)
    field = struct.pack("<2H2Q", kind, 16, real if size is None else size, packed)
    for offset in (20, 24):
        data = put(data, at + offset, "<L", 0xFFFFFFFF)
    data = put(data, at + 30, "<H", len(field))
    after = at + 46 + len(MEMBER)
    data = data[:after] + field + data[after:]
    return put(data, end(data) + 12, "<L", end(data) - start)


def overlapping() -> bytes:
    """Return a zip whose members all share the bytes of one (the better zip bomb)."""
    data = plain()
    return put(data, directory(data, "log/checkpoint") + 42, "<L", local(data))


def gap() -> bytes:
    """Return a zip with bytes between two members that no directory tells of."""
    data = plain()
    at, start = local(data, "log/checkpoint"), struct.unpack_from("<L", data, end(data) + 16)[0]
    data = put(data, directory(data, "log/checkpoint") + 42, "<L", at + 3)
    data = put(data, end(data) + 16, "<L", start + 3)
    return data[:at] + b"abc" + data[at:]


def bomb() -> bytes:
    """Return 130 MB of zeros in 130 kB."""
    return plain({"README.txt": b"", "views/report.html": bytes(130_000_000)})


def many_bombs() -> bytes:
    """Return three members of 40 MB, none a bomb alone."""
    return plain({f"openings/{seq}.body": bytes(40_000_000) for seq in range(3)})


# What no bundle is: all of it UNREADABLE (ATTACKS D08, D09).
HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty file": lambda: b"",
    "no zip": lambda: b"x" * 1000,
    "no members": lambda: plain({}),
    "name: parent": lambda: named("../entries/1.json"),
    "name: parent within": lambda: named("entries/../entries/1.json"),
    "name: absolute": lambda: named("/entries/1.json"),
    "name: drive": lambda: named("C:/entries/1.json"),
    "name: backslash": lambda: renamed(b"entries\\0.json"),
    "name: case twin": lambda: named("readme.txt"),
    "name: other case": lambda: renamed(b"Entries/0.json"),
    "name: empty part": lambda: named("entries//1.json"),
    "name: dot": lambda: named("./entries/1.json"),
    "name: NUL": lambda: renamed(b"entries/0.jso\0"),
    "name: not ASCII": lambda: renamed(b"entries/0.js\xc3\xb6"),
    "name: not in the table": lambda: named("entries/1.exe"),
    "name: leading zero": lambda: named("entries/01.json"),
    "name: a directory": lambda: named("entries/"),
    "name: twice": lambda: renamed(b"log/checkpoint"),
    "name: nonce": lambda: named("NONCE"),
    "kind: symbolic link": lambda: in_directory(38, "<L", (stat.S_IFLNK | 0o777) << 16),
    "kind: device": lambda: in_directory(38, "<L", (stat.S_IFCHR | 0o644) << 16),
    "kind: DOS directory": lambda: in_directory(38, "<L", 0x10),
    "encrypted": lambda: in_both(6, 8, "<H", 1),
    "strong encryption": lambda: in_both(6, 8, "<H", 0x41),
    "method: unknown": lambda: in_both(8, 10, "<H", 99),
    "method: bzip2": lambda: _zip(FILES.items(), zipfile.ZIP_BZIP2),
    "method: says stored": lambda: in_both(8, 10, "<H", 0),
    "extra field": lambda: _zip(FILES.items(), extra=b"UT\5\0\1abcd"),  # type: ignore[arg-type]
    "comment of a member": lambda: _zip(FILES.items(), comment=b"hi"),  # type: ignore[arg-type]
    "comment of the zip": lambda: in_end(20, "<H", 3) + b"abc",
    "two disks": lambda: in_end(4, "<H", 1),
    "count: more": lambda: in_end(10, "<H", 4),
    "count: both more": lambda: put(in_end(10, "<H", 4), end(plain()) + 8, "<H", 4),
    "count: fewer": lambda: put(in_end(10, "<H", 2), end(plain()) + 8, "<H", 2),
    "count: 10^6": lambda: zip64_count(1_000_000),
    "count: 2^63": lambda: zip64_count(2**63),
    "count: zip64 differs": lambda: put(zip64_count(3), len(zip64_count(3)) - 12, "<H", 2),
    "zip64: record elsewhere": lambda: put(zip64_count(3), end(zip64_count(3)) - 12, "<Q", 5),
    "zip64: record damaged": lambda: zip64_count(3).replace(b"PK\6\6", b"PK\6\5"),
    "zip64: two disks": lambda: put(zip64_count(3), end(zip64_count(3)) - 4, "<L", 2),
    "zip64: another field": lambda: zip64_member(kind=2),
    "zip64: size differs": lambda: zip64_member(size=999),
    "zip64: size 2^63": lambda: zip64_member(size=2**63),
    "count: 3 of 4": lambda: put(in_end(10, "<H", 2**16 - 2), end(plain()) + 8, "<H", 2**16 - 2),
    "directory: elsewhere": lambda: in_end(16, "<L", 0),
    "directory: longer": lambda: in_end(12, "<L", 2**32 - 2),
    "overlap": overlapping,
    "gap": gap,
    "leading junk": lambda: b"#!/bin/sh\n" + plain(),
    "trailing junk": lambda: plain() + b"\n",
    "cut off": lambda: plain()[:-1],
    "cut in half": lambda: plain()[: len(plain()) // 2],
    "twice": lambda: plain() + plain(),
    "bomb": bomb,
    "bombs together": many_bombs,
    "size: less": lambda: in_both(22, 24, "<L", 10),
    "size: more": lambda: in_both(22, 24, "<L", 5000),
    "size: directory alone": lambda: in_directory(24, "<L", 10),
    "size: zip64 without": lambda: in_directory(24, "<L", 2**32 - 1),
    "packed: more": lambda: in_both(18, 20, "<L", 2000),
    "packed: less": lambda: in_both(18, 20, "<L", 3),
    "crc": lambda: in_both(14, 16, "<L", 1),
    "crc: local alone": lambda: in_local(14, "<L", 1),
    "name: local alone": lambda: plain().replace(MEMBER.encode(), b"entries/1.json", 1),
    "method: local alone": lambda: in_local(8, "<H", 0),
    "flags: local alone": lambda: in_local(6, "<H", 8),
    "descriptor that is not there": lambda: in_both(6, 8, "<H", 8),
    "local header: no mark": lambda: in_local(0, "<L", 0),
    "local header: extra": lambda: in_local(28, "<H", 20),
    "data: flipped": lambda: in_local(30 + len(MEMBER) + 1, "<B", 0x55),
}
