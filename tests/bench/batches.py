"""The spans that the benchmarks send: requests of 512, as an exporter batches them.

`clean` spans reveal nothing (10 attributes, about 300 bytes); `content` spans carry a prompt, an
answer and a home path each. Values differ from span to span, so that nothing is cached that would
not be cached with real ones.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from desktop_app.normalize.signals import ExportRequest, Signal, new_request

if TYPE_CHECKING:
    from collections.abc import Callable

SPANS = 512
Attributes = dict[str, str | int]
TEXT = (
    "read the file and say which tests fail then change the parser so that an empty line ends the "
    "block run them again and tell what was done in two sentences"
)
WORDS = TEXT.split()


def clean(rng: random.Random) -> Attributes:
    """Return the attributes of a model call without content."""
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5.1",
        "gen_ai.response.id": f"req_{rng.randbytes(10).hex()}",
        "gen_ai.usage.input_tokens": rng.randrange(20_000),
        "gen_ai.usage.output_tokens": rng.randrange(2_000),
        "session.id": "7821bcb7-efd7-49c6-b492-bf7efb2c7c4d",
        "server.port": 443,
        "success": "true",
        "attempt": 1,
    }


def content(rng: random.Random) -> Attributes:
    """Return the attributes of a model call with its prompt and its answer."""
    return {
        **clean(rng),
        "gen_ai.input.messages": text(rng, 40),
        "gen_ai.output.messages": text(rng, 25),
        "cwd": f"/home/{rng.choice(('ada', 'grace', 'edsger'))}/work/parser",
    }


def text(rng: random.Random, words: int) -> str:
    """Return that many words."""
    return " ".join(rng.choices(WORDS, k=words))


def batch(attributes: Callable[[random.Random], Attributes], seed: int = 1) -> ExportRequest:
    """Return a request of 512 spans of one trace with new ids."""
    return spans(attributes, SPANS, seed)


def spans(
    attributes: Callable[[random.Random], Attributes], count: int, seed: int
) -> ExportRequest:
    """Return a request of `count` spans of one trace with new ids."""
    rng = random.Random(seed)  # noqa: S311 - repeatable
    request = new_request(Signal.TRACES)
    group = request.resource_spans.add()
    group.resource.attributes.add(key="service.name").value.string_value = "bench"
    scope = group.scope_spans.add()
    scope.scope.name = "bench.agent"
    trace, parent = rng.randbytes(16), rng.randbytes(8)
    for number in range(count):
        span = scope.spans.add(
            trace_id=trace,
            span_id=rng.randbytes(8),
            parent_span_id=parent,
            name="chat gpt-5.1",
            kind=3,
            start_time_unix_nano=1_795_169_885_770_123_456 + 1_000 * number,
            end_time_unix_nano=1_795_169_885_790_123_456 + 1_000 * number,
        )
        for key, value in attributes(rng).items():
            field = span.attributes.add(key=key).value
            if isinstance(value, str):
                field.string_value = value
            else:
                field.int_value = value
    return request
