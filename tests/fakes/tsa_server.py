"""A time stamp authority of the tests behind HTTP, for a recorder's courier to ask."""

from __future__ import annotations

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fakes.tsa import Stamper


@contextmanager
def authority(stamper: Stamper, *, lies: bool = False) -> Iterator[tuple[str, list[bytes]]]:
    """Give the URL of an authority, and what it was asked; `lies`: it stamps something else."""
    asked: list[bytes] = []
    one_at_a_time = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            asked.append(body)
            with one_at_a_time:
                token = stamper.stamp(b"other") if lies else stamper.answer(body)
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.send_header("content-length", str(len(token)))
            self.end_headers()
            self.wfile.write(token)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsa", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
