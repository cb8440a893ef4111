"""A recorder that answers hooks with whatever bytes a test wants, over a real socket."""

from __future__ import annotations

import json
import socket
import struct
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from desktop_app import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class HookServer:
    """Listens, keeps each request, and lets a function answer it."""

    def __init__(self, address: str, answering: Callable[[socket.socket, bytes], None]) -> None:
        self.requests: list[dict[str, Any]] = []
        self._answering = answering
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(address)
        self._listener.listen(16)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._listener.accept()
            except OSError:
                return
            with link:
                request = _frame(link)
                if request:
                    self.requests.append(json.loads(request))
                    self._answering(link, request)


def dumped(value: object) -> bytes:
    """Return JSON as agents and recorders write it."""
    return json.dumps(value).encode()  # noqa: TID251 - messages, never hashed


def framed(value: object) -> bytes:
    """Return a value as a frame of the control socket."""
    data = dumped(value)
    return struct.pack("!i", len(data)) + data


def answering(
    decision: str = "none", stdout: str = "", stderr: str = "", code: int = 0, **more: object
) -> Callable[[socket.socket, bytes], None]:
    """Return what a recorder answers when all is well."""
    data = {"decision": decision, "reason": "", "intent": 1, "stdout": stdout, "stderr": stderr}
    line = {"v": 1, "version": __version__, "ok": True, "data": {**data, "exit": code, **more}}
    return sending(framed({"v": 1, "progress": [0, 1]}) + framed(line))


def sending(data: bytes) -> Callable[[socket.socket, bytes], None]:
    """Return an answer of these very bytes."""

    def send(link: socket.socket, _request: bytes) -> None:
        link.sendall(data)

    return send


@contextmanager
def listening(
    folder: Path, answers: Callable[[socket.socket, bytes], None]
) -> Iterator[tuple[str, HookServer]]:
    """Run a server; yield (control address, server)."""
    address = str(folder / "c.sock")
    server = HookServer(address, answers)
    try:
        yield address, server
    finally:
        server.close()


def _frame(link: socket.socket) -> bytes:
    head = link.recv(4)
    if len(head) < 4:
        return b""
    (size,) = struct.unpack("!i", head)
    found = b""
    while len(found) < size:
        piece = link.recv(size - len(found))
        if not piece:
            return b""
        found += piece
    return found
