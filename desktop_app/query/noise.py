"""What the index leaves out of noise spans, read from the ledger when somebody asks for one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from google.protobuf.message import DecodeError

from desktop_app.errors import NotFoundError, UnreadableError
from desktop_app.index.spans import events_text
from desktop_app.index.text import attributes
from desktop_app.ledger.reader import LedgerReader
from desktop_app.normalize.signals import Signal, parse_request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def complete(found: dict[str, Any], ledger_path: Path | None) -> None:
    """Put `attributes` and `events` into a row of `spans` that was stored without.

    Both stay None without a ledger, and when the ledger no longer has that entry's body.
    """
    if ledger_path is None or not ledger_path.exists():
        return
    span = _span(ledger_path, found["seq"], found["pos"])
    if span is not None:
        found["attributes"] = attributes(span.attributes)
        if span.events:
            found["events"] = json.loads(events_text(span.events)[0])


def _span(ledger_path: Path, seq: int, pos: int) -> Any:
    try:
        with LedgerReader(ledger_path) as ledger:
            body = ledger.body(seq)
        if body is None:
            return None
        return next(_from(parse_request(Signal.TRACES, body), pos), None)
    except (UnreadableError, NotFoundError, DecodeError):
        return None  # a damaged body: `verify` names it


def _from(request: Any, pos: int) -> Iterator[Any]:
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            if pos < len(scope.spans):
                yield scope.spans[pos]
                return
            pos -= len(scope.spans)
