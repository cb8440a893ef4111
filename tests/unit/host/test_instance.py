"""host.instance: one recorder per data directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from desktop_app.errors import RecorderRunningError, StorageError
from desktop_app.host.instance import DataDirLock, Holder, read_holder

_HOLD = """
import sys, os, subprocess, pathlib
from desktop_app.host.instance import DataDirLock
lock = DataDirLock(pathlib.Path(sys.argv[1]), control="addr")
child = os.fork() if sys.argv[2] == "fork" else subprocess.Popen(["sleep", "600"]).pid
if child == 0:
    import signal
    signal.pause()
print(os.getpid(), child, flush=True)
sys.stdin.read()
"""


def test_a_second_lock_is_refused_and_released_ones_can_be_taken(tmp_path: Path) -> None:
    """Also within one process and from another thread."""
    path = tmp_path / "recorder.lock"
    refused: list[RecorderRunningError] = []

    def try_it() -> None:
        with pytest.raises(RecorderRunningError) as caught:
            DataDirLock(path)
        refused.append(caught.value)

    with DataDirLock(path) as lock:
        try_it()
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
        lock.announce("there")
        assert read_holder(path) == Holder(os.getpid(), "there", read_holder(path).version)
    lock.close()
    assert [str(os.getpid()) in error.message for error in refused] == [True, True]
    assert read_holder(path) is None
    DataDirLock(path).close()


@pytest.mark.attack("G04")
@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_removing_the_lock_file_makes_no_room_for_a_second(tmp_path: Path) -> None:
    """The directory is locked as well; a refused attempt leaves no handle behind."""
    path = tmp_path / "recorder.lock"
    with DataDirLock(path):
        path.unlink()
        with pytest.raises(RecorderRunningError):
            DataDirLock(path)
    DataDirLock(path).close()


@pytest.mark.attack("G04")
@pytest.mark.parametrize("child", ["fork", "exec"])
def test_another_process_is_named_and_its_death_frees_the_directory(
    tmp_path: Path, child: str
) -> None:
    """A kill -9 releases the lock, though a child of the killed recorder lives on."""
    path = tmp_path / "recorder.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path), child],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    pid, orphan = (int(word) for word in holder.stdout.readline().split())
    try:
        with pytest.raises(RecorderRunningError, match=f"process {pid}"):
            DataDirLock(path)
        assert read_holder(path).control == "addr"
        holder.kill()
        holder.wait(10)
        take_when_free(path)
    finally:
        os.kill(orphan, signal.SIGKILL)
        holder.communicate()


def take_when_free(path: Path) -> None:
    """A forked child lets go as soon as it runs, which may be a moment after its parent died."""
    deadline = time.monotonic() + 60
    while True:
        try:
            DataDirLock(path).close()
        except RecorderRunningError:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        else:
            return


def test_a_lock_file_that_was_removed_meanwhile_is_not_a_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between open and lock the file was replaced: refused, not held by two."""
    path = tmp_path / "recorder.lock"
    real = os.open

    def swapping(target: Path, flags: int, mode: int = 0o777) -> int:
        handle = real(target, flags, mode)
        if flags & os.O_CREAT:
            Path(target).unlink()
            Path(target).write_bytes(b"")
        return handle

    monkeypatch.setattr(os, "open", swapping)
    with pytest.raises(RecorderRunningError):
        DataDirLock(path)


def test_a_missing_directory_and_garbage_in_the_file(tmp_path: Path) -> None:
    """A sentence for the first; the second names nobody and is overwritten."""
    with pytest.raises(StorageError):
        DataDirLock(tmp_path / "no" / "recorder.lock")
    path = tmp_path / "recorder.lock"
    for text in (b"", b"{}", b"\xff" * 10, b"x" * 5000, b'{"control":1,"pid":2,"version":"3"}'):
        path.write_bytes(text)
        assert read_holder(path) is None
    with DataDirLock(path):
        assert read_holder(path).pid == os.getpid()
