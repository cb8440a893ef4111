"""Bundles that may be hostile, opened as a zip and as a directory."""

from __future__ import annotations

import io
import os
import socket
import struct
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.layout import MAX_SMALL_BYTES
from desktop_app.bundle.verify import source
from desktop_app.bundle.verify.source import (
    Files,
    open_content,
    open_files,
    read_anchor,
    scratch_file,
)
from desktop_app.errors import HostileBundleError, NotFoundError
from tests.fakes import zips

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def unpack(folder: Path, files: dict[str, bytes]) -> Path:
    """Write files into a directory."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


@pytest.fixture(params=["zip", "directory"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    """The same files, either way."""
    if request.param == "directory":
        path = unpack(tmp_path, zips.FILES)
    else:
        path = tmp_path / "b.zip"
        path.write_bytes(zips.plain())
    with closing(open_files(path)) as opened:
        yield opened


def test_files_are_read(files: Files):
    """Paths are sorted; sizes, bytes and chunks are those of the files."""
    assert list(files.paths()) == sorted(zips.FILES)
    for path, data in zips.FILES.items():
        assert files.has(path)
        assert files.size(path) == len(data)
        assert files.read(path, len(data)) == b"".join(files.stream(path)) == data


def test_more_than_the_limit_is_not_read(files: Files):
    """A reader names the most that it will hold."""
    with pytest.raises(HostileBundleError, match="it may have 999"):
        files.read("entries/0.json", 999)


def test_what_is_not_there_is_told(files: Files):
    """A file that is missing has no size and no bytes."""
    assert not files.has("entries/1.json")
    with pytest.raises(NotFoundError):
        files.size("entries/1.json")
    with pytest.raises(NotFoundError):
        files.read("entries/1.json", 9)
    with pytest.raises(NotFoundError):
        list(files.stream("entries/1.json"))


def test_streams_of_one_zip_do_not_disturb_each_other(tmp_path: Path):
    """Two members may be read side by side."""
    data = {"openings/1.body": os.urandom(300_000), "openings/2.body": os.urandom(300_000)}
    (tmp_path / "b.zip").write_bytes(zips.plain(data))
    with closing(open_files(tmp_path / "b.zip")) as opened:
        first, second = (opened.stream(path) for path in data)
        pairs = list(zip(first, second, strict=True))
    assert [b"".join(parts) for parts in zip(*pairs, strict=True)] == list(data.values())


def test_nothing_and_no_file(tmp_path: Path):
    """A path without a bundle is told as such."""
    with pytest.raises(NotFoundError):
        open_files(tmp_path / "none")
    with pytest.raises(HostileBundleError):
        open_files(tmp_path)


@pytest.mark.attack("D08")
def test_pipe_is_not_opened(tmp_path: Path):
    """Opening a pipe would wait for ever; it is neither a bundle nor a file of one."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(HostileBundleError):
        open_files(tmp_path / "pipe")


@pytest.mark.attack("D08")
@pytest.mark.parametrize("kind", ["file link", "dangling link", "directory link", "pipe", "socket"])
def test_directory_with_what_is_no_plain_file_is_refused(tmp_path: Path, kind: str):
    """Links are seen, not followed, and nothing but files is opened."""
    folder = unpack(tmp_path / "bundle", zips.FILES)
    odd = folder / "entries" / "1.json"
    if kind == "file link":
        odd.symlink_to(folder / "entries" / "0.json")
    elif kind == "dangling link":
        odd.symlink_to("/nowhere")
    elif kind == "directory link":
        (folder / "proofs").symlink_to(folder / "entries", target_is_directory=True)
    elif kind == "pipe":
        os.mkfifo(odd)
    else:
        with socket.socket(socket.AF_UNIX) as opened:
            opened.bind(str(odd))
    with pytest.raises(HostileBundleError, match="link, a pipe or a device"):
        open_files(folder)


@pytest.mark.attack("D08")
@pytest.mark.parametrize(
    "name",
    [
        "readme.txt",
        "entries/01.json",
        "entries\\1.json",
        "NONCE",
        "x/README.txt",
        "é",
        "a/" * 20 + "b",
    ],
)
def test_directory_with_a_name_outside_the_table_is_refused(tmp_path: Path, name: str):
    """Names are those of the table, matched whole."""
    with pytest.raises(HostileBundleError):
        open_files(unpack(tmp_path, {**zips.FILES, name.removesuffix("/"): b""}))


