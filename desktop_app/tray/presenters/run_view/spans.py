"""Spans as a tree of what is shown: noise lifted out, two spans of one tool call made one.

Agents tell of a tool call with an outer span (asked, waited, ran) and one inside it (ran). They
become one row; what is below either is below it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.query.run_records import SpanRow

NONE, _BUSY = -1, -2
FOLDED = frozenset(("noise", "hook"))
CONTAINERS = frozenset(("agent_run",))  # shown only where they hold something that is
ERROR = 2  # Status.STATUS_CODE_ERROR


@dataclass(slots=True)
class Tree:
    """Spans, and where each belongs. Indexes are places in `spans`.

    Attributes:
        spans: as `query.run_records` gives them.
        above: nearest row's span above each, or NONE.
        shown: whether a span is a row.
        inner: of a tool call's outer span: the span inside it.
        waits: of a tool call's outer span: the span of its wait.
    """

    spans: list[SpanRow]
    above: list[int] = field(default_factory=list)
    shown: bytearray = field(default_factory=bytearray)
    inner: dict[int, int] = field(default_factory=dict)
    waits: dict[int, int] = field(default_factory=dict)


def tree(spans: list[SpanRow], registered: set[int]) -> Tree:
    """Return the tree; `registered` are the keys of spans that tool calls name."""
    parents = _parents(spans)
    made = Tree(spans, shown=bytearray(row[6] not in FOLDED for row in spans))
    _merge_calls(made, parents, registered)
    _drop_empty_containers(made, parents)
    made.above = _above(parents, made)
    return made


def _parents(spans: list[SpanRow]) -> list[int]:
    places: dict[tuple[str, str], int] = {}
    for place, row in enumerate(spans):
        places.setdefault((row[1], row[2]), place)
    get = places.get
    found = [NONE if row[3] is None else get((row[1], row[3]), NONE) for row in spans]
    for place, parent in enumerate(found):
        if parent == place:
            found[place] = NONE
    return found


def _merge_calls(made: Tree, parents: list[int], registered: set[int]) -> None:
    """Join each tool call's two spans, and the wait between them, into the outer one.

    Tool calls name one of their two spans, whichever came first. A sub-agent's calls stand below
    the inner span of the call that started it, so an outer span looks for its own inner one first.
    """
    spans = made.spans
    pairs = [
        (place, parent)
        for place, parent in enumerate(parents)
        if parent != NONE and spans[parent][6] == "tool_call"
    ]
    paired: set[int] = set()
    for named_is_inner in (True, False):
        for place, parent in pairs:
            if spans[place][6] != "tool_call" or place in paired or parent in paired:
                continue
            named = spans[place][0] in registered, spans[parent][0] in registered
            if named == (named_is_inner, not named_is_inner):
                made.inner[parent] = place
                made.shown[place] = False
                paired |= {place, parent}
    for place, parent in pairs:
        if spans[place][6] == "approval":
            made.waits[parent] = place
            made.shown[place] = False


def _drop_empty_containers(made: Tree, parents: list[int]) -> None:
    spans, shown = made.spans, made.shown
    containers = [place for place, row in enumerate(spans) if row[6] in CONTAINERS]
    if not containers:
        return
    holding = bytearray(len(spans))
    for place in range(len(spans)):
        if not shown[place] or spans[place][6] in CONTAINERS:
            continue
        above = parents[place]
        while above != NONE and not holding[above]:
            holding[above] = True
            above = parents[above]
    for place in containers:
        shown[place] = holding[place] or spans[place][7] == ERROR


def _above(parents: list[int], made: Tree) -> list[int]:
    """Return the nearest shown span above each; a loop among folded ones ends at a root."""
    shown, outer = made.shown, {inner: outer for outer, inner in made.inner.items()}
    found = [_BUSY] * len(parents)
    for start in range(len(parents)):
        path, place, end = [], start, found[start]
        while end == _BUSY:
            found[place] = NONE  # who comes back here goes round in a loop
            path.append(place)
            above = parents[place]
            if above == NONE:
                end = NONE
            elif shown[owner := outer.get(above, above)] and owner != place:
                end = owner
            else:
                end, place = found[above], above
        for place in path:
            found[place] = end
    return found
