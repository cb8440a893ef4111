"""Attacks on the container: zips of every shape that some program forgives, and directories.

Step 1. All are UNREADABLE: there is one shape of zip, and a directory holds plain files alone.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.bundle import layout
from tests.fakes.bundle_attack_table import PASS, UNREADABLE, Folder, attack, enter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

_LOCAL, _CENTRAL = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64, _LOCATOR = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
_FULL, _MODE = 0xFFFFFFFF, 0o100644 << 16


class Item(NamedTuple):
    """A member as it is told twice; None: as it is."""

    name: bytes
    data: bytes
    local_name: bytes | None = None
    method: int = 8
    flags: int = 0
    attributes: int = _MODE
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    crc: int | None = None
    size: int | None = None
    local_size: int | None = None
    packed: bytes | None = None
    after: bytes = b""
    offset: int | None = None
    dos: int = 0


def deflated(data: bytes) -> bytes:
    """Return a raw deflate stream."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def write_zip(
    items: Sequence[Item],
    *,
    prefix: bytes = b"",
    end: bytes = b"",
    count: int | None = None,
    between: bytes = b"",
    comment: bytes = b"",
) -> bytes:
    """Write a zip byte by byte; `end` is put after the end record."""
    out, central = bytearray(prefix), bytearray()
    for item in items:
        packed = item.packed
        if packed is None:
            packed = deflated(item.data) if item.method == 8 else item.data
        crc = zlib.crc32(item.data) if item.crc is None else item.crc
        size = len(item.data) if item.size is None else item.size
        local_size = size if item.local_size is None else item.local_size
        local_name = item.name if item.local_name is None else item.local_name
        offset = len(out) if item.offset is None else item.offset
        local = (crc, len(packed), local_size) if not item.flags & 8 else (0, 0, 0)
        out += _LOCAL.pack(
            b"PK\3\4",
            20,
            item.flags,
            item.method,
            0,
            33,
            *local,
            len(local_name),
            len(item.local_extra),
        )
        out += local_name + item.local_extra + packed + item.after
        central += _CENTRAL.pack(
            b"PK\1\2",
            3 << 8 | 20,
            20,
            item.flags,
            item.method,
            0,
            33,
            crc,
            len(packed),
            size,
            len(item.name),
            len(item.extra),
            len(item.comment),
            0,
            0,
            item.attributes | item.dos,
            offset,
        )
        central += item.name + item.extra + item.comment
    out += between
    start = len(out)
    told = len(items) if count is None else count
    out += central
    out += _END.pack(b"PK\5\6", 0, 0, told, told, len(central), start, len(comment)) + comment
    return bytes(out) + end


def items(forged: Forged) -> list[Item]:
    """Return the members of a valid zip, README.txt first."""
    order = sorted(forged.files, key=lambda path: (path != layout.README, path))
    return [Item(path.encode(), forged.files[path]) for path in order]


def changed(change: Callable[[list[Item]], list[Item]], **more: object) -> Act:
    """Write the zip with members changed."""

    def act(forged: Forged) -> bytes:
        return write_zip(change(items(forged)), **more)  # type: ignore[arg-type]  # as named there

    return act


def _all(members: list[Item]) -> list[Item]:
    return members


def last(**fields: object) -> Callable[[list[Item]], list[Item]]:
    """Change the last member."""
    return lambda members: [*members[:-1], members[-1]._replace(**fields)]


def more(name: bytes, data: bytes = b"x", **fields: object) -> Callable[[list[Item]], list[Item]]:
    """Add a member."""
    return lambda members: [*members, Item(name, data)._replace(**fields)]


enter("zip_written_by_hand", changed(_all), expected=PASS)

