"""Tool calls and model calls of a run, each with the spans and log records that told of it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from desktop_app.tray.presenters.run_view import gates, joins
from desktop_app.tray.presenters.run_view.gates import Failed
from desktop_app.tray.presenters.run_view.rows import OPEN, Wait

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from desktop_app.query.run_records import LogRow
    from desktop_app.tray.presenters.run_view.spans import Tree

Row = dict[str, Any]
MS_NS = 1_000_000
_DENIED_CLASSES = frozenset(("policy_violation", "permission"))  # a hook that said no


class Calls:
    """What is known of calls.

    Attributes:
        of_span: tool call by the place of its outer span.
        alone: tool calls that no span told of.
        model_of_span: counted model call by the place of its span.
        model_alone: model calls that no span told of.
        owner_of_log: key of a log record -> tool call's id.
        model_logs: keys of log records that told of a model call.
        hooks: failed hooks by tool call's id.
    """

    def __init__(
        self,
        tree: Tree,
        calls: Collection[Row],
        approvals: Iterable[Row],
        model_calls: Sequence[Row],
        logs: Iterable[LogRow],
    ) -> None:
        self._tree = tree
        self._by_id = {int(call["id"]): call for call in calls}
        self._approvals: dict[str, list[Row]] = defaultdict(list)
        places = {row[0]: place for place, row in enumerate(tree.spans) if row[6] == "tool_call"}
        self._places = places
        outer = {inner: place for place, inner in tree.inner.items()}
        self.of_span: dict[int, Row] = {}
        self.alone: list[Row] = []
        for call in calls:
            place = places.get(call["span"]) if call["span"] else None
            if place is None:
                self.alone.append(call)
            else:
                self.of_span[outer.get(place, place)] = call
        self.owner_of_log = {call["log"]: int(call["id"]) for call in calls if call["log"]}
        self._take_approvals(approvals)
        self._join_models(model_calls)
        self.hooks = self._gates(logs)

    def approvals(self, call: Row) -> tuple[Row, ...]:
        """Return the decisions about a tool call, in order of time."""
        return tuple(self._approvals.get(call["call_id"] or "", ()))

    def ran(self, call: Row, place: int | None) -> tuple[int, int]:
        """Return when a tool call ran: (start, end) in nanoseconds; end OPEN when not told."""
        if place is not None:
            row = self._tree.spans[self._tree.inner.get(place, place)]
            return row[8], row[8] + row[9]
        start, end = call["start_ns"] or 0, call["end_ns"]
        if call["log"] is None:
            return start, OPEN
        took = call["duration_ns"] or 0
        return (end or start) - took, end or start

    def wait(self, call: Row, place: int | None) -> Wait | None:
        """Return what a call waited for before it ran, or before it was denied."""
        for hook in self.hooks.get(int(call["id"]), ()):
            if not gates.decided(call):
                return Wait(hook.end_ns - hook.duration_ns, hook.end_ns, silent=True)
        waiting = None if place is None else self._tree.waits.get(place)
        if waiting is not None and self._tree.spans[waiting][6] == "approval":
            row = self._tree.spans[waiting]
            return Wait(row[8], row[8] + row[9]) if row[9] else None
        for approval in self.approvals(call):
            if approval["waited_ns"]:
                return Wait(approval["ts_ns"] - approval["waited_ns"], approval["ts_ns"])
        return None

    def _take_approvals(self, approvals: Iterable[Row]) -> None:
        by_call = {call["call_id"]: key for key, call in self._by_id.items() if call["call_id"]}
        for row in sorted(approvals, key=lambda one: (int(one["ts_ns"]), int(one["id"]))):
            if row["call_id"] is None:
                continue
            self._approvals[row["call_id"]].append(row)
            if row["signal"] == "log" and row["call_id"] in by_call:
                self.owner_of_log[row["record"]] = by_call[row["call_id"]]

    def _join_models(self, model_calls: Sequence[Row]) -> None:
        spans = [
            (place, row[8], row[8] + row[9])
            for place, row in enumerate(self._tree.spans)
            if row[6] == "model_call"
        ]
        places = {self._tree.spans[place][0]: place for place, _, _ in spans}
        known = [(self._tree.spans[place][0], start, end) for place, start, end in spans]
        joined, self.model_alone = joins.model_calls(known, model_calls)
        self.model_of_span = {places[key]: call for key, call in joined.items()}
        self.model_logs = {call["record"] for call in model_calls if call["signal"] == "log"}

    def _gates(self, logs: Iterable[LogRow]) -> dict[int, list[Failed]]:
        found: dict[int, list[Failed]] = defaultdict(list)
        of_outer = {place: int(call["id"]) for place, call in self.of_span.items()}
        for place, row in enumerate(self._tree.spans):
            if row[6] == "hook" and _failed_open(row[5], row[11]):
                above = self._tree.above[place]
                if above in of_outer:
                    end = row[8] + row[9]
                    hook = Failed(("span", row[0]), end, row[9], "", row[11] or "")
                    found[of_outer[above]].append(hook)
        hooks = [_failed_log(row) for row in logs if row[4] == "hook"]
        failed = [hook for hook in hooks if hook is not None]
        for key, told in gates.assign(failed, self._in_order() if failed else ()).items():
            found[key] += told
        for key, told in found.items():
            for hook in told:
                if hook.record[0] == "log":
                    self.owner_of_log[hook.record[1]] = key
        return found

    def _in_order(self) -> list[tuple[int, str, int]]:
        outer = {int(call["id"]): place for place, call in self.of_span.items()}
        listed = [
            (key, str(call["name"] or ""), self.ran(call, outer.get(key))[0])
            for key, call in self._by_id.items()
        ]
        return sorted(listed, key=lambda one: one[2])


def _failed_open(title: str | None, error: str | None) -> bool:
    return title in gates.BEFORE_USE and error is not None and error not in _DENIED_CLASSES


def _failed_log(row: LogRow) -> Failed | None:
    """Return the hook that a log record tells of when it failed open."""
    if not _failed_open(row[6], row[9]):
        return None
    _, _, tool = (row[10] or "").partition(":")
    took = round((row[11] or 0) * MS_NS)
    return Failed(("log", row[0]), row[1], took, tool, row[9] or "")
