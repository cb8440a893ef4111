"""Zip bytes that depend on names, contents and order alone. Reading them back: test_ziplist."""

from __future__ import annotations

import io
import os
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.build.zipping import BoundedDeflate, ZipSink
from desktop_app.bundle.layout import MAX_HELD_BYTES, MAX_RATIO
from desktop_app.bundle.verify.ziplist import list_members, stream_member


def zipped(files):
    """Return a zip of these files."""
    out = io.BytesIO()
    sink = ZipSink(out)
    for path, chunks in files:
        sink.write(path, chunks)
    sink.close()
    return out


def packed(*chunks):
    """Return what these chunks pack to."""
    deflate = BoundedDeflate()
    return b"".join([*map(deflate.compress, chunks), deflate.flush()])


def test_bytes_do_not_depend_on_the_pieces():
    """However the chunks are cut, the zip is the same."""
    data = os.urandom(1000) * 3000
    made = []
    for step in (len(data), 1_000_000, 77_777):
        out = io.BytesIO()
        sink = ZipSink(out)
        sink.write("openings/1.body", (data[at : at + step] for at in range(0, len(data), step)))
        sink.write("views/report.html", ())
        sink.close()
        made.append(out.getvalue())
    assert made[0] == made[1] == made[2]
    with zipfile.ZipFile(io.BytesIO(made[0])) as archive:
        assert archive.read("openings/1.body") == data


def test_dropped_zip_writes_nothing_more():
    """A full disk is not written to again when the object goes."""
    out = io.BytesIO()
    sink = ZipSink(out)
    sink.write("README.txt", (b"x",))
    size = len(out.getvalue())
    sink.drop()
    del sink
    assert len(out.getvalue()) == size


@pytest.mark.parametrize(
    "files",
    [
        [("otlp/traces.json", [bytes(1 << 20)] * (MAX_HELD_BYTES // (1 << 20) + 8))],
        [(f"openings/{n}.body", [bytes(60_000)]) for n in range(MAX_HELD_BYTES // 60_000 + 200)],
    ],
    ids=["one large file", "many small files"],
)
def test_what_packs_too_well_can_be_read_all_the_same(files):
    """A run of very alike spans: the reader's bound on what unpacks to far more than it is."""
    zip_file = zipped(files)
    members = list_members(zip_file, lambda _: True)
    name, chunks = files[-1]
    assert sum(member.size for member in members.values()) > MAX_HELD_BYTES
    assert b"".join(stream_member(zip_file, name, members[name])) == b"".join(chunks)
    with zipfile.ZipFile(zip_file) as archive:
        assert archive.read(name) == b"".join(chunks)


@given(st.lists(st.tuples(st.binary(max_size=40), st.integers(1, 20_000)), max_size=4))
def test_nothing_packs_below_the_bound_and_everything_comes_back(runs):
    """Bytes repeated any number of times."""
    data = b"".join(some * times for some, times in runs)
    made = packed(data)
    assert len(data) <= MAX_RATIO * len(made)
    assert zlib.decompress(made, -zlib.MAX_WBITS) == data


def test_what_packs_as_files_do_is_what_zlib_makes_of_it():
    """No byte is spent on the bound where it is kept anyway."""
    for data in (b"", b"x", os.urandom(5_000), b"".join(b"%d," % n for n in range(50_000))):
        plain = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        assert packed(data[:70], data[70:]) == plain.compress(data) + plain.flush()


def test_only_what_is_encrypted_is_stored_as_it_is():
    """It does not pack."""
    with zipfile.ZipFile(zipped([("payloads/content.zip.age", [b"x"]), ("a", [b"x"])])) as archive:
        methods = [info.compress_type for info in archive.infolist()]
    assert methods == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]
