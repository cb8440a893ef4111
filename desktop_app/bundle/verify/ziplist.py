"""The one shape of zip that a bundle has: listed and unpacked in bounded time and memory.

Promise: no byte of the file is outside what was checked. Members lie one behind the other from
byte 0 to the central directory, which ends in its end record, which ends the file; so nothing
overlaps, and every program that unpacks it sees the same names and bytes. The end record's count is
read before anything is allocated. The standard library's `zipfile` is not used because it forgives
all this: it cuts names at NUL, takes leading and trailing junk, and stops where a lying size says.

Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3; `resources/docs/bundle.md`, "Zip".
"""

from __future__ import annotations

import struct
import zlib
from typing import IO, TYPE_CHECKING, Final, NamedTuple

from desktop_app.bundle.layout import MAX_FILES, MAX_HELD_BYTES, MAX_RATIO
from desktop_app.errors import HostileBundleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

STORED: Final = 0
DEFLATED: Final = 8
CHUNK_BYTES: Final = 1 << 16
REPACKED: Final = " If another program packed it anew, unpack it, and verify the folder."

_END = struct.Struct("<4s4H2LH")
_END64_LOCATOR = struct.Struct("<4sLQL")
_END64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5HL2L2H")
_NOT_HERE = 0xFFFFFFFF  # the value is in the zip64 field
_MAX_MEMBER_BYTES = 256  # of the central directory: 46, a name of the table, a zip64 field
_ZIP64 = 1
_ZIP64_LOCAL_BYTES = 20
_FLAG_DESCRIPTOR = 0x08
_FLAGS = 0x06 | _FLAG_DESCRIPTOR | 0x800  # deflate's level, sizes behind the data, UTF-8
_DOS_DIRECTORY = 0x10
_S_IFMT, _S_IFREG = 0xF000, 0x8000  # as `stat` has them


class Member(NamedTuple):
    """Where a file lies: `offset` of its local header, `end` of all that is its; sizes in bytes."""

    offset: int
    packed: int
    size: int
    crc: int
    method: int
    flags: int
    end: int


def list_members(file: IO[bytes], known: Callable[[str], bool]) -> dict[str, Member]:
    """Return the members by name, in the order of the file.

    Args:
        file: seekable; nothing is read but the end and the central directory.
        known: whether a name may be in there at all.

    Raises:
        HostileBundleError: anything that a bundle's zip does not have.
    """
    length = file.seek(0, 2)
    count, start, size = _directory_place(file, length)
    data = read_at(file, start, size)
    listed: dict[str, Member] = {}
    ends_at = 0
    for name, member in _with_ends(_central(data, count, known), start):
        if member.offset != ends_at or member.end - member.offset < _LOCAL.size + member.packed:
            raise HostileBundleError("The zip's members do not lie one behind the other.")
        ends_at = member.end
        listed[name] = member
    if len(listed) != count:
        raise HostileBundleError("The zip has a name twice.")
    _check_ratio(listed.values())
    return listed


def stream_member(file: IO[bytes], name: str, member: Member) -> Iterator[bytes]:
    """Yield a member's bytes in chunks of at most 64 KiB; all checks are done at the last one.

    Raises:
        HostileBundleError: the local header says other than the directory, the data is damaged or
            has another length or CRC than it says.
    """
    start = _data_start(file, name, member)
    crc = total = 0
    for chunk in _unpacked(file, start, member):
        total += len(chunk)
        if total > member.size:
            break
        crc = zlib.crc32(chunk, crc)
        yield chunk
    if (total, crc) != (member.size, member.crc):
        raise HostileBundleError(f"{name} has another length or CRC than the zip says.")


def read_at(file: IO[bytes], offset: int, count: int) -> bytes:
    """Return exactly `count` bytes.

    Raises:
        HostileBundleError: there are fewer, or the disk does not give them.
    """
    parts: list[bytes] = []
    try:
        file.seek(offset)
        while count > 0 and (part := file.read(count)):
            parts.append(part)
            count -= len(part)
    except OSError as error:
        raise HostileBundleError(f"The file cannot be read: {error}.") from error
    if count:
        raise HostileBundleError("The zip is cut off.")
    return b"".join(parts)


