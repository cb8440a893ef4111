"""control.client: a sentence for every way in which a recorder is not there."""

from __future__ import annotations

import socket
import struct
import threading
from typing import TYPE_CHECKING

import pytest

from desktop_app.control import protocol
from desktop_app.control.client import ControlClient
from desktop_app.errors import (
    ExportCancelledError,
    MalformedRequestError,
    RecorderNotRunningError,
    VersionMismatchError,
)

if TYPE_CHECKING:
    from pathlib import Path


class OneAnswer:
    """A server that reads one request and sends given bytes."""

    def __init__(self, path: Path, answer: bytes | None) -> None:
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(path))
        self._listening.listen()
        self._answer = answer
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        accepted = self._listening.accept()[0]
        with accepted:
            accepted.recv(4096)
            if self._answer is None:
                self._done.wait(10)
            else:
                accepted.sendall(self._answer)

    def close(self) -> None:
        self._done.set()
        self._thread.join(10)
        self._listening.close()


def _frame(data: bytes) -> bytes:
    return struct.pack("!i", len(data)) + data


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", RecorderNotRunningError),
        (b"\0\0", RecorderNotRunningError),
        (_frame(b"x")[:4], RecorderNotRunningError),
        (struct.pack("!i", 2**30), RecorderNotRunningError),
        (None, RecorderNotRunningError),
        (_frame(b"nonsense"), MalformedRequestError),
        (_frame(b'{"v":9}'), VersionMismatchError),
        (
            _frame(protocol.format_answer(protocol.Done({}, version="9.9"))),
            VersionMismatchError,
        ),
    ],
)
def test_a_strange_or_silent_recorder_is_told(
    tmp_path: Path, answer: bytes | None, error: type[Exception]
) -> None:
    """Gone, cut, huge, silent, nonsense, newer: never a hang and never a bare OSError."""
    server = OneAnswer(tmp_path / "s", answer)
    with ControlClient(str(tmp_path / "s")) as client, pytest.raises(error):
        client.call("status", timeout_s=0.2 if answer is None else 10)
    server.close()


def test_nobody_listens(tmp_path: Path) -> None:
    """No file, and a file that is no socket."""
    (tmp_path / "file").touch()
    for name in ("none", "file"):
        with pytest.raises(RecorderNotRunningError, match="No recorder is running"):
            ControlClient(str(tmp_path / name))


def test_a_call_that_waits_can_be_ended_from_another_thread(tmp_path: Path) -> None:
    """It raises there, at once."""
    server = OneAnswer(tmp_path / "socket", None)
    with ControlClient(str(tmp_path / "socket")) as client:
        ending = threading.Timer(0.05, client.interrupt)
        ending.start()
        with pytest.raises(RecorderNotRunningError):
            client.call("questions", timeout_s=30)
        ending.join()
    server.close()


def test_an_answer_that_was_given_up_is_no_later_calls(tmp_path: Path) -> None:
    """It comes late, or in the middle of what a person stopped: the next call does not get it."""
    late = protocol.format_answer(protocol.Done({"paused": True}))
    server = OneAnswer(tmp_path / "socket", None)
    with ControlClient(str(tmp_path / "socket")) as client:
        with pytest.raises(RecorderNotRunningError, match="has not answered"):
            client.call("pause", timeout_s=0.05)
        assert client.ended
        with pytest.raises(RecorderNotRunningError):
            client.call("mode.local_only", timeout_s=5)
    server.close()
    how_far = _frame(protocol.format_answer(protocol.Progress(1, 2)))
    server = OneAnswer(tmp_path / "other", how_far + _frame(late))

    def stop(_done: int, _total: int) -> None:
        raise ExportCancelledError("Stopped.")

    with ControlClient(str(tmp_path / "other")) as client:
        with pytest.raises(ExportCancelledError):
            client.call("pause", progress=stop)
        with pytest.raises(RecorderNotRunningError):
            client.call("mode.local_only", timeout_s=5)
    server.close()
