"""The administrator's folder: fixed by the system, and refused when anybody else could write it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from desktop_app.errors import StorageError, UnreadableError
from desktop_app.host import managed
from tests.fakes.managed import NO_PUSH, put

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="owners and modes")


def test_no_variable_moves_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither those of the desktop, nor one of ours, nor the home."""
    before, home = managed.folder(), managed.account_home()
    for name in ("XDG_CONFIG_DIRS", "XDG_CONFIG_HOME", "HOME", "ProgramData", "ALLUSERSPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    for name in (
        "COUNTERSIGN_MANAGED_DIR",
        "COUNTERSIGN_DATA_DIR",
        "WIN_PD_OVERRIDE_COMMON_APPDATA",
    ):
        monkeypatch.setenv(name, str(tmp_path))
    assert managed.folder() == before
    assert tmp_path not in managed.folder().parents
    assert managed.account_home() == home


@pytest.mark.parametrize(
    ("platform", "wanted"),
    [
        ("linux", "/etc/countersign"),
        ("freebsd14", "/etc/countersign"),
        ("darwin", "/Library/Application Support/Countersign"),
    ],
)
def test_each_system_has_its_place(
    monkeypatch: pytest.MonkeyPatch, platform: str, wanted: str
) -> None:
    """As the document says."""
    monkeypatch.setattr(sys, "platform", platform)
    assert managed.folder() == Path(wanted)


def test_without_a_folder_nothing_is_managed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is wrong."""
    monkeypatch.setattr(managed, "FOLDER", tmp_path / "none")
    assert not managed.is_there()
    assert managed.why_not() is None
    assert managed.read(managed.POLICY) is None
    assert managed.stamp(managed.POLICY) == ()


@POSIX
def test_what_is_the_administrators_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that everybody can read and they alone can write."""
    folder = put(tmp_path / "etc", monkeypatch, policy=NO_PUSH, settings="")
    assert managed.why_not() is None
    assert managed.read(managed.POLICY) == NO_PUSH.encode()
    before = managed.stamp(managed.POLICY)
    (folder / managed.POLICY).chmod(0o640)
    assert managed.stamp(managed.POLICY) != before


@POSIX
@pytest.mark.parametrize("who", ["etc", "etc/policy.yaml", "etc/settings.toml", "."])
@pytest.mark.parametrize("bit", [0o020, 0o002])
def test_what_others_can_write_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, who: str, bit: int
) -> None:
    """The folder, each file, and a folder above, through which they could all be exchanged."""
    put(tmp_path / "etc", monkeypatch, policy=NO_PUSH, settings="")
    path = tmp_path / who
    path.chmod(path.stat().st_mode | bit)
    assert managed.why_not() == f"Others than root can write {path}."


@POSIX
def test_a_sticky_folder_may_be_above_and_is_none_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others can add files there, and not take these away; in the folder itself they could add."""
    folder = put(tmp_path / "etc", monkeypatch, policy=NO_PUSH)
    tmp_path.chmod(0o1777)
    assert managed.why_not() is None
    folder.chmod(0o1777)
    assert managed.why_not() == f"Others than root can write {folder}."


@POSIX
def test_what_belongs_to_somebody_else_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The person's own folder least of all."""
    folder = put(tmp_path / "etc", monkeypatch, policy=NO_PUSH)
    if os.geteuid() == 0:
        os.chown(folder / managed.POLICY, 65_534, 65_534)
        wanted = f"{folder / managed.POLICY} belongs to user id 65534, not to root."
    else:
        monkeypatch.setattr(managed, "ROOT", 0)
        wanted = f"belongs to user id {os.geteuid()}, not to root."
    assert wanted in str(managed.why_not())


@POSIX
@pytest.mark.parametrize("name", ["", "policy.yaml", "settings.toml"])
def test_a_link_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """In place of the folder or of a file, wherever it leads."""
    folder = put(tmp_path / "etc", monkeypatch, policy=NO_PUSH, settings="")
    path = folder / name if name else folder
    path.rename(tmp_path / "moved")
    path.symlink_to(tmp_path / "moved")
    assert managed.why_not() == f"{path} is a symbolic link."


@POSIX
def test_a_link_above_is_followed_to_whose_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As /etc is one on some systems: both ways to the folder must be closed to others."""
    real = tmp_path / "real"
    real.mkdir(mode=0o755)
    put(real / "etc", monkeypatch, policy=NO_PUSH)
    (tmp_path / "link").symlink_to(real)
    monkeypatch.setattr(managed, "FOLDER", tmp_path / "link" / "etc")
    assert managed.why_not() is None
    real.chmod(0o777)
    assert managed.why_not() == f"Others than root can write {real}."


@POSIX
def test_a_file_for_a_folder_and_a_folder_for_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are told; a pipe is never waited for."""
    folder = put(tmp_path / "etc", monkeypatch)
    (folder / managed.POLICY).mkdir()
    assert managed.why_not() == f"{folder / managed.POLICY} is no file."
    (folder / managed.POLICY).rmdir()
    os.mkfifo(folder / managed.POLICY, 0o644)
    with pytest.raises(UnreadableError):
        managed.read(managed.POLICY)
    (folder / managed.POLICY).unlink()
    folder.rmdir()
    folder.write_text("")
    assert managed.why_not() == f"{folder} is no folder."


@POSIX
def test_what_cannot_be_looked_at_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told, not raised."""
    folder = put(tmp_path / "etc", monkeypatch)
    lstat = Path.lstat

    def fails(path: Path) -> os.stat_result:
        if path == folder:
            raise PermissionError(13, "Permission denied", str(path))
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", fails)
    assert managed.why_not() == f"{folder}: Permission denied."


@POSIX
def test_an_account_that_nobody_knows_has_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """HOME is not asked in its place."""
    monkeypatch.setattr(os, "geteuid", lambda: 4_000_000_000)
    with pytest.raises(StorageError, match="4000000000"):
        managed.account_home()


def test_a_file_that_is_too_long_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As everywhere."""
    put(tmp_path / "etc", monkeypatch, policy="#" * (managed.MAX_BYTES + 1))
    with pytest.raises(UnreadableError):
        managed.read(managed.POLICY)
