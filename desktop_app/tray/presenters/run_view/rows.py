"""What a run shows, row by row, in columns: a run may have a million of them.

Rows stand in order of display: parents before children, siblings by start. Rows that are folded
away or seen only beside logs are there too; `outline` leaves them out. Text is safe to show.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

OPEN = -1  # an end that is not known


class What(IntEnum):
    """What a row is."""

    TURN = 0
    MODEL = 1
    TOOL = 2
    SUBAGENT = 3
    STEP = 4  # anything else that took time
    LOG = 5
    FOLD = 6  # stands for spans that are folded away
    LOG_FOLD = 7  # the same of log records
    NOISE = 8  # one of what a fold stands for
    ROLLBACK = 9  # Countersign's own, for a person


class State(IntEnum):
    """How it went; the gravest first."""

    NOT_GATED = 0
    DENIED = 1
    ERROR = 2
    NO_END = 3
    OK = 4
    UNKNOWN = 5


class Wait(NamedTuple):
    """Time in which an action waited: for a person, or for a gate that did not answer.

    Attributes:
        start_ns, end_ns: since 1970.
        silent: the gate did not answer; nobody decided.
    """

    start_ns: int
    end_ns: int
    silent: bool = False


@dataclass(slots=True)
class Extra:
    """What only some rows have.

    Attributes:
        detail: the argument that matters, tokens or cost; safe to show.
        fixed: whether that is an argument, in the fixed font.
        wait: before it ran.
        call: the tool call's or model call's columns.
        approvals: decisions about it, in order.
        hooks: log or span keys of hooks about it that failed: ("log", id).
        denied_by: "you", "policy", ... when it was denied.
        count: what a fold stands for.
        only_logs: no span told of it.
    """

    detail: str = ""
    fixed: bool = False
    wait: Wait | None = None
    call: dict[str, Any] | None = None
    approvals: tuple[dict[str, Any], ...] = ()
    hooks: tuple[tuple[str, int], ...] = ()
    count: int = 0
    only_logs: bool = False


NOTHING = Extra()


class Gap(NamedTuple):
    """Records that did not arrive: the agent numbers them.

    Attributes:
        after_ns, before_ns: times of the records around it.
        first, last: the missing numbers.
    """

    after_ns: int
    before_ns: int
    first: int
    last: int

    @property
    def missing(self) -> int:
        """How many."""
        return self.last - self.first + 1


@dataclass(slots=True)
class Rows:
    """Columns; index = place in the order of display.

    Attributes:
        what, state, depth: of each row.
        parent: index, or -1.
        stop: index after the last row below it.
        leaf: whether nothing but log records is below it.
        start, end: nanoseconds since 1970; end OPEN when it is not known or still to come.
        span, log: keys of the records that told of it, or 0; an entry of ours: minus its place in
            the ledger, as `log`.
        key: what stays the same when more rows come: kind and key as one number.
        name: safe to show.
        extra: by index.
    """

    what: bytearray = field(default_factory=bytearray)
    state: bytearray = field(default_factory=bytearray)
    depth: bytearray = field(default_factory=bytearray)
    parent: array[int] = field(default_factory=lambda: array("l"))
    stop: array[int] = field(default_factory=lambda: array("l"))
    leaf: bytearray = field(default_factory=bytearray)
    start: array[int] = field(default_factory=lambda: array("q"))
    end: array[int] = field(default_factory=lambda: array("q"))
    span: array[int] = field(default_factory=lambda: array("q"))
    log: array[int] = field(default_factory=lambda: array("q"))
    name: list[str] = field(default_factory=list)
    extra: dict[int, Extra] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.what)

    def more(self, index: int) -> Extra:
        """Return what only some rows have."""
        return self.extra.get(index, NOTHING)

    def key(self, index: int) -> tuple[int, int]:
        """Return what names a row for as long as the run grows."""
        what = self.what[index]
        if what in {What.FOLD, What.LOG_FOLD}:
            above = self.parent[index]
            return (what, self.span[above] or self.log[above] if above >= 0 else 0)
        if self.span[index]:
            return (0, self.span[index])
        if self.log[index]:
            return (1, self.log[index])
        call = self.more(index).call
        return (2, 0 if call is None else int(call["id"]))

    def find(self, record: str) -> int:
        """Return the row of `span:N`, `log:N` or `call:N`; -1 when there is none."""
        kind, _, number = record.partition(":")
        wanted = int(number) if number.isascii() and number.isdigit() else 0
        if kind == "call":
            found = (index for index, extra in self.extra.items() if _is_call(extra, wanted))
            return next(found, -1)
        column = {"span": self.span, "log": self.log}.get(kind)
        try:
            return -1 if column is None or not wanted else column.index(wanted)
        except ValueError:
            return self._by_log(wanted) if kind == "log" else -1

    def _by_log(self, wanted: int) -> int:
        """Return the row of the call that a log record told of."""
        for index, extra in self.extra.items():
            call = extra.call
            if call is not None and (call.get("log") or call.get("record")) == wanted:
                return index
        return -1


def _is_call(extra: Extra, wanted: int) -> bool:
    return extra.call is not None and "call_id" in extra.call and extra.call["id"] == wanted
