"""host.files: durable private writes, bounded reads."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import ConfigError, DiskFullError, StorageError, UnreadableError
from desktop_app.host import files


@given(data=st.binary(max_size=2000))
def test_what_is_written_is_read(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Round trip."""
    path = tmp_path_factory.mktemp("files") / "x"
    files.write_durable(path, data)
    assert files.read_bounded(path, 2000) == data


def test_a_written_file_is_for_its_owner_alone_and_leaves_no_temporary(tmp_path: Path) -> None:
    """Mode 0600 under any umask, nothing else in the directory."""
    old = os.umask(0)
    try:
        files.write_durable(tmp_path / "x", b"1")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_file_and_directory_are_synced_around_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sync of the file, then rename, then fsync of the directory: in that order."""
    steps: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        steps.append("dir" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        sync(handle)

    def rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", rename)
    files.write_durable(tmp_path / "x", b"1")
    assert steps == ["file", "rename", "dir"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, DiskFullError), (errno.EIO, StorageError), (errno.EDQUOT, DiskFullError)],
)
def test_a_failed_write_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[StorageError]
) -> None:
    """No half-written file and no temporary remain after ENOSPC or EIO (ATTACKS G03)."""
    path = tmp_path / "x"
    files.write_durable(path, b"old")

    def fail(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(kind):
            files.write_durable(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_reading_is_bounded_and_only_of_regular_files(tmp_path: Path) -> None:
    """Too long, a link, a pipe and a directory are refused; a missing file is None."""
    path = tmp_path / "x"
    path.write_bytes(b"12345")
    assert files.read_bounded(path, 5) == b"12345"
    assert files.read_bounded(tmp_path / "none", 5) is None
    (tmp_path / "link").symlink_to(path)
    os.mkfifo(tmp_path / "pipe")
    for name, limit in (("x", 4), ("link", 5), ("pipe", 5)):
        with pytest.raises(UnreadableError):
            files.read_bounded(tmp_path / name, limit)
    with pytest.raises((UnreadableError, StorageError)):
        files.read_bounded(tmp_path, 5)


def test_a_private_directory_is_0700_and_no_link(tmp_path: Path) -> None:
    """A loose mode of ours is mended; a link or a file in its place is refused."""
    loose = tmp_path / "loose"
    loose.mkdir(mode=0o755)
    files.make_private_dir(loose)
    assert stat.S_IMODE(loose.stat().st_mode) == 0o700
    (tmp_path / "link").symlink_to(loose)
    with pytest.raises(ConfigError):
        files.make_private_dir(tmp_path / "link")
    (tmp_path / "file").touch()
    with pytest.raises((ConfigError, StorageError)):
        files.make_private_dir(tmp_path / "file")


def test_another_users_directory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A squatted runtime directory is told by its owner's id."""
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(ConfigError, match="belongs to user id"):
        files.make_private_dir(tmp_path)
    (tmp_path / "key").touch(mode=0o600)
    with pytest.raises(ConfigError, match="belongs to user id"):
        files.check_private(tmp_path / "key")


def test_a_secret_that_others_may_open_is_refused_with_the_command(tmp_path: Path) -> None:
    """The hint is the command that mends it."""
    path = tmp_path / "key"
    files.check_private(path)
    files.write_durable(path, b"k")
    files.check_private(path)
    path.chmod(0o640)
    with pytest.raises(ConfigError) as caught:
        files.check_private(path)
    assert f"chmod 600 {path}" in caught.value.hint


def test_shredding_overwrites_before_it_removes(tmp_path: Path) -> None:
    """A second link to the file shows zeros; a missing file is no error."""
    path = tmp_path / "key"
    files.write_durable(path, b"secret")
    (tmp_path / "other").hardlink_to(path)
    files.shred(path)
    files.shred(path)
    assert not path.exists()
    assert (tmp_path / "other").read_bytes() == bytes(6)
