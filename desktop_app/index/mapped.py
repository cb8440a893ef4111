"""The `countersign.*` values of a record as JSON text, made once for records that say the same.

Most spans of a run map to the same few values and differ in their latency alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.text import to_json
from desktop_app.normalize.vocabulary import MAPPED

if TYPE_CHECKING:
    from desktop_app.index.runs import Run
    from desktop_app.normalize.vocabulary import Facts

KEEP = 4_096
_FIELDS = MAPPED.keys()
# 1, 1.0 and True are one dict key and three JSON texts: records with such fields are not cached.
_LOOSE = frozenset(
    [
        "temperature",
        "top_p",
        "top_k",
        "frequency_penalty",
        "presence_penalty",
        "circuit_breaker_tripped",
        "cost_usd",
        "seed",
        "max_tokens",
    ]
)


class MappedText:
    """Makes the column `countersign`, and tells a run what it has not heard before."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], str] = {}

    def of(self, facts: Facts, run: Run | None) -> str:
        """Return the JSON text of `facts.mapped`."""
        found = facts.__dict__
        key = tuple([(name, value) for name, value in found.items() if name in _FIELDS])
        text = self._known.get(key)
        if text is None:
            text = self._make(key, found)
        if run is not None and (text not in run.seen or "hidden_hint" in found):
            if len(run.seen) > KEEP:
                run.seen.clear()
            run.seen.add(text)
            run.learn(facts, {MAPPED[name]: value for name, value in key})
        latency = found.get("duration_us")
        if latency is None:
            return text
        comma = "" if text == "{}" else ","
        return f'{text[:-1]}{comma}"countersign.latency_ms":{latency / 1000}}}'

    def _make(self, key: tuple[Any, ...], found: dict[str, Any]) -> str:
        text = to_json({MAPPED[name]: value for name, value in key})
        if _LOOSE.isdisjoint(found):
            if len(self._known) > KEEP:
                self._known.clear()
            self._known[key] = text
        return text