for _name, _member in {
    "parent": b"../entries/3.json",
    "parent_inside": b"entries/../entries/3.json",
    "absolute": b"/etc/passwd",
    "drive": b"C:/entries/3.json",
    "backslash": b"entries\\3.json",
    "backslash_parent": b"..\\3.json",
    "dot": b"./README.txt",
    "empty_part": b"entries//3.json",
    "empty": b"",
    "case": b"readme.txt",
    "case_of_folder": b"Entries/3.json",
    "leading_zero": b"entries/03.json",
    "nul": b"README.txt\0.exe",
    "trailing_space": b"README.txt ",
    "trailing_dot": b"README.txt.",
    "newline": b"entries/3.json\n",
    "nfd": "anchors/e\u0301.pem".encode(),
    "full_width": "entries/\uff13.json".encode(),
    "not_utf8": b"entries/\xff.json",
    "arabic_digit": "entries/\u0663.json".encode(),
    "device": b"CON",
    "stream": b"README.txt::$DATA",
    "hidden": b".DS_Store",
    "reserved": b"consent/1.json",
    "nonce": b"NONCE",
    "long": b"entries/" + b"1" * 60_000 + b".json",
    "huge_number": b"entries/99999999999999999999.json",
    "dangling_separator": b"entries/",
}.items():
    enter(f"zip_name_{_name}", changed(more(_member)), "D08", expected=UNREADABLE, step=1)

_PATH_FIELD = (
    b"\x75\x70" + struct.pack("<HBL", 5 + 10, 1, zlib.crc32(b"README.txt")) + b"readme.exe"
)
_TIME_FIELD = struct.pack("<HHBL", 0x5455, 5, 1, 0)
for _name, _change in {
    "twice": lambda m: [*m, m[-1]],
    "twice_with_other_data": lambda m: [*m, m[-1]._replace(data=b"other")],
    "local_name_differs": last(local_name=b"views/report.htmx"),
    "local_name_longer": last(local_name=b"x" * 40),
    "unicode_path_field": last(extra=_PATH_FIELD, local_extra=_PATH_FIELD),
    "unicode_path_field_central": last(extra=_PATH_FIELD),
    "unicode_path_field_local": last(local_extra=_PATH_FIELD),
    "time_field": last(extra=_TIME_FIELD, local_extra=_TIME_FIELD),
    "comment_of_member": last(comment=b"see below"),
    "encrypted": last(flags=1),
    "strongly_encrypted": last(flags=0x41),
    "patched": last(flags=0x20),
    "method_bzip2": last(method=12, packed=b"x"),
    "method_lzma": last(method=14, packed=b"x"),
    "method_zstd": last(method=93, packed=b"x"),
    "method_deflate64": last(method=9, packed=b"x"),
    "stored_with_two_sizes": last(method=0, packed=b"x", size=2),
    "symlink": last(attributes=0o120777 << 16),
    "directory_mode": last(attributes=0o040755 << 16),
    "device_mode": last(attributes=0o020666 << 16),
    "pipe_mode": last(attributes=0o010666 << 16),
    "dos_directory": last(dos=0x10),
    "crc_lies": last(crc=1),
    "size_lies_less": last(size=1),
    "size_lies_more": last(size=100_000),
    "local_size_differs": last(local_size=1),
    "data_after_the_stream": lambda m: [
        *m[:-1],
        m[-1]._replace(packed=deflated(m[-1].data) + b"PK"),
    ],
    "stream_cut": lambda m: [*m[:-1], m[-1]._replace(packed=deflated(m[-1].data)[:-2])],
    "stream_is_none": last(packed=b"\xff" * 30),
    "gap_after": last(after=b"hidden"),
    "descriptor_missing": last(flags=8),
    "descriptor_lies": last(flags=8, after=struct.pack("<4s3L", b"PK\7\10", 1, 2, 3)),
    "offset_lies": last(offset=0),
    "offset_past_the_end": last(offset=10**9),
    "none": lambda _: [],
    "zip64_field_for_nothing": last(extra=struct.pack("<HHQ", 1, 8, 5)),
    "zip64_field_short": last(extra=struct.pack("<HHL", 1, 4, 5), size=_FULL),
    "zip64_size_lies": last(extra=struct.pack("<HHQ", 1, 8, 2**62), size=_FULL),
    "zip64_offset_lies": last(extra=struct.pack("<HHQ", 1, 8, 2**62), offset=_FULL),
}.items():
    enter(f"zip_{_name}", changed(_change), "D09", expected=UNREADABLE)


