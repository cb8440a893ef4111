"""Search paths of the machine that built are taken out of a library; all else stays as it is."""

from __future__ import annotations

import runpy
import struct
import sys
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parents[2] / "installer"
remove_foreign = runpy.run_path(str(INSTALLER / "runpath.py"))["remove_foreign"]
NEEDED, STRTAB, RPATH, RUNPATH = 1, 5, 15, 29
BASE = 0x400000  # where the file's first byte is loaded


def _library(path: Path, *entries: tuple[int, str | int]) -> Path:
    """Write the least that is an ELF library with these dynamic entries."""
    strings, rows = b"\0", []
    for tag, value in entries:
        if isinstance(value, str):
            rows.append((tag, len(strings)))
            strings += value.encode() + b"\0"
        else:
            rows.append((tag, value))
    at = 64 + 2 * 56
    size = 16 * (len(rows) + 2)
    rows = [(STRTAB, BASE + at + size), *rows, (0, 0)]
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    total = at + size + len(strings)
    load = struct.pack("<IIQQQQQQ", 1, 4, 0, BASE, BASE, total, total, 4096)
    dynamic = struct.pack("<IIQQQQQQ", 2, 6, at, BASE + at, BASE + at, size, size, 8)
    path.write_bytes(
        head + load + dynamic + b"".join(struct.pack("<qQ", *row) for row in rows) + strings
    )
    return path


def _entries(path: Path) -> list[tuple[int, int]]:
    data = path.read_bytes()
    at, size = struct.unpack_from("<Q", data, 64 + 56 + 8)[0], len(data)
    rows = [struct.unpack_from("<qQ", data, place) for place in range(at, size - 15, 16)]
    return rows[: rows.index((0, 0))]


@pytest.mark.parametrize("tag", [RPATH, RUNPATH])
@pytest.mark.parametrize("place", ["/home/somebody/lib", "$ORIGIN:/home/somebody/lib", "lib"])
def test_a_foreign_path_goes(tmp_path: Path, tag: int, place: str) -> None:
    """A path that begins elsewhere than at the library itself goes; what it needs stays."""
    library = _library(tmp_path / "x.so", (NEEDED, "libc.so.6"), (tag, place), (NEEDED, "libm.so"))
    assert remove_foreign(library)
    assert [tag for tag, _ in _entries(library)] == [STRTAB, NEEDED, NEEDED]
    assert not remove_foreign(library)


def test_its_own_folder_stays(tmp_path: Path) -> None:
    """`$ORIGIN` means the library's own folder, wherever that is; nothing is rewritten."""
    library = _library(tmp_path / "x.so", (RUNPATH, "$ORIGIN:$ORIGIN/../../lib"))
    before = library.read_bytes()
    assert not remove_foreign(library)
    assert library.read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01\x01"])
def test_other_files_are_left(tmp_path: Path, data: bytes) -> None:
    """What is no 64-bit library is not touched."""
    file = tmp_path / "x"
    file.write_bytes(data)
    assert not remove_foreign(file)
    assert file.read_bytes() == data


@pytest.mark.skipif(sys.platform != "linux", reason="ELF is Linux's")
def test_pythons_own_program_survives(tmp_path: Path) -> None:
    """A real program is read without an error, whatever it has."""
    copy = tmp_path / "python"
    copy.write_bytes(Path(sys.executable).resolve().read_bytes())
    remove_foreign(copy)
    assert copy.stat().st_size == Path(sys.executable).resolve().stat().st_size
