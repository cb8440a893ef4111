"""One tray for each data directory; a second start tells the first what to show.

Promise: a lock in the data directory decides, whatever the environment names as runtime directory;
what a killed tray left behind is replaced. The socket lies in our 0700 runtime directory, for this
user alone. Over it only things to show can be asked: nothing that changes, reveals or ends
anything, since any program of this user can speak on it.

    show            the window
    show timeline   a page
    show run REF    one run
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if TYPE_CHECKING:
    from desktop_app.host.paths import Paths

ANSWER_MS = 2_000
_MAX_BYTES = 512
_TAKEN = b"taken\n"
_WORDS = re.compile(r"show(?: (?:timeline|run [0-9A-Za-z][0-9A-Za-z._:#@/+=-]{0,199}))?")


def understood(text: str) -> bool:
    """Return whether a text is one that a running tray acts upon."""
    return _WORDS.fullmatch(text) is not None


class Single(QObject):
    """The one tray of a data directory, or the way to it.

    Attributes:
        message: what another start asks us to show; always `understood`.
    """

    message = Signal(str)

    def __init__(self, paths: Paths, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(paths.data_dir / "tray.lock"))
        self._lock.setStaleLockTime(0)  # by its process alone: a tray runs for months
        self._address = _address(paths)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._welcome)

    def acquire(self) -> bool:
        """Become the one, until `release` or the end of the process; False: another one is.

        `Paths.prepare` was called before. Where the socket cannot be made we are the one all the
        same; another start then cannot reach us.
        """
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._address)  # ours alone now, so whoever made it is dead
        self._server.listen(self._address)
        return True

    def tell(self, text: str) -> bool:
        """Ask the running tray to show something; return whether it took it."""
        socket = QLocalSocket()
        socket.connectToServer(self._address)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        socket.write(f"{text}\n".encode())
        answered = socket.waitForReadyRead(ANSWER_MS)
        taken = answered and bytes(socket.readAll().data()) == _TAKEN
        socket.disconnectFromServer()
        return taken

    def holder(self) -> int:
        """Return the process id of the one that runs, 0 when it cannot be told."""
        info: object = self._lock.getLockInfo()
        return info[0] if isinstance(info, tuple) and isinstance(info[0], int) else 0

    def release(self) -> None:
        """Stop being the one."""
        self._server.close()
        self._lock.unlock()

    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(partial(self._read, socket))
            QTimer.singleShot(ANSWER_MS, socket, socket.abort)  # one that says nothing
            if socket.bytesAvailable():
                self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine() and socket.bytesAvailable() <= _MAX_BYTES:
            return  # the rest of the line is to come
        line = bytes(socket.readLine(_MAX_BYTES).data())
        text = line.decode("utf-8", "replace").removesuffix("\n")
        if not understood(text):
            socket.abort()
            return
        socket.write(_TAKEN)
        socket.disconnectFromServer()
        self.message.emit(text)


def _address(paths: Paths) -> str:
    control = paths.control_address
    if control.startswith("\\\\"):
        return f"{control}-tray"
    return str(Path(control).with_suffix(".tray"))
