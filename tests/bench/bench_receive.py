"""The receivers alone: requests a second, latency, CPU and memory, with an idle intake.

    python -m tests.bench.bench_receive

The server runs in a process of its own; one client sends one request after another over one
connection. `cpu` is the server's CPU time per request; `ratio` is that over upb's decode of the
same bytes, measured in the same run (the yardstick). JSON is measured as decode alone.
"""

from __future__ import annotations

import http.client
import multiprocessing
import sys
import time
from concurrent.futures import Future
from functools import cache
from typing import TYPE_CHECKING

import grpc
import psutil

from desktop_app.normalize.signals import Signal, parse_request
from desktop_app.receive.decode import decode
from desktop_app.receive.request import Answer
from desktop_app.receive.server import Receivers
from tests.fakes import otlp, recorded

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from desktop_app.receive.request import RawEvents, RawRequest

METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
SIZES = {512: 600, 1: 2000}  # spans in a request: how many requests


class NoIntake:
    """Takes everything, keeps nothing."""

    def submit(self, _request: RawRequest) -> Future[Answer]:
        """Answer at once."""
        done: Future[Answer] = Future()
        done.set_result(Answer())
        return done

    def submit_events(self, _events: RawEvents) -> Future[Answer]:
        """Not measured."""
        raise NotImplementedError


def serve(pipe: Connection) -> None:
    """Run the receivers until the pipe says otherwise."""
    sys.setswitchinterval(0.0005)
    receivers = Receivers(NoIntake(), http_port=0, grpc_port=0)
    ports = receivers.start()
    pipe.send_bytes(f"{ports.http} {ports.grpc}".encode())
    pipe.recv_bytes()
    receivers.stop()


def measure(name: str, spans: int, server: psutil.Process, send: Callable[[], object]) -> None:
    """Print one line."""
    count = SIZES[spans]
    for _ in range(50):
        send()
    used, begun, waits = sum(server.cpu_times()[:2]), time.perf_counter(), []
    for _ in range(count):
        start = time.perf_counter()
        send()
        waits.append(time.perf_counter() - start)
    took = time.perf_counter() - begun
    cpu = (sum(server.cpu_times()[:2]) - used) / count
    waits.sort()
    say(
        f"{name:6} {spans:4} spans: {count / took:6.0f} requests/s, "
        f"p50 {waits[count // 2] * 1e3:5.2f} ms, p99 {waits[count * 99 // 100] * 1e3:5.2f} ms, "
        f"cpu {cpu * 1e6:5.0f} us, ratio {cpu / yardstick(spans):6.2f}, "
        f"rss {server.memory_info().rss >> 20} MB"
    )


@cache
def yardstick(spans: int) -> float:
    """Return upb's seconds for decoding one request, the best of many."""
    body = otlp.traces(spans).SerializeToString()
    return best(lambda: parse_request(Signal.TRACES, body))


def best(work: Callable[[], object], rounds: int = 30) -> float:
    """Return the shortest time of `rounds` tries, in seconds."""
    found = float("inf")
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        found = min(found, time.perf_counter() - begun)
    return found


def measure_json() -> None:
    """Print the cost of OTLP/JSON beside the same request in protobuf."""
    body = recorded.run("codex-hooks").bodies[0]
    message = recorded.parse(body)
    count = sum(len(s.spans) for r in message.resource_spans for s in r.scope_spans)
    packed = message.SerializeToString()
    raw = otlp.raw(body.decoded, body.signal, encoding="json")
    slow = best(lambda: decode(raw, max_bytes=1 << 26), 5) / count
    fast = best(lambda: parse_request(body.signal, packed)) / count
    say(
        f"decode of Codex's spans: JSON {slow * 1e6:.1f} us a span, protobuf {fast * 1e6:.2f}, "
        f"ratio {slow / fast:.0f}"
    )


def say(line: str) -> None:
    """Print."""
    print(line, flush=True)  # noqa: T201 - a benchmark's output


def main() -> None:
    """Measure both doors with both sizes."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    process.start()
    http_port, grpc_port = map(int, ours.recv_bytes().split())
    server = psutil.Process(process.pid)
    say(f"idle: rss {server.memory_info().rss >> 20} MB")
    for spans in SIZES:
        body = otlp.traces(spans).SerializeToString()
        wire = http.client.HTTPConnection("127.0.0.1", http_port)

        def post(wire: http.client.HTTPConnection = wire, body: bytes = body) -> None:
            wire.request("POST", "/v1/traces", body, {"Content-Type": "application/x-protobuf"})
            wire.getresponse().read()

        measure("HTTP", spans, server, post)
        channel = grpc.insecure_channel(f"127.0.0.1:{grpc_port}")
        call = channel.unary_unary(METHOD)
        measure("gRPC", spans, server, lambda call=call, body=body: call(body))
        wire.close()
        channel.close()
    ours.send_bytes(b"")
    process.join()
    measure_json()


if __name__ == "__main__":
    main()
