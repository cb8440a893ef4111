"""What it costs to make requests for a collector of a ledger's entries, beside the plain way.

    python -m tests.bench.bench_upstream [--spans 100000]

What is measured: processor time of `Telemetry.after` over a ledger file: reading, unpacking,
attributes, cutting, digest. Yardstick of the same run: the same entries read, and each request
decoded, given its attributes as messages, and serialized. Entries of 512 spans are what exporters
batch; entries of 8 are what an agent sends that flushes after each turn. Sampling, one run of
`--sample`, reads what waiting runs told of trouble when they end.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from desktop_app.ledger.reader import LedgerReader
from desktop_app.normalize.signals import Signal, parse_request, resources
from desktop_app.upstream.otlp import ENTRY, LOG, SIGNALS, Telemetry
from tests.bench.batches import clean, spans
from tests.bench.table import Figure, markdown
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.upstreams import begin, end, put, upstream

if TYPE_CHECKING:
    from desktop_app.upstream.values import Upstream

PER_SECOND = 5_000
CORE = 0.15
RUN = 2_048
ROUNDS = 3


def ledger_file(path: Path, count: int, in_entry: int) -> None:
    """Write that many spans in entries of some size, in runs of 2,048 spans."""
    ledger = MemoryLedger()
    for number in range(count // in_entry):
        run = f"run-{number * in_entry // RUN}"
        if number * in_entry % RUN == 0:
            begin(ledger, run)
        request = spans(clean, in_entry, number)
        put(ledger, Signal.TRACES, request, agent="bench", run_id=run)
        if (number + 1) * in_entry % RUN == 0:
            end(ledger, run, exit_code=0)
    ledger.write(path)


def ours(path: Path, where: Upstream) -> float:
    """Return processor seconds until the last request is made."""
    with LedgerReader(path) as ledger:
        began = process_time()
        for _ in Telemetry(where, ledger).after(0):
            pass
        return process_time() - began


def plain(path: Path) -> float:
    """Return processor seconds of the same with messages."""
    with LedgerReader(path) as ledger:
        began = process_time()
        for entry, body in ledger.with_bodies():
            if body is not None:
                _by_message(entry, SIGNALS[entry.kind], body)
        return process_time() - began


def _by_message(entry: Any, signal: Signal, body: bytes) -> bytes:
    request = parse_request(signal, body)
    for group in resources(signal, request):
        group.resource.attributes.add(key=LOG).value.string_value = entry.log
        group.resource.attributes.add(key=ENTRY).value.int_value = entry.seq
    return request.SerializeToString()


def figures(count: int = 102_400) -> list[Figure]:
    """Return a line for each size of entries, and one with sampling."""
    found = []
    shapes = [(512, upstream()), (8, upstream()), (512, upstream(sample=10))]
    for in_entry, where in shapes:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            path = Path(folder, "ledger.db")
            ledger_file(path, count, in_entry)
            rounds = [(ours(path, where), plain(path)) for _ in range(ROUNDS)]
        took, yard = map(min, zip(*rounds, strict=True))
        share = took / count * PER_SECOND
        sampled = ", 1 run of 10" if where.sends.sample > 1 else ""
        found.append(
            Figure(
                f"upstream, {PER_SECOND:,} spans/s in entries of {in_entry}{sampled}",
                f"{share:.1%} of a core ({took / count * 1e6:.2f} us a span)",
                f"{yard / count * PER_SECOND:.1%}, decoded and serialized",
                took / yard,
                f"< {CORE:.0%}",
                share < CORE,
            )
        )
    return found


def main(arguments: list[str]) -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--spans", type=int, default=102_400)
    options = parser.parse_args(arguments)
    sys.stdout.write(markdown(figures(options.spans)))


if __name__ == "__main__":
    main(sys.argv[1:])
