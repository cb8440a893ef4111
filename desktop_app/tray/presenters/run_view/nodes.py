"""Nodes: what becomes a row, with the node it stands under; folds with what they stand for."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.tray.presenters.run_view import gates, rollbacks, words
from desktop_app.tray.presenters.run_view.arrange import ROOT, Node
from desktop_app.tray.presenters.run_view.rows import OPEN, Extra, State, What
from desktop_app.tray.presenters.run_view.spans import ERROR, NONE
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.query.run_records import LogRow, SpanRow
    from desktop_app.tray.presenters.run_view.calls import Calls
    from desktop_app.tray.presenters.run_view.spans import Tree

_WHAT = {
    "turn": What.TURN,
    "model_call": What.MODEL,
    "tool_call": What.TOOL,
    "subagent": What.SUBAGENT,
}
_MODEL = "Model call "  # how titles of model calls begin
_SLACK_NS = 1_000_000_000  # between a turn's log record and its span


class Nodes:
    """Makes the nodes of one state of a run."""

    def __init__(self, tree: Tree, calls: Calls, logs: list[LogRow], *, ended: bool) -> None:
        self._tree, self._calls, self._logs, self._ended = tree, calls, logs, ended
        self._nodes: list[Node] = []
        self._of_place = [NONE] * len(tree.spans)
        self._of_call: dict[int, int] = {}

    def made(self) -> list[Node]:
        """Return all nodes; `above` are their places in the list."""
        self._add_spans()
        self._add_alone()
        self._add_turns()
        self._adopt()
        self._fold_spans()
        self._add_logs()
        return self._nodes

    def _add(self, node: Node) -> int:
        self._nodes.append(node)
        return len(self._nodes) - 1

    def _add_spans(self) -> None:
        for place, row in enumerate(self._tree.spans):
            if self._tree.shown[place]:
                self._of_place[place] = self._add(self._span(place, row))
        for place, at in enumerate(self._of_place):
            above = self._tree.above[place]
            if NONE not in {at, above}:
                self._nodes[at].above = self._of_place[above]

    def _span(self, place: int, row: SpanRow) -> Node:
        if row[6] == rollbacks.CATEGORY:
            return rollbacks.node(row)
        what = _WHAT.get(row[6])
        if what is None:
            bad = State.ERROR if row[7] == ERROR else State.OK
            name = words.safe(row[5] or row[4])
            return Node(What.STEP, bad, row[8], row[8] + row[9], row[0], 0, name)
        state = State.ERROR if row[7] == ERROR else State.OK
        start, end = row[8], row[8] + row[9]
        name, extra = words.safe(row[5] or row[4]), None
        if what is What.TOOL:
            call = self._calls.of_span.get(place)
            if call is not None:
                self._of_call[int(call["id"])] = len(self._nodes)
                return self._tool(call, place, row)
        elif what is What.MODEL:
            name = name.removeprefix(_MODEL)
            if (counted := self._calls.model_of_span.get(place)) is not None:
                name = words.safe(counted["model"] or name)
                extra = Extra(detail=spent(counted), call=counted)
                state = State.ERROR if counted["outcome"] == "error" else state
        elif what is What.TURN:
            extra = Extra(detail=words.prompt(row[10]))
        return Node(what, state, start, end, row[0], 0, name, extra)

    def _tool(self, call: dict[str, Any], place: int | None, row: SpanRow | None) -> Node:
        start, end = self._calls.ran(call, place)
        wait = self._calls.wait(call, place)
        hooks = self._calls.hooks.get(int(call["id"]), ())
        failed = row is not None and row[7] == ERROR
        state = tool_state(call, failed=failed, silent=bool(hooks) and not gates.decided(call))
        if state is State.DENIED and wait is not None:
            start = end = wait.end_ns
        elif end == OPEN and self._ended and state is not State.DENIED:
            state = State.NO_END
        detail = words.argument(None if row is None else row[10])
        extra = Extra(
            detail=detail,
            fixed=bool(detail),
            wait=wait,
            call=call,
            approvals=self._calls.approvals(call),
            hooks=tuple(hook.record for hook in hooks),
            only_logs=row is None,
        )
        name = words.safe(call["name"] or (row and (row[5] or row[4])) or "?")
        span = 0 if row is None else row[0]
        return Node(What.TOOL, state, start, end, span, call["log"] or 0, name, extra)

    def _add_alone(self) -> None:
        for call in self._calls.alone:
            self._of_call[int(call["id"])] = self._add(self._tool(call, None, None))
        for call in self._calls.model_alone:
            is_log = call["signal"] == "log"
            took = call["duration_ns"] or 0
            start = call["ts_ns"] - took if is_log else call["ts_ns"]
            state = State.ERROR if call["outcome"] == "error" else State.OK
            extra = Extra(detail=spent(call), call=call, only_logs=is_log)
            name = words.safe(call["model"] or tr("Model call"))
            log = call["record"] if is_log else 0
            self._add(Node(What.MODEL, state, start, start + took, 0, log, name, extra))

    def _add_turns(self) -> None:
        """Add turns that only a log record tells of: no span yet, or none at all."""
        spans = sorted((node.start, node.end) for node in self._nodes if node.what == What.TURN)
        starts = [start for start, _ in spans]
        told = sorted((row[1], row[0], row[8]) for row in self._logs if row[4] == "turn")
        last = max((max(node.start, node.end) for node in self._nodes), default=0)
        for place, (time_ns, log, said) in enumerate(told):
            at = bisect_right(starts, time_ns + _SLACK_NS) - 1
            if at >= 0 and time_ns <= spans[at][1]:
                continue
            end = told[place + 1][0] if place + 1 < len(told) else OPEN
            if end == OPEN and self._ended:
                end = max(last, time_ns)
            extra = Extra(detail=words.prompt(said), only_logs=True)
            self._add(Node(What.TURN, State.OK, time_ns, end, 0, log, tr("Turn"), extra))

    def _adopt(self) -> None:
        """Put what stands under nothing under the turn in whose time it began."""
        turns = sorted(
            (node.start, at) for at, node in enumerate(self._nodes) if node.what == What.TURN
        )
        self._turns, self._turn_starts = turns, [start for start, _ in turns]
        for node in self._nodes:
            if node.above == ROOT and node.what not in {What.TURN, What.ROLLBACK}:
                node.above = self._turn_at(node.start)
        for number, (_, at) in enumerate(turns, start=1):
            self._nodes[at].name = tr("Turn {n}", n=number)

    def _turn_at(self, time_ns: int) -> int:
        place = bisect_right(self._turn_starts, time_ns) - 1
        if place < 0:
            return ROOT
        at = self._turns[place][1]
        end = self._nodes[at].end
        return at if end == OPEN or time_ns <= end else ROOT

    def _fold_spans(self) -> None:
        """Put what is noise into one fold under each turn, or under nothing."""
        spans, above = self._tree.spans, self._tree.above
        hidden = set(self._tree.inner.values()) | set(self._tree.waits.values())
        parts: dict[int, list[int]] = {}
        turn_of: dict[int, int] = {}
        for place, at in enumerate(self._of_place):
            if at != NONE or place in hidden:
                continue
            owner = above[place]
            if owner not in turn_of:
                turn_of[owner] = self._turn_above(owner)
            turn = turn_of[owner]
            parts.setdefault(turn if turn != ROOT else self._turn_at(spans[place][8]), []).append(
                place
            )
        for turn, places in parts.items():
            rows = [spans[place] for place in places]
            names = Counter(row[5] or row[4] for row in rows)
            self._add_fold(
                What.FOLD,
                turn,
                [(row[8], row[8] + row[9], row[0], 0, row[5] or row[4], row[7]) for row in rows],
                words.about(names.items()),
            )

    def _turn_above(self, place: int) -> int:
        """Return the turn that a shown span stands in."""
        at = NONE if place == NONE else self._of_place[place]
        seen = 0
        while at not in (NONE, ROOT) and self._nodes[at].what != What.TURN:
            at, seen = self._nodes[at].above, seen + 1
            if seen > len(self._nodes):
                return ROOT
        return at

    def _add_fold(
        self, what: What, turn: int, parts: list[tuple[int, int, int, int, str, int]], about: str
    ) -> None:
        logs = what is What.LOG_FOLD
        start = min(part[0] for part in parts)
        end = max(part[1] for part in parts)
        extra = Extra(detail=about, count=len(parts))
        name = words.folded(len(parts), logs=logs)
        node = Node(what, State.UNKNOWN, start, end, 0, 0, name, extra, turn)
        node.parts = parts
        self._add(node)

    def _add_logs(self) -> None:
        """Add log records: beside the call they told of, else in their turn; noise folded."""
        places = {(row[1], row[2]): place for place, row in enumerate(self._tree.spans)}
        noise: dict[int, list[tuple[int, int, int, int, str, int]]] = {}
        about: dict[int, Counter[str]] = {}
        turns = {node.log for node in self._nodes if node.what == What.TURN}
        for row in self._logs:
            if row[0] in self._calls.model_logs or row[0] in turns:
                continue
            name = row[5] or row[6] or ""
            if row[4] == "noise":
                turn = self._turn_at(row[1])
                noise.setdefault(turn, []).append((row[1], row[1], 0, row[0], name, 0))
                about.setdefault(turn, Counter())[name] += 1
                continue
            self._add(self._log(row, name, places))
        for turn, parts in noise.items():
            self._add_fold(What.LOG_FOLD, turn, parts, words.about(about[turn].items()))

    def _log(self, row: LogRow, name: str, places: dict[tuple[str, str], int]) -> Node:
        call = self._calls.owner_of_log.get(row[0])
        above = ROOT if call is None else self._of_call.get(call, ROOT)
        if above == ROOT:
            place = places.get((row[2] or "", row[3] or ""), NONE)
            owner = (
                place if place == NONE or self._of_place[place] != NONE else self._tree.above[place]
            )
            above = self._of_place[owner] if owner != NONE else self._turn_at(row[1])
        bad = row[9] is not None or row[4] == "error"
        state = State.ERROR if bad else State.UNKNOWN
        if call is not None and bad and row[4] == "hook":
            state = State.NOT_GATED
        detail = "" if row[6] is None or row[6] == row[5] else words.safe(row[6])
        extra = Extra(detail=detail) if detail else None
        return Node(What.LOG, state, row[1], row[1], 0, row[0], words.safe(name), extra, above)


def tool_state(call: dict[str, Any], *, failed: bool, silent: bool) -> State:
    """Return how a tool call went."""
    if silent:
        return State.NOT_GATED
    if call["outcome"] == "denied":
        return State.DENIED
    if call["outcome"] == "error" or failed:
        return State.ERROR
    return State.OK if call["outcome"] == "ok" else State.UNKNOWN


def spent(call: dict[str, Any]) -> str:
    """Return what a model call cost, or its tokens where no cost was reported."""
    if call["cost_nano_usd"] is not None:
        return formats.money(call["cost_nano_usd"] / 1e9)
    if call["tokens_input"] is None and call["tokens_output"] is None:
        return ""
    sent, got = (formats.count(call[name], zero="0") for name in ("tokens_input", "tokens_output"))
    return tr("{sent} in, {got} out", sent=sent, got=got)
