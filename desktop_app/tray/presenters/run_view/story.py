"""A run's records, gathered step by step, and the rows that they make.

Promise: everything that was read is in the rows or in what a fold counts; a record that told of a
call is found by it. Lives in the reader's thread; `rows()` hands out a new value each time, so that
the window may paint the old one meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.query.run_records import Position
from desktop_app.tray.presenters.run_view import rollbacks, sessions
from desktop_app.tray.presenters.run_view import spans as span_tree
from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.calls import Calls
from desktop_app.tray.presenters.run_view.gaps import gaps
from desktop_app.tray.presenters.run_view.nodes import Nodes

if TYPE_CHECKING:
    from desktop_app.query.run_records import LogRow, Records, SpanRow
    from desktop_app.tray.presenters.run_view.rows import Gap, Rows


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of a run, the gaps in what came, and in a word which settings did not hold."""

    rows: Rows
    gaps: tuple[Gap, ...]
    has_spans: bool
    unsettled: str = ""


class Story:
    """What was read of one run so far."""

    def __init__(self) -> None:
        self.position = Position()
        self.seen: tuple[object, ...] = ()  # what else was shown of the run
        self._spans: list[SpanRow] = []
        self._logs: list[LogRow] = []
        self._calls: dict[int, dict[str, Any]] = {}
        self._approvals: list[dict[str, Any]] = []
        self._model_calls: list[dict[str, Any]] = []
        self._hooks: list[dict[str, Any]] = []

    def take(self, records: Records) -> bool:
        """Take what came; return whether anything did."""
        self._spans += records.spans
        self._logs += records.logs
        self._approvals += records.approvals
        self._model_calls += records.model_calls
        self._hooks += records.hooks
        for call in records.calls:
            self._calls[call["id"]] = call
        changed = records.position != self.position
        self.position = records.position
        return changed

    def told(self, *, ended: bool) -> Told:
        """Return the rows; `ended`: what has no end will never have one."""
        registered = {int(call["span"]) for call in self._calls.values() if call["span"]}
        tree = span_tree.tree(self._spans, registered)
        calls = Calls(tree, self._calls.values(), self._approvals, self._model_calls, self._logs)
        nodes: list[Node] = Nodes(tree, calls, self._logs, ended=ended).made()
        nodes += sessions.nodes(self._hooks)
        numbered = [(row[7], row[1]) for row in self._logs if isinstance(row[7], int)]
        unsettled = sessions.unsettled(self._hooks)
        sent = any(row[6] != rollbacks.CATEGORY for row in self._spans)
        return Told(arrange(nodes), tuple(gaps(numbered)), sent, unsettled)
