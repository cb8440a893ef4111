"""Zip bytes that depend on names, contents and order alone. Reading them back: test_ziplist."""

from __future__ import annotations

import io
import os
import zipfile

from desktop_app.bundle.build.zipping import ZipSink


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
