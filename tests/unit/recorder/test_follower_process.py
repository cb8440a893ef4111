"""The index follower as a child: nudged, supervised, and never a danger to other files."""

from __future__ import annotations

import os
import signal
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NewerFormatError
from desktop_app.index.follower import create
from desktop_app.query.position import indexed_size
from desktop_app.recorder import follower_process
from desktop_app.recorder.follower_process import FollowerProcess
from tests.fakes.ledger_place import COMMAND, Place, until

if TYPE_CHECKING:
    from pathlib import Path


def test_it_follows_when_nudged_and_ends_when_stopped(tmp_path: Path) -> None:
    """Also a rebuild on request; after `stop` the index holds everything."""
    place, index = Place(tmp_path), tmp_path / "index.db"
    writer = place.open()
    child = FollowerProcess(place.path, index)
    assert child.pid is None
    child.start()
    until(lambda: indexed_size(index) == 2)
    writer.append([COMMAND]).result(60)
    child.nudge()
    until(lambda: indexed_size(index) == 3)
    before = index.stat().st_ino
    child.rebuild()
    until(lambda: index.stat().st_ino != before and indexed_size(index) == 3)
    writer.append([COMMAND]).result(60)
    child.stop()
    assert indexed_size(index) == 4
    assert child.restarts == 0
    writer.close()


def test_an_index_of_a_later_version_waits_for_a_word(tmp_path: Path) -> None:
    """It stays as it is until a rebuild is asked for; then the follower goes on."""
    place, index = Place(tmp_path), tmp_path / "index.db"
    writer = place.open()
    create(index)
    with closing(sqlite3.connect(index)) as connection:  # noqa: TID251 - what another version did
        connection.execute("PRAGMA user_version = 999")
    before = index.stat().st_ino
    child = FollowerProcess(place.path, index)
    child.start()
    child.nudge()
    assert indexed_size(index) is None
    child.rebuild()
    until(lambda: indexed_size(index) == 2)
    assert index.stat().st_ino != before
    child.stop()
    assert child.restarts == 0
    writer.close()


def test_a_killed_follower_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """After a pause, and it goes on where it was."""
    monkeypatch.setattr(follower_process, "FIRST_PAUSE_S", 0.01)
    place, index = Place(tmp_path), tmp_path / "index.db"
    writer = place.open()
    child = FollowerProcess(place.path, index)
    child.start()
    until(lambda: indexed_size(index) == 2)
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    writer.append([COMMAND]).result(60)
    until(lambda: child.restarts == 1)
    until(lambda: indexed_size(index) == 3)
    child.stop()
    writer.close()
    assert "ended with -9" in caplog.text


def test_one_that_hangs_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopping takes bounded time."""
    monkeypatch.setattr(follower_process, "STOP_S", 0.2)
    child = FollowerProcess(tmp_path / "ledger.db", tmp_path / "index.db")
    child._command = ["sleep", "60"]
    child.start()
    until(lambda: child.pid is not None)
    pid = child.pid
    assert pid is not None
    child.stop()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_program_that_cannot_start_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The supervision lives on."""
    monkeypatch.setattr(follower_process, "FIRST_PAUSE_S", 0.01)
    child = FollowerProcess(tmp_path / "ledger.db", tmp_path / "index.db")
    child._command = [str(tmp_path / "nothing")]
    child.start()
    until(lambda: child.restarts >= 2)
    child.stop()
    assert "not even starting" in caplog.text


def test_after_stop_nothing_is_written_anywhere(tmp_path: Path) -> None:
    """The pipe's number may be another file's by then: the ledger's, say."""
    child = FollowerProcess(tmp_path / "ledger.db", tmp_path / "index.db")
    number = child._write_fd
    child.stop()
    child.stop()
    child.start()  # too late: nothing starts
    assert child.pid is None
    handle = os.open(tmp_path / "victim", os.O_RDWR | os.O_CREAT)
    os.dup2(handle, number)
    child.nudge()
    child.rebuild()
    assert (tmp_path / "victim").read_bytes() == b""
    os.close(handle)
    os.close(number)


def test_a_full_pipe_blocks_nobody(tmp_path: Path) -> None:
    """A nudge more is none."""
    child = FollowerProcess(tmp_path / "ledger.db", tmp_path / "index.db")
    for _ in range(70_000):
        child.nudge()
    child.stop()


def test_the_child_gets_no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds no key and needs none."""
    monkeypatch.setenv("COUNTERSIGN_PASSPHRASE", "open sesame")
    assert "open sesame" not in follower_process._without_secrets(os.environ).values()


def test_the_main_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Catches up, rebuilds, ends with 0 when its input closes; 1 without a ledger."""
    monkeypatch.setattr(follower_process.hardening, "harden", lambda: None)
    place, index = Place(tmp_path), tmp_path / "index.db"
    place.open().close()
    words = [b"n", b"nr", b""]
    monkeypatch.setattr(follower_process.os, "read", lambda *_: words.pop(0))
    assert follower_process.main(place.path, index) == 0
    assert indexed_size(index) == place.entries()[-1].seq + 1
    assert follower_process.main(tmp_path / "none.db", tmp_path / "other.db") == 1
    assert "not being filled" in caplog.text


def test_an_index_of_a_later_version_waits_for_a_decision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A rebuild on request replaces it, a file that went away is made anew, else the end."""
    index = tmp_path / "index.db"
    index.touch()
    error = NewerFormatError("The index is of a later version.")
    words: list[bytes] = []
    monkeypatch.setattr(follower_process.os, "read", lambda *_: words.pop(0))
    words[:] = [b"n", b"nr"]
    assert follower_process._asked(error, index) is True
    words[:] = [b"n", b""]
    assert follower_process._asked(error, index) is None
    words[:] = [b"n"]
    index.unlink()
    assert follower_process._asked(error, index) is False
    assert "later version" in caplog.text
