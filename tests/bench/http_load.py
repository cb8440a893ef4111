"""`countersign serve` over real HTTP: throughput, latency of small requests, start and rest.

    python -m tests.bench.http_load

Two processes work (recorder and index follower) beside this one, which sends. Throughput: 512-span
requests over four kept-alive connections, each with one request in flight, until the last answer.
Latency: requests of one span at 500 a second over eight kept-alive connections, open loop: a
request's time runs from when it was due, not from when there was room to send it. The fsync
yardstick, taken after the same requests: one raw SQLite insert (WAL, synchronous=FULL) of as many
bytes.
"""

from __future__ import annotations

import socket
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import psutil

from tests.bench.batches import SPANS, batch, clean, spans
from tests.bench.table import Figure, markdown
from tests.bench.throughput import Yardstick
from tests.fakes.running import RunningRecorder, environment, start

CONNECTIONS, REQUESTS = 4, 60
RATE, SENDERS, SECONDS = 500, 8, 10.0
REST_S = 5.0


class Sender:
    """One kept-alive connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.netloc
        self._socket = socket.create_connection((parts.hostname, parts.port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, body: bytes) -> bytes:
        """Return the bytes of a request."""
        return (
            f"POST /v1/traces HTTP/1.1\r\nhost: {self._host}\r\n"
            f"content-type: application/x-protobuf\r\ncontent-length: {len(body)}\r\n\r\n"
        ).encode() + body

    def send(self, request: bytes) -> None:
        """Send a request and wait for its answer, which must be 200."""
        self._socket.sendall(request)
        answer = self._socket.recv(65_536)
        while b"\r\n\r\n" not in answer:
            answer += self._socket.recv(65_536)
        if not answer.startswith(b"HTTP/1.1 200"):
            raise SystemExit(answer.decode("latin-1"))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()


def throughput(recorder: RunningRecorder) -> float:
    """Return acknowledged spans a second."""
    bodies = [batch(clean, seed).SerializeToString() for seed in range(REQUESTS)]

    def work() -> None:
        with closing(Sender(recorder.url)) as sender:
            for body in bodies:
                sender.send(sender.request(body))

    threads = [Thread(target=work) for _ in range(CONNECTIONS)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return CONNECTIONS * REQUESTS * SPANS / (time.perf_counter() - started)


def latencies(
    recorder: RunningRecorder,
    seconds: float = SECONDS,
    *,
    rate: float = RATE,
    spans_each: int = 1,
) -> list[float]:
    """Return sorted seconds from when each request was due to its answer; `rate` a second."""
    found: list[float] = []
    begin = time.perf_counter() + 0.2
    count = int(seconds * rate / SENDERS)
    body = spans(clean, spans_each, seed=3).SerializeToString()

    def work(number: int) -> None:
        with closing(Sender(recorder.url)) as sender:
            request = sender.request(body)
            for turn in range(count):
                due = begin + (turn * SENDERS + number) / rate
                time.sleep(max(0.0, due - time.perf_counter()))
                sender.send(request)
                found.append(time.perf_counter() - due)

    threads = [Thread(target=work, args=(number,)) for number in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def raw_inserts(folder: Path, count: int = 500) -> list[float]:
    """Return sorted seconds of single durable inserts of a small request."""
    body = spans(clean, 1, seed=3).SerializeToString()
    with closing(Yardstick(folder / "raw.db")) as yardstick:
        return sorted(yardstick.run([body]) for _ in range(count))


def both(recorder: RunningRecorder) -> dict[str, psutil.Process]:
    """Return the recorder's two processes."""
    own = psutil.Process(recorder.process.pid)
    (follower,) = own.children()
    return {"recorder": own, "follower": follower}


def rest(recorder: RunningRecorder) -> dict[str, tuple[float, float]]:
    """Return (MiB resident, share of a core in percent) of recorder and follower at rest."""
    processes = both(recorder)
    before = {name: sum(process.cpu_times()[:2]) for name, process in processes.items()}
    time.sleep(REST_S)
    return {
        name: (
            process.memory_info().rss / 2**20,
            (sum(process.cpu_times()[:2]) - before[name]) / REST_S * 100,
        )
        for name, process in processes.items()
    }


def measure() -> list[Figure]:
    """Return the lines of the table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        env = environment(folder)
        started = time.perf_counter()
        recorder = start(env)
        ready = time.perf_counter() - started
        try:
            time.sleep(2.0)
            idle = rest(recorder)
            small = latencies(recorder)
            inserts = raw_inserts(folder)
            quick = max(throughput(recorder) for _ in range(3))
        finally:
            recorder.stop()
        started = time.perf_counter()
        recorder = start(env)
        again = time.perf_counter() - started
        recorder.stop()
    return [
        *_latency_figures(small, inserts),
        Figure(
            "durable spans/s over HTTP, 512-span requests, index following (3 processes, "
            "sender included)",
            f"{quick:,.0f}",
        ),
        _goal(
            "ready (new ledger; existing ledger)",
            max(ready, again),
            1.5,
            f"{ready:.2f} s; {again:.2f} s",
            "< 1.5 s",
        ),
        *(
            _goal(
                f"{who} at rest",
                size,
                100.0,
                f"{size:.0f} MiB, {cpu:.1f} % of a core",
                "< 100 MiB, ~0 %",
            )
            for who, (size, cpu) in idle.items()
        ),
    ]


def _latency_figures(small: list[float], inserts: list[float]) -> list[Figure]:
    figures = []
    for name, share, goal in (("p50", 0.5, 3.0), ("p99", 0.99, 25.0)):
        seen = small[int(share * len(small))] * 1000
        raw = inserts[int(share * len(inserts))] * 1000
        figures.append(
            Figure(
                f"acknowledgement of one span over HTTP, {name}, {RATE} requests/s",
                f"{seen:.1f} ms",
                f"{raw:.1f} ms (raw insert, fsync)",
                seen / raw,
                f"< {goal:.0f} ms",
                seen < goal,
            )
        )
    return figures


def _goal(name: str, seen: float, goal: float, text: str, goal_text: str) -> Figure:
    return Figure(name, text, goal=goal_text, reached=seen < goal)


if __name__ == "__main__":
    sys.stdout.write(markdown(measure()))
