"""Zips: read as a bundle's writer makes them, and no other is."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.build.zipping import ZipSink
from desktop_app.bundle.layout import parse_path
from desktop_app.bundle.verify.ziplist import (
    CHUNK_BYTES,
    list_members,
    read_at,
    stream_member,
)
from desktop_app.errors import HostileBundleError
from tests.fakes import zips


def known(name: str) -> bool:
    """Whether the layout's table has the name."""
    return parse_path(name) is not None


def unzip(data: bytes) -> dict[str, bytes]:
    """Read everything."""
    file = io.BytesIO(data)
    members = list_members(file, known)
    return {name: b"".join(stream_member(file, name, member)) for name, member in members.items()}


@pytest.mark.attack("D08")
@pytest.mark.attack("D09")
@pytest.mark.parametrize("defect", zips.HOSTILE)
def test_hostile_zip_is_refused(defect: str):
    """Whatever a zip may be that a bundle's is not, it is refused with a sentence."""
    with pytest.raises(HostileBundleError):
        unzip(zips.HOSTILE[defect]())


def test_the_zip_that_they_are_edits_of_is_read():
    """The defects are what is refused, not the rest of those zips."""
    assert unzip(zips.plain()) == zips.FILES
    assert unzip(zips.zip64_count(3)) == zips.FILES
    assert unzip(zips.zip64_member()) == zips.FILES


def test_disk_that_fails_is_told():
    """An error of the disk is no other bytes."""

    class Failing(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(HostileBundleError, match="cannot be read"):
        list_members(Failing(zips.plain()), known)


@given(
    st.dictionaries(
        st.integers(0, 2**40).map("entries/{}.json".format), st.binary(max_size=3000), min_size=1
    ),
    st.booleans(),
)
def test_what_is_written_is_read(files: dict[str, bytes], seekable: bool):  # noqa: FBT001
    """Both forms of our writer are read, and `zipfile` reads the same."""
    out = io.BytesIO() if seekable else Unseekable()
    sink = ZipSink(out)
    for name, data in files.items():
        sink.write(name, (data[:100], data[100:]))
    sink.close()
    assert unzip(out.getvalue()) == files
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files


@pytest.mark.parametrize("seekable", [True, False])
def test_large_members_are_read(seekable: bool):  # noqa: FBT001
    """What is longer than a megabyte carries zip64 fields from its start."""
    out = io.BytesIO() if seekable else Unseekable()
    files = {"openings/1.body": bytes(range(256)) * 10_000, "payloads/content.zip.age": b"z" * 99}
    sink = ZipSink(out)
    for name, data in files.items():
        sink.write(name, (data[at : at + 60_000] for at in range(0, len(data), 60_000)))
    sink.close()
    assert unzip(out.getvalue()) == files


@pytest.mark.attack("D09")
def test_every_flipped_byte_is_refused_or_changes_no_content():
    """A damaged zip never gives other bytes: times and versions are all that may differ."""
    good = zips.plain()
    for at in range(len(good)):
        for bit in (0, 3, 7):
            data = zips.put(good, at, "<B", good[at] ^ 1 << bit)
            try:
                files = unzip(data)
            except HostileBundleError:
                continue
            assert files == zips.FILES


class Unseekable(io.BytesIO):
    """A pipe."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise io.UnsupportedOperation

    def seek(self, *_: int) -> int:
        raise io.UnsupportedOperation


@pytest.mark.parametrize("name", ["log/", "__MACOSX/"])
def test_who_packed_a_bundle_anew_is_told_what_to_do(name: str) -> None:
    """A folder in the zip: no bundle is made so, and the files may be whole."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr(name, b"")
    with pytest.raises(HostileBundleError, match="unpack it, and verify the folder"):
        unzip(packed.getvalue())


def test_bytes_that_are_not_there_are_told() -> None:
    """A file that became shorter since its length was asked for."""
    assert read_at(io.BytesIO(b"abc"), 1, 2) == b"bc"
    with pytest.raises(HostileBundleError, match="cut off"):
        read_at(io.BytesIO(b"abc"), 1, 3)


@pytest.mark.attack("D09")
@pytest.mark.parametrize("more", [1, 3 * CHUNK_BYTES])
def test_what_follows_the_packed_data_is_refused(more: int) -> None:
    """Bytes that the sizes cover and unpacking does not need: in the same piece, or after it."""
    whole = zips.plain({"log/checkpoint": b"note"})
    start = zips.directory(whole, "log/checkpoint")
    packed = struct.unpack_from("<L", whole, start + 20)[0]
    data = whole[:start] + bytes(more) + whole[start:]
    data = zips.put(data, 18, "<L", packed + more)
    data = zips.put(data, start + more + 20, "<L", packed + more)
    data = zips.put(data, zips.end(data) + 16, "<L", start + more)
    with pytest.raises(HostileBundleError, match="longer than its data"):
        unzip(data)


def test_two_end_records_that_differ_are_refused() -> None:
    """The short one says a number, and the long one another: readers would disagree."""
    data = zips.zip64_count(3)
    for field in (8, 10):
        data = zips.put(data, zips.end(data) + field, "<H", 2)
    with pytest.raises(HostileBundleError, match="differ"):
        unzip(data)


@pytest.mark.parametrize("more", [0, 1, 2, 257, 600])
def test_what_the_unpacker_holds_back_is_read(more: int) -> None:
    """After the last packed byte a few unpacked ones may still be to come."""
    files = {"openings/1.body": bytes(CHUNK_BYTES + more)}
    assert unzip(zips.plain(files)) == files
