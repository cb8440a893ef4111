"""How fast `verify` is: spans a second over 512-span requests, beside a yardstick of the same run.

The yardstick is what no verifier of this format can do without, on one core: unpack, upb decode,
serialize each record, SHA-256 over each salted record.
Run: `python -m tests.bench.verify [REQUESTS]`.
"""

from __future__ import annotations

import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from time import perf_counter

import zstandard

from desktop_app.ledger.audit import audit
from desktop_app.normalize.signals import Signal, new_request
from tests.bench.table import Figure
from tests.fakes import ledger_builder as build

SPANS = 512


def measure(requests: int) -> dict[str, float]:
    """Return spans a second of yardstick and of audit, and their ratio."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        built = build.empty(Path(folder) / "ledger")
        draft = build.otlp(Signal.TRACES, build.traces(SPANS), built.ids, "run")
        writer = built.open()
        for _ in range(requests):
            writer.append([draft])
        writer.checkpoint("bench").result()
        writer.close()
        start = perf_counter()
        for _ in range(min(requests, 200)):
            _yardstick(draft.body or b"")
        yardstick = min(requests, 200) * SPANS / (perf_counter() - start)
        start = perf_counter()
        report = audit(built.path, trust=built.trust(), now_us=build.START_US)
        speed = requests * SPANS / (perf_counter() - start)
    if not report.verdict.passes or report.records != requests * SPANS:
        raise SystemExit(report.sentence)
    return {"yardstick": yardstick, "verify": speed, "ratio": speed / yardstick}


def _yardstick(body: bytes) -> None:
    request = new_request(Signal.TRACES)
    request.ParseFromString(zstandard.ZstdDecompressor().decompress(body))
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                sha256(b"\0" + bytes(16) + span.SerializeToString()).digest()


def figures(requests: int = 2_000) -> list[Figure]:
    """Return the line of the table."""
    rounds = [measure(requests) for _ in range(2)]
    yard, seen = (max(found[name] for found in rounds) for name in ("yardstick", "verify"))
    return [
        Figure(
            f"`verify`, spans/s over {requests * SPANS:,} in 512-span requests, all cores",
            f"{seen:,.0f}",
            f"{yard:,.0f} (one core)",
            seen / yard,
            ">= 300,000",
            seen >= 300_000,
        )
    ]


if __name__ == "__main__":
    found = measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
    sys.stdout.write("".join(f"{name:10} {value:12,.2f}\n" for name, value in found.items()))