def _directory_place(file: IO[bytes], length: int) -> tuple[int, int, int]:
    """Return count of members, and offset and size of the central directory."""
    end = length - _END.size
    if end < 0:
        raise HostileBundleError("Not a zip file: too short.")
    mark, disk, first_disk, here, count, size, start, comment = _END.unpack(
        read_at(file, end, _END.size)
    )
    if mark != b"PK\5\6" or comment:
        raise HostileBundleError("Not a zip file, cut off, or something follows its end.")
    if disk or first_disk or here != count:
        raise HostileBundleError("The zip is in several parts.")
    place = _zip64_place(file, end, (count, start, size))
    count, start, size, end = (count, start, size, end) if place is None else place
    if not 0 < count <= MAX_FILES:
        raise HostileBundleError(f"{count} files; a bundle has 1 to {MAX_FILES}.")
    if start + size != end or size > count * _MAX_MEMBER_BYTES:
        raise HostileBundleError("The zip's directory is not where its end record says.")
    return count, start, size


def _zip64_place(
    file: IO[bytes], end: int, short: tuple[int, int, int]
) -> tuple[int, int, int, int] | None:
    """Return (count, start, size, end of the directory) of the zip64 records, if there are any."""
    at = end - _END64_LOCATOR.size
    if at < _END64.size:
        return None
    mark, disk, record, disks = _END64_LOCATOR.unpack(read_at(file, at, _END64_LOCATOR.size))
    if mark != b"PK\6\7":
        return None
    if disk or disks != 1 or record != at - _END64.size:
        raise HostileBundleError("The zip64 end record is not where its locator says.")
    mark, length, _, _, disk, first_disk, here, count, size, start = _END64.unpack(
        read_at(file, record, _END64.size)
    )
    if mark != b"PK\6\6" or length != _END64.size - 12 or disk or first_disk or here != count:
        raise HostileBundleError("The zip64 end record is damaged.")
    caps = (0xFFFF, _NOT_HERE, _NOT_HERE)
    for value, long, cap in zip(short, (count, start, size), caps, strict=True):
        if value not in {cap, long}:
            raise HostileBundleError("The zip has two end records that differ.")
    return count, start, size, record


def _with_ends(
    members: Iterator[tuple[str, Member]], directory: int
) -> Iterator[tuple[str, Member]]:
    """Yield each member with its end: the offset of the next one, or that of the directory."""
    name, member = next(members)
    for next_name, following in members:
        yield name, member._replace(end=following.offset)
        name, member = next_name, following
    yield name, member._replace(end=directory)


def _central(data: bytes, count: int, known: Callable[[str], bool]) -> Iterator[tuple[str, Member]]:
    """Yield the members of a central directory, in its order."""
    at = 0
    for _ in range(count):
        if at + _CENTRAL.size > len(data):
            raise HostileBundleError("The zip's directory has fewer members than it says.")
        fields = _CENTRAL.unpack_from(data, at)
        start, name_bytes, extra_bytes, comment, disk = at + _CENTRAL.size, *fields[10:14]
        at = start + name_bytes + extra_bytes
        raw, extra = data[start : start + name_bytes], data[start + name_bytes : at]
        if fields[0] != b"PK\1\2" or comment or disk or at > len(data):
            raise HostileBundleError("The zip's directory is damaged, or a member has a comment.")
        yield _name(raw, known), _member(fields, extra)
    if at != len(data):
        raise HostileBundleError("The zip's directory has more in it than it says.")


def _name(raw: bytes, known: Callable[[str], bool]) -> str:
    try:
        name = raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise HostileBundleError(f"No bundle has a file {raw[:80]!r}.") from error
    if name.endswith("/"):
        raise HostileBundleError(f"The zip has a folder, {name[:80]!r}.{REPACKED}")
    if not known(name):
        text = f"No bundle of this format has a file {name[:80]!r}.{REPACKED}"
        raise HostileBundleError(text)
    return name


def _member(fields: tuple[int, ...], extra: bytes) -> Member:
    """Return a member whose kind a bundle has: a plain file, stored or deflated, not encrypted."""
    flags, method, _, _, crc, packed, size = fields[3:10]
    attributes, offset = fields[15:17]
    if flags & ~_FLAGS:
        raise HostileBundleError("A member of the zip is encrypted or of an unknown kind.")
    if method not in {STORED, DEFLATED} or (method == STORED and packed != size):
        raise HostileBundleError(f"A member of the zip is packed with method {method}.")
    kind = attributes >> 16 & _S_IFMT
    if kind not in {0, _S_IFREG} or attributes & _DOS_DIRECTORY:
        raise HostileBundleError("A member of the zip is a link, a directory or a device.")
    if extra or _NOT_HERE in {packed, size, offset}:
        size, packed, offset = _zip64_values(extra, (size, packed, offset))
    return Member(offset, packed, size, crc, method, flags, 0)


