"""Writers of bundles: the same bytes for the same files, whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.build import archive
from desktop_app.bundle.build.archive import BundleWriter, directory_writer, zip_writer
from desktop_app.bundle.verify.files import parse_sums
from desktop_app.bundle.verify.source import open_files
from desktop_app.errors import (
    BugError,
    BundleTooLargeError,
    DiskFullError,
    StorageError,
    UsageError,
)

FILES = {
    "README.txt": b"read me\n",
    "entries/0.json": b"{}" * 500,
    "openings/0.body": bytes(range(256)) * 8000,
    "payloads/content.zip.age": os.urandom(2000),
}
WRITERS = {"zip": zip_writer, "directory": directory_writer}
Make = Callable[[Path], BundleWriter]


@pytest.fixture(params=WRITERS)
def make(request: pytest.FixtureRequest) -> Make:
    """Either writer."""
    return WRITERS[request.param]


def fill(writer: BundleWriter) -> None:
    """Write the files, one of them in pieces."""
    for path, data in FILES.items():
        if path.startswith("openings/"):
            writer.add(path, (data[at : at + 70_000] for at in range(0, len(data), 70_000)))
        else:
            writer.add(path, (data,))


def signed(sums: bytes, files: int, size: int) -> bytes:
    """Stand for the recorder that signs."""
    return b"%s %d %d\n" % (sums.hex().encode(), files, size)


def test_bundle_is_what_was_written(tmp_path: Path, make: Make):
    """Files, sums and manifest are there; the manifest was asked for over the sums."""
    writer = make(tmp_path / "out")
    fill(writer)
    assert not (tmp_path / "out").exists()
    assert writer.finish(signed) == tmp_path / "out"
    writer.abort()
    with closing(open_files(tmp_path / "out")) as files:
        sums = files.read("SHA256SUMS", 10_000)
        for path, data in FILES.items():
            assert files.read(path, len(data)) == data
        manifest = files.read("manifest.sigstore.json", 200)
    assert dict(parse_sums(sums)) == {
        path: hashlib.sha256(data).digest() for path, data in FILES.items()
    }
    total = sum(map(len, FILES.values()))
    assert manifest == signed(hashlib.sha256(sums).digest(), len(FILES), total)
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_zip_is_as_the_specification_says(tmp_path: Path):
    """Order, times, modes, methods: and twice the same bytes."""
    for name in ("a.zip", "b.zip"):
        writer = zip_writer(tmp_path / name)
        fill(writer)
        writer.finish(signed)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as made:
        infos = made.infolist()
        assert made.testzip() is None
        assert not made.comment
    assert [info.filename for info in infos] == [*FILES, "SHA256SUMS", "manifest.sigstore.json"]
    for info in infos:
        assert info.date_time == (1980, 1, 1, 0, 0, 0)
        assert info.external_attr >> 16 == stat.S_IFREG | 0o644
        stored = info.filename.startswith("payloads/")
        assert info.compress_type == (zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
        assert not (info.extra)
        assert not (info.comment)
        assert not (info.flag_bits)


def test_abort_leaves_nothing(tmp_path: Path, make: Make):
    """Aborted in the middle, and twice: the directory is as it was; nothing more is taken."""
    writer = make(tmp_path / "out")
    fill(writer)
    writer.abort()
    writer.abort()
    assert not list(tmp_path.iterdir())
    with pytest.raises(BugError):
        writer.add("log/checkpoint", (b"",))


class CutError(Exception):
    """Something that goes wrong where the bytes come from."""


def cut() -> Iterator[bytes]:
    """Give a little, then fail."""
    yield b"x" * 100
    raise CutError


def test_error_of_the_source_comes_out(tmp_path: Path, make: Make):
    """What the chunks raise is not changed; `abort` cleans up."""
    writer = make(tmp_path / "out")
    with pytest.raises(CutError):
        writer.add("openings/1.body", cut())
    writer.abort()
    assert not list(tmp_path.iterdir())


def test_error_of_the_signer_leaves_nothing(tmp_path: Path, make: Make):
    """Without a signature there is no bundle."""
    writer = make(tmp_path / "out")
    fill(writer)

    def refuse(*_: object) -> bytes:
        raise CutError

    with pytest.raises(CutError):
        writer.finish(refuse)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("name", ["sync_handle", "sync_dir", "replace"])
def test_disk_that_fails_at_the_end_leaves_nothing(
    tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch, number: int, name: str
):
    """A disk that is full when all is to be made durable: a clear error and no file."""

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    writer = make(tmp_path / "out")
    writer.add("README.txt", (b"",))
    if name == "replace":
        monkeypatch.setattr(Path, name, fail)
    else:
        monkeypatch.setattr(archive, name, fail)
    with pytest.raises(DiskFullError if number == errno.ENOSPC else StorageError):
        writer.finish(signed)
    leftover = [item.name for item in tmp_path.iterdir()]
    assert leftover in ([], ["out"] if name == "sync_dir" and make is zip_writer else [])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, a disk that is full")
def test_full_disk_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Every write fails for real, those of closing too; nothing is left and no warning shows."""
    real = os.fdopen
    opened = []

    def full(handle: int, mode: str) -> object:
        os.close(handle)
        opened.append(real(os.open("/dev/full", os.O_WRONLY), mode))
        return opened[0]

    monkeypatch.setattr("os.fdopen", full)
    writer = zip_writer(tmp_path / "out")
    with pytest.raises(DiskFullError, match="No space left"):
        writer.add("payloads/content.zip.age", (os.urandom(500_000),))
    writer.abort()
    assert opened[0].closed
    assert not list(tmp_path.iterdir())