def _overlapping(forged: Forged) -> bytes:
    """All members share the bytes of one (a flat bomb)."""
    members = items(forged)
    return write_zip([members[0], *(item._replace(offset=0) for item in members[1:])])


enter("zip_overlapping", _overlapping, "D09", expected=UNREADABLE, step=1)


def _whole(change: Callable[[bytes], bytes]) -> Act:
    return lambda forged: change(forged.to_zip())


def _resized(data: bytes, **fields: int) -> bytes:
    """Change the end record."""
    names = ("mark", "disk", "first", "here", "count", "size", "start", "comment")
    values = dict(zip(names, _END.unpack(data[-_END.size :]), strict=True)) | fields
    return data[: -_END.size] + _END.pack(*values.values())


def _zip64(data: bytes, *, count: int, **short: int) -> bytes:
    """Add zip64 end records that say another count."""
    _, _, _, here, _, size, start, _ = _END.unpack(data[-_END.size :])
    told = count if count >= 0 else here
    body, end = data[: -_END.size], data[-_END.size :]
    record = _END64.pack(b"PK\6\6", 44, 45, 45, 0, 0, told, told, size, start)
    locator = _LOCATOR.pack(b"PK\6\7", 0, len(body), 1)
    return _resized(body + record + locator + end, **short)


for _name, _change in {
    "prefix_junk": lambda data: b"#!/bin/sh\n" + data,
    "junk_after": lambda data: data + b"\0",
    "cut": lambda data: data[:-30],
    "cut_to_nothing": lambda _: b"",
    "cut_at_the_front": lambda data: data[100:],
    "two_of_them": lambda data: data + data,
    "gzip": lambda _: b"\x1f\x8b" + bytes(100),
    "text": lambda _: b"not a zip " * 20,
    "end_record_alone": lambda data: data[-22:],
    "count_less": lambda data: _resized(data, here=5, count=5),
    "count_more": lambda data: _resized(data, here=500, count=500),
    "count_differs": lambda data: _resized(data, here=5),
    "count_0": lambda data: _resized(data, here=0, count=0),
    "directory_size_less": lambda data: _resized(data, size=10),
    "directory_size_huge": lambda data: _resized(data, size=_FULL - 1),
    "directory_start_lies": lambda data: _resized(data, start=0),
    "on_two_disks": lambda data: _resized(data, disk=1),
    "begun_on_another_disk": lambda data: _resized(data, first=1),
    "comment_announced": lambda data: _resized(data, comment=5),
    "zip64_count_lies": lambda data: _zip64(data, count=2**40),
    "zip64_count_differs": lambda data: _zip64(data, count=3),
    "zip64_million": lambda data: _zip64(data, count=10**6),
}.items():
    enter(f"zip_{_name}", _whole(_change), "D09", expected=UNREADABLE, step=1)
enter("zip_with_comment", changed(_all, comment=b"see README"), "D09", expected=UNREADABLE, step=1)
enter("zip_gap_before_directory", changed(_all, between=b"hidden"), "D09", expected=UNREADABLE)
enter("zip64_right", _whole(lambda data: _zip64(data, count=-1)), expected=PASS)


@attack("D09", expected=UNREADABLE, step=1)
def zip_two_directories(forged: Forged) -> bytes:
    """A second central directory and end record, of other members, before the right ones."""
    other = forged.copy()
    other.files["entries/4.json"] = b"{}"
    first = items(other)
    inner = write_zip(first)
    return write_zip(items(forged), prefix=inner)