def _zip64_values(extra: bytes, short: tuple[int, int, int]) -> tuple[int, ...]:
    """Return size, packed size and offset; those that are not there are in the zip64 field."""
    missing = short.count(_NOT_HERE)
    if not missing or len(extra) != 4 + 8 * missing:
        raise HostileBundleError(f"A member of the zip has an extra field.{REPACKED}")
    kind, length, *values = struct.unpack(f"<2H{missing}Q", extra)
    if (kind, length) != (_ZIP64, 8 * missing):
        raise HostileBundleError(f"A member of the zip has an extra field.{REPACKED}")
    return tuple(values.pop(0) if value == _NOT_HERE else value for value in short)


def _check_ratio(members: Iterable[Member]) -> None:
    """Refuse a zip bomb: any member, or all together."""
    total_packed = total_size = 0
    for member in members:
        total_packed += member.packed
        total_size += member.size
        if member.size > max(MAX_HELD_BYTES, MAX_RATIO * member.packed):
            raise HostileBundleError("A member of the zip unpacks to far more than it is.")
    if total_size > max(MAX_HELD_BYTES, MAX_RATIO * total_packed):
        raise HostileBundleError("The zip unpacks to far more than it is.")


def _data_start(file: IO[bytes], name: str, member: Member) -> int:
    """Return where the data starts, if the local header says what the directory says."""
    header = read_at(file, member.offset, _LOCAL.size)
    mark, _, flags, method, _, _, crc, packed, size, name_bytes, extra_bytes = _LOCAL.unpack(header)
    at = member.offset + _LOCAL.size
    if mark != b"PK\3\4" or (flags, method) != (member.flags, member.method):
        raise HostileBundleError(f"{name} has two headers that differ.")
    if extra_bytes not in {0, _ZIP64_LOCAL_BYTES} or name_bytes != len(name):
        raise HostileBundleError(f"{name} has two headers that differ.")
    rest = read_at(file, at, name_bytes + extra_bytes)
    later = bool(flags & _FLAG_DESCRIPTOR)
    said = (0, 0, 0) if later else (member.crc, member.packed, member.size)
    found = (crc, *_local_sizes(rest[name_bytes:], (packed, size)))
    if rest[:name_bytes] != name.encode() or found != said:
        raise HostileBundleError(f"{name} has two headers that differ.")
    start = at + len(rest)
    _check_tail(file, name, member, start + member.packed)
    return start


def _local_sizes(extra: bytes, short: tuple[int, int]) -> tuple[int, int]:
    """Return (packed, size) of a local header, whose zip64 field has both, the size first."""
    if not extra:
        return short
    kind, length, size, packed = struct.unpack("<2H2Q", extra)
    if (kind, length, *short) != (_ZIP64, 16, _NOT_HERE, _NOT_HERE):
        raise HostileBundleError(f"A member of the zip has an extra field.{REPACKED}")
    return packed, size


def _check_tail(file: IO[bytes], name: str, member: Member, end: int) -> None:
    """Refuse anything between a member and the next but the descriptor that its flags announce."""
    forms = {b""}
    if member.flags & _FLAG_DESCRIPTOR:
        sizes = (member.crc, member.packed, member.size)
        narrow = struct.pack("<3L", *(value & _NOT_HERE for value in sizes))
        wide = struct.pack("<L2Q", *sizes)
        forms = {form + rest for form in (b"", b"PK\7\10") for rest in (narrow, wide)}
    gap = member.end - end
    if gap < 0 or gap > max(map(len, forms)) or read_at(file, end, gap) not in forms:
        raise HostileBundleError(f"The zip has something between {name} and what follows.")


def _unpacked(file: IO[bytes], start: int, member: Member) -> Iterator[bytes]:
    """Yield what the packed bytes unpack to, and check that the packed stream ends with them."""
    if member.method == STORED:
        yield from _packed(file, start, member)
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for chunk in _packed(file, start, member):
            if inflater.eof:
                raise HostileBundleError("A member of the zip is longer than its data.")
            rest = chunk
            while rest:
                yield inflater.decompress(rest, CHUNK_BYTES)
                rest = inflater.unconsumed_tail
        while tail := inflater.decompress(b"", CHUNK_BYTES):
            yield tail
    except zlib.error as error:
        raise HostileBundleError(f"The zip is damaged: {error}.") from error
    if not inflater.eof or inflater.unused_data:
        raise HostileBundleError("A member of the zip is cut off, or longer than its data.")


def _packed(file: IO[bytes], start: int, member: Member) -> Iterator[bytes]:
    end = start + member.packed
    for at in range(start, end, CHUNK_BYTES):
        yield read_at(file, at, min(CHUNK_BYTES, end - at))
