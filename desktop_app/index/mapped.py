"""The `countersign.*` values of a record as JSON text, made once for records that say the same.

Most spans of a run map to the same few values and differ in their numbers alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.text import to_json
from desktop_app.normalize.vocabulary import MAPPED

if TYPE_CHECKING:
    from desktop_app.index.runs import Run
    from desktop_app.normalize.vocabulary import Facts

KEEP = 4_096
# Numbers of single records: they come last, and say nothing of a run as a whole.
_NUMBERS = ("tokens_input", "tokens_output", "cost_usd")
_STABLE = {field: name for field, name in MAPPED.items() if field not in _NUMBERS}


class MappedText:
    """Makes the column `countersign`, and tells a run what it has not heard before."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], str] = {}

    def of(self, facts: Facts, run: Run | None) -> str:
        """Return the JSON text of `facts.mapped`, its numbers last."""
        start = self.start_of(facts, run)
        return start + numbers_text(facts.__dict__, first=len(start) == 1)

    def start_of(self, facts: Facts, run: Run | None) -> str:
        """Return the text without its numbers and the closing brace; tell the run what is new."""
        found = facts.__dict__
        key = tuple([pair for pair in found.items() if pair[0] in _STABLE])
        text = self._known.get(key)
        if text is None:
            text = self._make(key)
        if run is not None and (text not in run.seen or "hidden_hint" in found):
            if len(run.seen) > KEEP:
                run.seen.clear()
            run.seen.add(text)
            run.learn(facts, {_STABLE[name]: value for name, value in key})
        return text

    def _make(self, key: tuple[Any, ...]) -> str:
        """Return the object's text without its closing brace."""
        values = {_STABLE[name]: value for name, value in key if value is not None}
        text = to_json(values)[:-1]
        if len(self._known) > KEEP:
            self._known.clear()
        self._known[key] = text
        return text


def numbers_text(found: dict[str, Any], *, first: bool) -> str:
    """Return tokens, cost and latency as the end of a JSON object; `first`: nothing before them."""
    text = ""
    if "tokens_input" in found:
        text = f',"countersign.tokens_in":{found["tokens_input"]}'
    if "tokens_output" in found:
        text = f'{text},"countersign.tokens_out":{found["tokens_output"]}'
    if "cost_usd" in found:
        text = f'{text},"countersign.cost_usd":{found["cost_usd"]}'
    latency = found.get("duration_us")
    if latency is not None:
        text = f'{text},"countersign.latency_ms":{latency / 1000}'
    return (text[1:] if first else text) + "}"
