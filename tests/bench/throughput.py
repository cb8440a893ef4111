"""Acknowledged and durable spans a second of the recorder's flow, in one process.

    python -m tests.bench.throughput [ROUNDS]

What is measured: `Pipeline.submit` of 512-span requests, four in flight, until the last future is
done: decode, validate, split by run, redact, commit to the body, append, fsync. The yardstick, in
the same process and in alternating rounds: upb decode, SHA-256 and one raw SQLite insert (WAL,
synchronous=FULL) for each request. `at once` has one request in flight, as the yardstick has.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from threading import Semaphore
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal, parse_request
from tests.bench import in_process
from tests.bench.batches import SPANS, batch, clean, content
from tests.bench.table import Figure, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.recorder.recorder import Recorder

REQUESTS = 120
IN_FLIGHT = 4
GOAL = 0.5


class Yardstick:
    """Decode, hash, insert, COMMIT: what nobody who stores a request durably can do without."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)  # noqa: TID251 - the raw yardstick
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE raw (id INTEGER PRIMARY KEY, hash BLOB, body BLOB)")

    def run(self, bodies: Sequence[bytes]) -> float:
        """Return seconds."""
        started = perf_counter()
        for body in bodies:
            parse_request(Signal.TRACES, body)
            row = (sha256(body).digest(), body)
            self._db.execute("INSERT INTO raw (hash, body) VALUES (?, ?)", row)
        return perf_counter() - started

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def durable(recorder: Recorder, bodies: Sequence[bytes], in_flight: int = IN_FLIGHT) -> float:
    """Return seconds until all requests are acknowledged, that many in flight."""
    room = Semaphore(in_flight)
    futures = []
    started = perf_counter()
    for body in bodies:
        room.acquire()
        future = recorder.pipeline.submit(in_process.raw(body))
        future.add_done_callback(lambda _: room.release())
        futures.append(future)
    rejected = sum(future.result().rejected for future in futures)
    took = perf_counter() - started
    if rejected:
        raise SystemExit(f"{rejected} spans were refused.")
    return took


def measure(rounds: int = 7) -> list[Figure]:
    """Return a line for clean spans and one for spans with content."""
    figures = []
    for name, make in (("clean", clean), ("content in each span", content)):
        bodies = [batch(make, seed).SerializeToString() for seed in range(REQUESTS)]
        size = sum(map(len, bodies)) // len(bodies) // SPANS
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            found = _rounds(Path(folder), bodies, rounds)
        count = len(bodies) * SPANS
        ours, yard, alone = (count / min(times) for times in found[:3])
        middle = count / statistics.median(found[0])
        cost = min(found[3]) / count * 1e6
        figures.append(
            Figure(
                f"durable spans/s, 512-span requests, one process, {name} ({size} B/span)",
                f"{ours:,.0f} (median {middle:,.0f}; one in flight {alone:,.0f}; "
                f"{cost:.1f} us of processor time a span)",
                f"{yard:,.0f}",
                ours / yard,
                f">= {GOAL} of yardstick",
                ours / yard >= GOAL,
            )
        )
    return figures


def _rounds(folder: Path, bodies: list[bytes], rounds: int) -> tuple[list[float], ...]:
    ours: list[float] = []
    yard: list[float] = []
    alone: list[float] = []
    cpu: list[float] = []
    with (
        closing(Yardstick(folder / "yard.db")) as yardstick,
        in_process.recorder(folder / "home") as recorder,
    ):
        durable(recorder, bodies[:20])
        for _ in range(rounds):
            yard.append(yardstick.run(bodies))
            ours.append(durable(recorder, bodies))
            used = process_time()
            alone.append(durable(recorder, bodies, 1))
            cpu.append(process_time() - used)
    return ours, yard, alone, cpu


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    sys.stdout.write(markdown(measure(chosen)))