@pytest.mark.attack("D09")
def test_directory_with_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The count is bounded while it is listed."""
    monkeypatch.setattr(source, "MAX_FILES", 10)
    unpack(tmp_path, {f"entries/{seq}.json": b"" for seq in range(10)})
    assert len(open_files(tmp_path).paths()) == 10
    unpack(tmp_path, {f"proofs/{seq}.tlog-proof": b"" for seq in range(1)})
    with pytest.raises(HostileBundleError):
        open_files(tmp_path)
    unpack(tmp_path, {f"proofs/{seq}.tlog-proof": b"" for seq in range(30)})
    with pytest.raises(HostileBundleError):
        open_files(tmp_path)


@pytest.mark.attack("D08")
@pytest.mark.parametrize("change", ["link", "longer", "shorter", "gone", "replaced"])
def test_file_that_changes_after_the_listing_is_refused(tmp_path: Path, change: str):
    """What was checked is what is read."""
    opened = open_files(unpack(tmp_path / "b", zips.FILES))
    path = tmp_path / "b" / "entries" / "0.json"
    if change in {"link", "gone", "replaced"}:
        path.rename(tmp_path / "away")
    if change == "link":
        path.symlink_to(tmp_path / "b" / "README.txt")
    elif change == "replaced":
        path.write_bytes(zips.FILES["entries/0.json"])
    elif change == "longer":
        path.write_bytes(bytes(2000))
    elif change == "shorter":
        path.write_bytes(b"")
    with pytest.raises(HostileBundleError):
        opened.read("entries/0.json", 5000)


def test_zip_that_shrinks_is_refused(tmp_path: Path):
    """A file that is cut while it is open ends in an error, not in fewer bytes."""
    (tmp_path / "b.zip").write_bytes(zips.plain())
    with closing(open_files(tmp_path / "b.zip")) as opened:
        (tmp_path / "b.zip").write_bytes(b"")
        with pytest.raises(HostileBundleError):
            opened.read("README.txt", 100)


def test_content_has_its_own_names():
    """The zip in the age file has openings and views, and the nonce; nothing of the outer one."""
    inner = {"NONCE": bytes(32), "openings/1.body": b"x", "views/report.html": b""}
    opened = open_content(io.BytesIO(zips.plain(inner)))
    assert list(opened.paths()) == sorted(inner)
    for foreign in ("log/checkpoint", "README.txt", "payloads/content.zip.age", "entries/0.json"):
        file = io.BytesIO(zips.plain({**inner, foreign: b""}))
        with pytest.raises(HostileBundleError):
            open_content(file)
        assert file.closed


def test_scratch_file_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """What was decrypted cannot be found by name."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with scratch_file() as file:
        file.write(b"secret")
        assert not list(tmp_path.iterdir())


_BOUNDED = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (5, 5))
from desktop_app.bundle.verify.source import open_files
from desktop_app.errors import HostileBundleError
try:
    files = open_files(Path(sys.argv[1]))
    for path in files.paths():
        for chunk in files.stream(path):
            pass
except HostileBundleError as error:
    print("refused", error.message)
"""


@pytest.mark.attack("D09")
@pytest.mark.parametrize("defect", ["10^6 members", "bomb", "10^6 members, honest count"])
def test_hostile_zip_is_refused_within_bounds(tmp_path: Path, defect: str):
    """Five seconds of processor time and 256 MB of address space are enough to refuse."""
    path = tmp_path / "b.zip"
    if defect == "bomb":
        path.write_bytes(zips.bomb())
    else:
        path.write_bytes(million(honest="honest" in defect))
    done = subprocess.run(
        [sys.executable, "-c", _BOUNDED, str(path)], capture_output=True, check=False, text=True
    )
    assert done.stdout.startswith("refused"), done.stderr


def million(*, honest: bool) -> bytes:
    """Return a zip of 10^6 empty proofs; a dishonest one says that it has 1,000."""
    local = struct.Struct("<4s5HL2L2H")
    central = struct.Struct("<4s6H3L5H2L")
    count, offset = 1_000_000, 0
    headers, records = [], []
    for seq in range(count):
        name = b"proofs/%d.tlog-proof" % seq
        headers.append(local.pack(b"PK\3\4", 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0) + name)
        numbers = (20, 20, 0, 0, 0, 33, 0, 0, 0, len(name), 0, 0, 0, 0, 0, offset)
        records.append(central.pack(b"PK\1\2", *numbers) + name)
        offset += len(headers[-1])
    size = sum(map(len, records))
    said = count if honest else 1000
    end64 = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, said, said, size, offset)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, offset + size, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, size, offset, 0)
    return b"".join((*headers, *records, end64, locator, end))


def test_an_anchor_is_a_note_or_the_checkpoint_of_a_bundle(tmp_path: Path):
    """Whatever a person kept; bounded."""
    bundle = tmp_path / "bundle"
    (bundle / "log").mkdir(parents=True)
    (bundle / "log" / "checkpoint").write_bytes(b"note")
    (tmp_path / "bundle.zip").write_bytes(zips.plain({"log/checkpoint": b"note"}))
    (tmp_path / "note").write_bytes(b"note")
    for name in ("bundle", "bundle.zip", "note"):
        assert read_anchor(tmp_path / name) == b"note"
    with pytest.raises(NotFoundError):
        read_anchor(tmp_path / "nothing")
    (tmp_path / "large").write_bytes(bytes(MAX_SMALL_BYTES + 1))
    with pytest.raises(HostileBundleError, match="it may have"):
        read_anchor(tmp_path / "large")


@pytest.mark.parametrize("name", [".DS_Store", "views/Thumbs.db", "._README.txt"])
def test_what_a_file_manager_left_is_told_apart(tmp_path: Path, name: str):
    """Refused, with what to do: nobody attacked."""
    folder = unpack(tmp_path, {**zips.FILES, name: b""})
    with pytest.raises(HostileBundleError, match="delete it, and verify again"):
        open_files(folder)
    (tmp_path / "evil.txt").touch()
    (tmp_path / name).unlink()
    with pytest.raises(HostileBundleError, match=r"'evil\.txt'\.$"):
        open_files(folder)
