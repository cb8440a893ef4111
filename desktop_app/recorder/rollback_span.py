"""The span of a rollback: Countersign's own, in a trace of its own, linked to the run's.

Promise: pure. It says when what a person asked for was carried out; the link is to the root span
of the run as the index had it, where the run has any. `resources/docs/files.md`, "Its span".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource

TRACE_BYTES, SPAN_BYTES = 16, 8


@dataclass(frozen=True, slots=True)
class Linked:
    """The span that a link leads to."""

    trace_id: bytes
    span_id: bytes


@dataclass(frozen=True, slots=True)
class RollbackSpan:
    """A span that has begun.

    Attributes:
        trace_id, span_id: new ones.
        start_us: when it began.
        link: the run's root span, or None.
    """

    trace_id: bytes
    span_id: bytes
    start_us: int
    link: Linked | None

    def ended(self, end_us: int) -> dict[str, JSON]:
        """Return it as the entry says it."""
        link: dict[str, JSON] | None = None
        if self.link is not None:
            link = {"trace_id": self.link.trace_id.hex(), "span_id": self.link.span_id.hex()}
        return {
            "trace_id": self.trace_id.hex(),
            "span_id": self.span_id.hex(),
            "start_us": self.start_us,
            "end_us": max(end_us, self.start_us),
            "link": link,
        }


def begin(ids: IdSource, now_us: int, link: Linked | None) -> RollbackSpan:
    """Begin a span now."""
    trace_id, span_id = ids.random_bytes(TRACE_BYTES), ids.random_bytes(SPAN_BYTES)
    return RollbackSpan(trace_id, span_id, now_us, link)


def parse_link(value: object) -> Linked | None:
    """Return the link that a caller names; None where it names none.

    Raises:
        ValueError: it is no link.
    """
    if value is None:
        return None
    if isinstance(value, Mapping):
        ids = [value.get(name) for name in ("trace_id", "span_id")]
        link = Linked(*(bytes.fromhex(one) if isinstance(one, str) else b"" for one in ids))
        if (len(link.trace_id), len(link.span_id)) == (TRACE_BYTES, SPAN_BYTES):
            return link
    raise ValueError("no ids of a span")