@attack("D09", expected=UNREADABLE, step=1)
def zip_with_directories(forged: Forged) -> bytes:
    """A zip as most programs make it, with entries for directories."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.mkdir("entries")
        for path, data in forged.files.items():
            archive.writestr(path, data)
    return buffer.getvalue()


@attack("D08", expected=UNREADABLE)
def zip_of_a_symlinked_entry(forged: Forged) -> bytes:
    """An entry that unpacks to a link to another file."""
    members = items(forged)
    members[3] = members[3]._replace(data=b"/etc/passwd", attributes=0o120777 << 16)
    return write_zip(members)


# --- directories ---------------------------------------------------------------------------------


def _folder(change: Callable[[Path], object]) -> Act:
    """Send the bundle as a directory in which something was changed."""

    def act(forged: Forged) -> Folder:
        def make(folder: Path) -> None:
            forged.write(folder)
            change(folder)

        return Folder(make)

    return act


def _linked(path: str, target: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        (folder / path).unlink(missing_ok=True)
        (folder / path).symlink_to(folder / target)

    return change


def _link_folder(folder: Path) -> None:
    (folder / "entries").rename(folder.with_name(folder.name + "-entries"))
    (folder / "entries").symlink_to(folder.with_name(folder.name + "-entries"))


def _loop(folder: Path) -> None:
    (folder / "entries" / "loop").symlink_to(folder)


def _deep(folder: Path) -> None:
    deep = folder.joinpath(*("a" for _ in range(40)))
    deep.mkdir(parents=True)


enter("folder_valid", _folder(lambda _: None), expected=PASS)
enter("folder_with_empty_folder", _folder(lambda folder: (folder / "otlp").mkdir()), expected=PASS)
for _name, _do in {
    "with_link": _linked("entries/4.json", "entries/3.json"),
    "with_link_out": _linked("entries/4.json", "/etc/passwd"),
    "with_dangling_link": _linked("entries/4.json", "nowhere"),
    "with_linked_folder": _link_folder,
    "with_link_to_itself": _linked("entries/4.json", "entries/4.json"),
    "with_loop": _loop,
    "too_deep": _deep,
    "with_pipe": lambda folder: os.mkfifo(folder / "views"),
    "with_ds_store": lambda folder: (folder / ".DS_Store").write_bytes(b""),
    "with_unknown_file": lambda folder: (folder / "entries" / "x.json").write_bytes(b""),
    "with_case_twin": lambda folder: (folder / "readme.TXT").write_bytes(b""),
    "with_backslash": lambda folder: (folder / "entries\\3.json").write_bytes(b""),
    "with_bytes_for_a_name": lambda folder: (folder / os.fsdecode(b"\xff\xfe")).write_bytes(b""),
    "file_is_folder": lambda folder: (
        (folder / "README.txt").unlink()
        or (folder / "README.txt" / "x").mkdir(parents=True)
        or (folder / "README.txt" / "x" / "y").write_bytes(b"")
    ),
}.items():
    enter(f"folder_{_name}", _folder(_do), "D08", expected=UNREADABLE, step=1)


def _empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


enter("folder_empty", _folder(_empty), expected=UNREADABLE, step=1)
enter(
    "folder_with_more",
    _folder(lambda folder: (folder / "log" / "checkpoints" / "5").write_bytes(b"")),
    "D07",
    finding="file_unnamed",
    step=3,
)
enter(
    "folder_with_file_cut",
    _folder(lambda folder: os.truncate(folder / "entries" / "3.json", 10)),
    "D02",
    finding="file_digest",
    step=3,
)


@attack("D09", expected=UNREADABLE, step=1)
def zip_bomb(forged: Forged) -> bytes:
    """80 MiB of nothing in 80 kB."""
    return write_zip([*items(forged), Item(layout.REPORT.encode(), bytes(80 << 20))])
