"""What forwarding costs: the courier's share of a core, and what the recorder's answers wait.

    python -m tests.bench.bench_upstream_forward [--seconds 10]

A real recorder gets 5,000 spans a second for some seconds, without an upstream and with one in
alternating rounds: a collector in a process of its own, over TLS, that takes everything. Requests
of 10 spans, 500 a second, are timed open loop as `http_load` does; requests of 512 are what
exporters batch. The courier's processor time runs until the last record was accepted. All of them
share the machine: five processes in all.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.http_load import latencies
from tests.bench.table import Figure, markdown
from tests.fakes import forwarding, servers
from tests.fakes.certificates import Authority
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Answer, Receiver
from tests.fakes.running import RunningRecorder, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

PER_SECOND, CORE, MORE = 5_000, 0.15, 0.10
SHAPES = (10, 512)  # spans of a request
ROUNDS = 3


def collect(pair: str, pipe: Connection) -> None:
    """Take everything until the pipe says otherwise."""
    with Receiver(lambda _: Answer(), tls=servers.tls(Path(pair))) as there:
        pipe.send_bytes(there.url.encode())
        pipe.recv_bytes()


@contextmanager
def collecting(folder: Path) -> Iterator[tuple[str, str]]:
    """Run a collector in a process of its own; give its address and its CA."""
    authority = Authority()
    pair = authority.pair("127.0.0.1").file(folder, "server.pem")
    ours, theirs = multiprocessing.Pipe()
    made = multiprocessing.get_context("spawn").Process(target=collect, args=(str(pair), theirs))
    made.start()
    try:
        yield ours.recv_bytes().decode(), authority.pem
    finally:
        ours.send_bytes(b"end")
        made.join()


def loaded(recorder: RunningRecorder, spans: int, seconds: float) -> list[float]:
    """Send 5,000 spans a second; return sorted seconds of each answer."""
    return latencies(recorder, seconds, rate=PER_SECOND / spans, spans_each=spans)


def forwarded(
    recorder: RunningRecorder, where: tuple[str, str], spans: int, seconds: float
) -> tuple[list[float], float]:
    """Do the same with an upstream; return the answers' times and the courier's share of a core."""
    url, ca = where
    forwarding.add(recorder, "otlp", url, own_network=True, ca=ca)
    try:
        forwarding.send(recorder)
        until(lambda: forwarding.standing(recorder)["behind"] == 0)
        courier = forwarding.courier(recorder)
        before = sum(courier.cpu_times()[:2])
        waits = loaded(recorder, spans, seconds)
        until(lambda: forwarding.standing(recorder)["behind"] == 0)
        return waits, (sum(courier.cpu_times()[:2]) - before) / seconds
    finally:
        forwarding.remove(recorder)


def figures(seconds: float = 10.0) -> list[Figure]:
    """Return the lines of the table."""
    found = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name, collecting(Path(name)) as where:
        for spans in SHAPES:
            alone, beside, shares = [], [], []
            with running(Path(name, str(spans))) as recorder:
                forwarding.open_door(recorder)
                loaded(recorder, spans, 2.0)
                for _ in range(ROUNDS):
                    alone.append(loaded(recorder, spans, seconds))
                    waits, share = forwarded(recorder, where, spans, seconds)
                    beside.append(waits)
                    shares.append(share)
            found += _figures(spans, alone, beside, min(shares))
    return found


def _figures(
    spans: int, alone: list[list[float]], beside: list[list[float]], share: float
) -> list[Figure]:
    each = f"{PER_SECOND:,} spans/s in requests of {spans}"
    made = [
        Figure(
            f"forwarding {each}, over TLS: the courier",
            f"{share:.1%} of a core ({share / PER_SECOND * 1e6:.1f} us a span)",
            goal=f"< {CORE:.0%}",
            reached=share < CORE,
        )
    ]
    for name, place in (("p50", 0.5), ("p99", 0.99)):
        without, beyond = (
            min(times[int(place * len(times))] for times in rounds) * 1e3
            for rounds in (alone, beside)
        )
        made.append(
            Figure(
                f"acknowledgement meanwhile, {each}, {name}",
                f"{beyond:.1f} ms",
                f"{without:.1f} ms without an upstream",
                beyond / without,
                f"< {1 + MORE:.1f} times" if name == "p50" else "",
                beyond < without * (1 + MORE) if name == "p50" else None,
            )
        )
    return made


def main(arguments: list[str]) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10.0)
    options = parser.parse_args(arguments)
    sys.stdout.write(markdown(figures(options.seconds)))


if __name__ == "__main__":
    main(sys.argv[1:])
