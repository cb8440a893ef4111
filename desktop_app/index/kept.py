"""What spans say, made once for spans that differ in their own numbers and ids alone.

Most spans of a run have the same name, status and attributes but for the numbers and ids that are
theirs. What follows from the rest (category, title, outcome, ..., and the column `countersign`) is
the same for all of them. `OWN` names the fields whose values decide nothing else (a test holds it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.mapped import numbers_text
from desktop_app.normalize.vocabulary import SpanFacts

if TYPE_CHECKING:
    from desktop_app.index.mapped import MappedText
    from desktop_app.index.runs import Run
    from desktop_app.normalize.dialects.table import Found
    from desktop_app.normalize.facts import Reader

KEEP = 512  # kinds of span, of one reader
MAX_CHARS = 4_096  # of the texts of a kind that is kept
OWN = frozenset(
    (
        "arguments_hash",
        "cost_usd",
        "request_id",
        "result_hash",
        "time_to_first_token_us",
        "tokens_cache_creation",
        "tokens_cache_read",
        "tokens_input",
        "tokens_output",
        "tokens_reasoning",
        "tokens_tool",
        "tokens_total",
        "tool_call_id",
    )
)
_ERROR = 2  # a failed span's message decides, too
_BAD = ("error", "denied")


class KeptFacts:
    """What one reader's spans say, and their column `countersign`.

    Attributes:
        read: the reader.
    """

    def __init__(self, read: Reader, mapped: MappedText) -> None:
        self.read = read
        self._mapped = mapped
        self._known: dict[tuple[Any, ...], tuple[Found, str]] = {}

    def of(
        self,
        span: Any,
        found: Found,
        own: Found,
        frame: tuple[str, int, int],
        run: Run | None,
    ) -> tuple[SpanFacts, str]:
        """Return what a span says, and its column `countersign`; tell the run what is new.

        Args:
            span: the message; only its ids are looked at.
            found: fields that its attributes gave but for those in `own`; it is changed.
            own: those of `OWN`.
            frame: name, status, duration in nanoseconds.
            run: its run.
        """
        name, status, duration = frame
        key = (name, status, *own, *found.items())
        known = self._known.get(key)
        if known is None:
            facts = self.read.settled(span, found | own, name, status, duration)
            start = self._mapped.start_of(facts, run)
            self._keep(key, facts, own, start)
            return facts, start + numbers_text(facts.__dict__, first=len(start) == 1)
        template, start = known
        said = {**template, **own, "duration_us": duration // 1000 if duration > 0 else 0}
        if "call_key" in said:
            said["call_key"] = self.read.call_key(span, said)
        facts = SpanFacts.__new__(SpanFacts)
        facts.__dict__.update(said)
        if run is not None and (start not in run.seen or "hidden_hint" in said):
            self._mapped.start_of(facts, run)
        return facts, start + numbers_text(said, first=len(start) == 1)

    def _keep(self, key: tuple[Any, ...], facts: SpanFacts, own: Found, start: str) -> None:
        if key[1] == _ERROR or facts.outcome in _BAD:
            return
        said = {field: value for field, value in facts.__dict__.items() if field not in own}
        if sum(len(value) for value in said.values() if isinstance(value, str)) > MAX_CHARS:
            return
        if len(self._known) >= KEEP:
            self._known.clear()
        self._known[key] = said, start
