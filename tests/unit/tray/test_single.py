"""tray.single: who is the one, what another start may ask, and what a killed one leaves behind."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtNetwork import QLocalSocket

from desktop_app.host.paths import Paths
from desktop_app.tray import single
from desktop_app.tray.single import Single, understood

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.gui
# Another process: becomes the one, or tells it; then answers for as long as it is let.
_OTHER = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop_app.host.paths import Paths
from desktop_app.tray import single
from desktop_app.tray.single import Single
app = QCoreApplication(sys.argv)
data, run, text = sys.argv[1:]
paths = Paths(Path(data), Path(data) / "config", Path(run))
one = Single(paths)
if one.acquire():
    print("one", flush=True)
    app.exec()
else:
    print("told", one.tell(text), flush=True)
"""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data directory with its runtime directory."""
    made = Paths(tmp_path / "data", tmp_path / "config", tmp_path / "run")
    made.prepare()
    return made


def _other(paths: Paths, text: str = "show") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _OTHER, str(paths.data_dir), str(paths.runtime_dir), text]
    root = str(Path(__file__).parents[3])
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": root}
    )


def _said(other: subprocess.Popen[str], qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: other.poll() is not None, timeout=20_000)
    return other.communicate()[0].strip()


def _address(paths: Paths) -> Path:
    return Path(paths.control_address).with_suffix(".tray")


def test_a_second_start_tells_the_first(paths: Paths, qtbot: QtBot) -> None:
    """From another process, with what to show; the first hears it, the second hears that."""
    first = Single(paths)
    assert first.acquire()
    heard: list[str] = []
    first.message.connect(heard.append)
    assert _said(_other(paths, "show run 1f0c"), qtbot) == "told True"
    assert heard == ["show run 1f0c"]
    first.release()


def test_another_data_directory_is_another_instance(paths: Paths, tmp_path: Path) -> None:
    """Same user, same runtime directory; and after `release` the place is free."""
    other = Paths(tmp_path / "other", tmp_path / "config", paths.runtime_dir)
    other.prepare()
    first, second, third = Single(paths), Single(other), Single(paths)
    assert first.acquire()
    assert second.acquire()
    assert not third.acquire()
    first.release()
    assert third.acquire()
    third.release()
    second.release()


def test_the_lock_decides_not_the_runtime_directory(paths: Paths, tmp_path: Path) -> None:
    """Started with another XDG_RUNTIME_DIR it is still the second; it cannot tell, and says so."""
    first = Single(paths)
    assert first.acquire()
    elsewhere = Paths(paths.data_dir, paths.config_dir, tmp_path / "elsewhere")
    elsewhere.prepare()
    second = Single(elsewhere)
    assert not second.acquire()
    assert not second.tell("show")
    first.release()


def test_what_a_killed_tray_left_is_replaced(paths: Paths, qtbot: QtBot) -> None:
    """After kill -9 lock and socket file stay; the next start is the one and can be told."""
    killed = _other(paths)
    assert killed.stdout is not None
    assert killed.stdout.readline().strip() == "one"
    assert not Single(paths).acquire()
    assert Single(paths).holder() == killed.pid
    killed.kill()
    killed.communicate()
    assert _address(paths).exists()
    after = Single(paths)
    assert after.acquire()
    heard: list[str] = []
    after.message.connect(heard.append)
    assert _said(_other(paths, "show timeline"), qtbot) == "told True"
    assert heard == ["show timeline"]
    after.release()


def test_the_socket_is_for_this_user(paths: Paths) -> None:
    """0600 or narrower, in a directory that only its owner may enter."""
    one = Single(paths)
    assert one.acquire()
    assert not stat.S_IMODE(_address(paths).stat().st_mode) & 0o077
    assert not stat.S_IMODE(paths.runtime_dir.stat().st_mode) & 0o077
    one.release()


@pytest.mark.parametrize(
    "text", ["show", "show timeline", "show run 7", "show run claude-code/1f0c#2"]
)
def test_things_to_show_are_understood(text: str) -> None:
    """The window, a page, a run by its reference."""
    assert understood(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quit",
        "show ",
        "show run",
        "show run -x",
        "show run a b",
        "mode local-only off",
        "show\n",
    ],
)
def test_nothing_else_is_understood(text: str) -> None:
    """Nothing that changes, reveals or ends anything has a word here."""
    assert not understood(text)


@pytest.mark.parametrize("sent", [b"quit\n", b"show\xff\n", b"x" * 2000, b"show run " + b"a" * 900])
def test_what_is_not_understood_is_dropped(paths: Paths, qtbot: QtBot, sent: bytes) -> None:
    """Wrong words, bytes that are no text, and lines without an end: hung up, nothing shown."""
    one = Single(paths)
    assert one.acquire()
    heard: list[str] = []
    one.message.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(str(_address(paths)))
    assert socket.waitForConnected(2000)
    socket.write(sent)
    closed = QLocalSocket.LocalSocketState.UnconnectedState
    qtbot.waitUntil(lambda: socket.state() == closed)
    assert heard == []
    one.release()


def test_who_says_nothing_is_hung_up_on(
    paths: Paths, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection without a word, or with half a one, does not stay open."""
    monkeypatch.setattr(single, "ANSWER_MS", 50)
    one = Single(paths)
    assert one.acquire()
    closed = QLocalSocket.LocalSocketState.UnconnectedState
    for said in (b"", b"show"):
        socket = QLocalSocket()
        socket.connectToServer(str(_address(paths)))
        assert socket.waitForConnected(2000)
        socket.write(said)
        qtbot.waitUntil(lambda socket=socket: socket.state() == closed)
    one.release()


def test_a_line_may_come_in_pieces(paths: Paths, qtbot: QtBot) -> None:
    """A word cut in two is one word."""
    one = Single(paths)
    assert one.acquire()
    heard: list[str] = []
    one.message.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(str(_address(paths)))
    assert socket.waitForConnected(2000)
    socket.write(b"show time")
    socket.waitForBytesWritten(1000)
    qtbot.wait(20)
    socket.write(b"line\n")
    qtbot.waitUntil(lambda: heard == ["show timeline"])
    one.release()


def test_nobody_there_is_told_at_once(paths: Paths) -> None:
    """Without a running tray `tell` returns False, quickly."""
    start = time.monotonic()
    assert not Single(paths).tell("show")
    assert Single(paths).holder() == 0
    assert time.monotonic() - start < 1
