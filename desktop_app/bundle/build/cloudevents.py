"""`views/cloudevents.jsonl`: each entry shown as one CloudEvents 1.0 event, a line each.

Not evidence: the leaf in `entries/` is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.cloudevents import event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.model.entry import Entry


def lines(entries: Iterable[Entry]) -> Iterator[bytes]:
    """Yield one line for each entry, in order."""
    for entry in entries:
        yield event(entry) + b"\n"
