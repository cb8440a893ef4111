"""What telling runs apart and reading facts costs, as ratios to decoding the same spans.

    python -m tests.bench.bench_normalize

Yardstick: upb decode of the same 512-span request. CPU time of one process, best of nine.
"""

from __future__ import annotations

import sys
import timeit
from time import process_time
from typing import TYPE_CHECKING

from desktop_app.normalize.facts import reader
from desktop_app.normalize.identity import split_by_run, validate
from desktop_app.normalize.signals import Signal, parse_request
from tests.fakes import recorded

if TYPE_CHECKING:
    from collections.abc import Callable

BATCH = 512
SOURCES = {"Claude Code": "claude-grpc", "Codex CLI": "codex-protobuf", "Gemini CLI": "gemini-grpc"}


def batch(name: str) -> bytes:
    """Return a request of 512 spans made of those of a recorded run."""
    body = next(b for b in recorded.run(name).bodies if b.signal is Signal.TRACES)
    request = recorded.parse(body)
    spans = request.resource_spans[0].scope_spans[0].spans
    kept = [type(span).FromString(span.SerializeToString()) for span in spans]
    while len(spans) < BATCH:
        spans.extend(kept)
    del spans[BATCH:]
    return request.SerializeToString()


def microseconds(work: Callable[[], object]) -> float:
    """Return CPU microseconds per span."""
    return min(timeit.repeat(work, timer=process_time, number=10, repeat=9)) / 10 / BATCH * 1e6


def measure(wire: bytes) -> dict[str, float]:
    """Return microseconds per span of each step."""
    request = parse_request(Signal.TRACES, wire)
    group = request.resource_spans[0]
    scope = group.scope_spans[0]
    read = reader(group.resource, scope.scope)
    seen = validate(Signal.TRACES, request).trace_ids

    def quick() -> object:
        return split_by_run(Signal.TRACES, request, {}.get, wire=wire, trace_ids=seen)

    return {
        "decode": microseconds(lambda: parse_request(Signal.TRACES, wire)),
        "validate": microseconds(lambda: validate(Signal.TRACES, request)),
        "split, bytes at hand": microseconds(quick),
        "split, alone": microseconds(lambda: split_by_run(Signal.TRACES, request, {}.get)),
        "facts": microseconds(lambda: [None for span in scope.spans if read.span(span) is None]),
    }


def main() -> None:
    """Print a line for each agent and step."""
    for agent, name in SOURCES.items():
        wire = batch(name)
        found = measure(wire)
        sys.stdout.write(f"{agent} ({len(wire) / BATCH:.0f} bytes a span)\n")
        for step, cost in found.items():
            ratio = cost / found["decode"]
            sys.stdout.write(f"  {step:22} {cost:6.2f} us a span   {ratio:5.2f} x decode\n")


if __name__ == "__main__":
    main()