def test_existing_target_is_refused(tmp_path: Path):
    """Nothing is written over, unless told, and a directory never."""
    (tmp_path / "out").write_bytes(b"mine")
    for make in WRITERS.values():
        with pytest.raises(UsageError, match="exists already"):
            make(tmp_path / "out")
        with pytest.raises(UsageError, match="exists already"):
            make(tmp_path)
    with pytest.raises(UsageError, match="exists already"):
        zip_writer(tmp_path, overwrite=True)
    with pytest.raises(UsageError, match="no directory"):
        zip_writer(tmp_path / "none" / "out")
    writer = zip_writer(tmp_path / "out", overwrite=True)
    writer.add("README.txt", (b"",))
    assert (tmp_path / "out").read_bytes() == b"mine"
    writer.finish(signed)
    assert (tmp_path / "out").read_bytes().startswith(b"PK")


def test_target_that_appears_meanwhile_is_kept(tmp_path: Path, make: Make):
    """Somebody else's file of that name is not written over."""
    writer = make(tmp_path / "out")
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(UsageError):
        writer.finish(signed)
    assert (tmp_path / "out").read_bytes() == b"mine"
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    "path", ["README.txt", "../x", "/x", "NONCE", "SHA256SUMS", "manifest.sigstore.json", "a"]
)
def test_odd_names_are_our_mistake(tmp_path: Path, make: Make, path: str):
    """Names are of the table, each once; sums and manifest are the writer's own."""
    writer = make(tmp_path / "out")
    writer.add("README.txt", (b"",))
    with pytest.raises(BugError):
        writer.add(path, (b"",))
    writer.abort()


def test_too_many_files(tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch):
    """A bundle that its reader would refuse is not made."""
    monkeypatch.setattr(archive, "MAX_FILES", 3)
    writer = make(tmp_path / "out")
    writer.add("README.txt", (b"",))
    with pytest.raises(BundleTooLargeError):
        writer.add("entries/0.json", (b"",))
    writer.abort()


def test_no_directory_to_write_in(tmp_path: Path, make: Make, monkeypatch: pytest.MonkeyPatch):
    """A place that takes no file is told at once."""

    def fail(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", fail)
    monkeypatch.setattr("tempfile.mkdtemp", fail)
    with pytest.raises(StorageError, match="Permission denied"):
        make(tmp_path / "out")


@given(st.dictionaries(st.integers(0, 10**6), st.binary(max_size=500), max_size=5))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, bodies: dict[int, bytes]):
    """Zip and directory hold the same files."""
    folder = tmp_path_factory.mktemp("bundle")
    found = []
    for name, make in WRITERS.items():
        writer = make(folder / name)
        for seq, body in bodies.items():
            writer.add(f"openings/{seq}.body", (body,))
        with closing(open_files(writer.finish(signed))) as files:
            found.append({path: files.read(path, 10_000) for path in files.paths()})
    assert found[0] == found[1]
    assert len(found[0]) == len(bodies) + 2
