"""A collector of an organisation, as `installer/fleet/otel-collector.yaml` sets one up, to disk.

OTLP/HTTP and a webhook behind TLS and a bearer token; what arrives is written as the file exporter
writes it: one JSON document a line, events as the body of a log record.
"""

from __future__ import annotations

import gzip
import ssl
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING

from desktop_app.bundle.build.otlp_json import document
from desktop_app.model import canonical
from desktop_app.normalize.signals import Signal, parse_request
from tests.fakes.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "bearer-token-of-the-tests"
EVENTS = "/events"


@dataclass
class Collector:
    """One that listens.

    Attributes:
        folder: where `otlp.jsonl` and `events.jsonl` grow.
        ca: the root that its certificate leads to, PEM.
        requests, refused: how many were taken, and how many had no token.
        received_bytes: of their bodies, by file.
    """

    folder: Path
    ca: str
    port: int = 0
    requests: int = 0
    refused: int = 0
    received_bytes: dict[str, int] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def url(self) -> str:
        """Where upstreams of kind `otlp` go."""
        return f"https://localhost:{self.port}/"

    @property
    def events_url(self) -> str:
        """Where those of kind `webhook` go."""
        return f"https://localhost:{self.port}{EVENTS}"

    def take(self, path: str, body: bytes) -> None:
        """Write what arrived, durably enough for a test."""
        name, line = "otlp.jsonl", b""
        if path == EVENTS:
            name, line = "events.jsonl", _event_line(body)
        else:
            signal = Signal(path.rpartition("/")[2])
            whole = b"".join(document(signal, [parse_request(signal, body)]))
            line = whole.replace(b"\n", b"") + b"\n"
        with self.lock:
            self.requests += 1
            self.received_bytes[name] = self.received_bytes.get(name, 0) + len(body)
            with (self.folder / name).open("ab") as file:
                file.write(line)


@contextmanager
def collecting(folder: Path) -> Iterator[Collector]:
    """Listen until the test ends."""
    folder.mkdir(parents=True, exist_ok=True)
    authority = Authority()
    made = Collector(folder, authority.pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority.pair("localhost").file(folder, "server.pem"))
    server = _Server(made, context)
    made.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _event_line(body: bytes) -> bytes:
    """Return the line that the receiver `webhook_event` and the file exporter make of a body."""
    record = {"body": {"stringValue": body.decode()}}
    scope = {"scope": {"name": "webhookevent"}, "logRecords": [record]}
    return canonical.encode_body({"resourceLogs": [{"resource": {}, "scopeLogs": [scope]}]}) + b"\n"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, collector: Collector, context: ssl.SSLContext) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.collector = collector
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A courier that hangs up is none."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_POST(self) -> None:
        """Take a request with the token; tell everybody else nothing."""
        collector = self.server.collector
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        if self.headers.get("authorization") != f"Bearer {TOKEN}":
            collector.refused += 1
            self._answer(401)
            return
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        collector.take(self.path, body)
        self._answer(200)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Stay quiet."""

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()
