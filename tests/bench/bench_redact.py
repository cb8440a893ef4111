"""Redaction in microseconds per span, beside upb's decode of the same bytes in the same run.

    python -m tests.bench.bench_redact

`clean` spans have nothing to redact (the gate reads them and lets them pass); `content` spans are
shaped like Claude Code's, each with a command line and a home path. `kept` is `redact` while all
content and redacted values may be kept. Figures are the best of many.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import re2

from desktop_app.model.purposes import CONTENT, VALUES
from desktop_app.normalize.signals import ExportRequest, Signal, new_request, parse_request
from desktop_app.recorder.serve import tune
from desktop_app.redact.gate import Gate
from desktop_app.redact.keeping import Keeping
from desktop_app.redact.redactor import Redactor
from desktop_app.redact.rulefile import parse_rules

if TYPE_CHECKING:
    from collections.abc import Callable

SPANS = 512
ROUNDS = 40
GRANTED = frozenset((*CONTENT, VALUES))
RULES = Path(__file__).parents[2] / "resources" / "redaction" / "default.toml"
TEXT = dict[str, str | int]


def batch(attributes: Callable[[int], TEXT]) -> ExportRequest:
    """Return a request of 512 spans with the attributes of each, by its number."""
    request = new_request(Signal.TRACES)
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = "bench"
    scope = group.scope_spans.add()
    for number in range(SPANS):
        span = scope.spans.add(
            trace_id=number.to_bytes(8, "big") + b"\x8f\x13\xa9\xc4\x07\xee\x51\x3b",
            span_id=(number * 2654435761 % 2**64).to_bytes(8, "big"),
            parent_span_id=b"\x91\x02\xb3\x74\x35\xd6\x17\xf8",
            name="chat gpt-5.1",
            kind=3,
            start_time_unix_nano=1_795_169_885_770_123_456 + number,
            end_time_unix_nano=1_795_169_885_790_123_456 + number,
        )
        for key, value in attributes(number).items():
            field = span.attributes.add(key=key).value
            if isinstance(value, str):
                field.string_value = value
            else:
                field.int_value = value
    return request


def clean(number: int) -> TEXT:
    """Return the attributes of a model call that reveals nothing."""
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "gpt-5.1",
        "gen_ai.usage.input_tokens": 1500 + number,
        "gen_ai.usage.output_tokens": 60,
        "session.id": "7821bcb7-efd7-49c6-b492-bf7efb2c7c4d",
        "gen_ai.response.id": f"req_3cbb0160d017476995b7e{number:03d}",
    }


def content(number: int) -> TEXT:
    """Return the attributes of a Claude Code tool span with its details on."""
    return {
        **clean(number),
        "tool_name": "Bash",
        "tool_use_id": f"toolu_449a6a8b5c554634bdc96{number:03d}",
        "full_command": f"ls -la | sort | head -{number}; echo done",
        "cwd": "/home/dev/work",
        "duration_ms": 47,
    }


def best(work: Callable[[ExportRequest], object], data: bytes) -> float:
    """Return the best time of `work` over a freshly parsed request, in microseconds per span."""
    times = []
    for _ in range(ROUNDS):
        request = parse_request(Signal.TRACES, data)
        start = time.perf_counter()
        work(request)
        times.append(time.perf_counter() - start)
    return min(times) / SPANS * 1e6


def main() -> None:
    """Print the table."""
    tune()
    rules = parse_rules(RULES.read_text())
    redactor, gate = Redactor(rules, b"t" * 32), Gate(rules)
    write = sys.stdout.write
    write(
        f"re2 {re2.__file__ and 'google-re2'}; {SPANS} spans a batch; us/span (ratio to decode)\n"
    )
    for name, make in (("clean", clean), ("content", content)):
        data = batch(make).SerializeToString()
        yardstick = best(lambda _, data=data: parse_request(Signal.TRACES, data), data)
        steps = {
            "discard unknown": lambda request: request.DiscardUnknownFields(),
            "serialize": lambda request: request.SerializeToString(),
            "gate": lambda _, data=data: gate.clean(data),
            "redact": lambda request: redactor.redact_request("traces", request, b"r" * 32),
            "kept": lambda request: redactor.redact_request(
                "traces", request, b"r" * 32, keeping=Keeping(GRANTED)
            ),
        }
        write(f"{name}: {len(data) / SPANS:.0f} bytes a span; decode {yardstick:.2f}\n")
        for step, work in steps.items():
            took = best(work, data)
            write(f"  {step:16} {took:6.2f}  ({took / yardstick:.2f})\n")


if __name__ == "__main__":
    main()
