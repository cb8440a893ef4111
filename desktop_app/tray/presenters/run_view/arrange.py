"""Nodes into rows: children under their parent, siblings by start, everything exactly once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.run_view.rows import Extra, Rows, State, What

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = -1
DEEPEST = 255
_LAST = 1 << 64  # later than any time
_ERROR = 2
Part = tuple[int, int, int, int, str, int]  # start, end, span, log, name, status


@dataclass(slots=True)
class Node:
    """What becomes a row; `above` is the place of the node it stands under."""

    what: What
    state: State
    start: int
    end: int
    span: int
    log: int
    name: str
    extra: Extra | None = None
    above: int = ROOT
    parts: list[Part] = field(default_factory=list)


def arrange(nodes: Sequence[Node]) -> Rows:
    """Return the rows; nodes in a loop of parents stand under nothing."""
    below: dict[int, list[int]] = {}
    for at, node in enumerate(nodes):
        below.setdefault(ROOT if node.above == at else node.above, []).append(at)
    order = [_order(node) for node in nodes].__getitem__
    for siblings in below.values():
        siblings.sort(key=order)
    rows, seen = Rows(), bytearray(len(nodes))
    _walk(rows, nodes, below, below.get(ROOT, []), seen)
    for at in range(len(nodes)):
        if not seen[at]:
            _walk(rows, nodes, below, [at], seen)
    return rows


def _order(node: Node) -> int:
    """Return what siblings are sorted by: when it was asked or began; folded logs come last."""
    wait = None if node.extra is None else node.extra.wait
    start = node.start if wait is None else wait.start_ns
    return start + _LAST if node.what == What.LOG_FOLD else start


def _walk(
    rows: Rows,
    nodes: Sequence[Node],
    below: dict[int, list[int]],
    roots: list[int],
    seen: bytearray,
) -> None:
    stack = [(at, 0, -1) for at in reversed(roots)]
    while stack:
        at, depth, parent = stack.pop()
        if at < 0:
            rows.stop[~at] = len(rows)
            continue
        if seen[at]:
            continue
        seen[at] = True
        node = nodes[at]
        index = _put(rows, node, depth, parent)
        if node.parts:
            _put_parts(rows, node.parts, depth + 1, index)
            rows.stop[index] = len(rows)
        children = below.get(at)
        if children:
            stack.append((~index, 0, 0))
            stack.extend((child, depth + 1, index) for child in reversed(children))


def _put(rows: Rows, node: Node, depth: int, parent: int) -> int:
    index = len(rows.what)
    rows.what.append(node.what)
    rows.state.append(node.state)
    rows.depth.append(min(depth, DEEPEST))
    rows.parent.append(parent)
    rows.stop.append(index + 1)
    rows.leaf.append(True)
    if parent >= 0 and node.what != What.LOG:
        rows.leaf[parent] = False
    rows.start.append(node.start)
    rows.end.append(node.end)
    rows.span.append(node.span)
    rows.log.append(node.log)
    rows.name.append(node.name)
    if node.extra is not None:
        rows.extra[index] = node.extra
    return index


def _put_parts(rows: Rows, parts: list[Part], depth: int, parent: int) -> None:
    """Put what a fold stands for, by start; there may be a million, so column by column."""
    parts.sort()
    first, count = len(rows), len(parts)
    starts, ends, spans, logs, names, statuses = zip(*parts, strict=True)
    rows.what.extend([What.NOISE] * count)
    rows.state.extend(State.ERROR if status == _ERROR else State.UNKNOWN for status in statuses)
    rows.depth.extend([min(depth, DEEPEST)] * count)
    rows.parent.extend([parent] * count)
    rows.stop.extend(range(first + 1, first + count + 1))
    rows.leaf.extend(b"\1" * count)
    rows.start.extend(starts)
    rows.end.extend(ends)
    rows.span.extend(spans)
    rows.log.extend(logs)
    rows.name.extend(map(words.safe, names))
