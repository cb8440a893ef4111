"""Tool calls of one `call_key` that still lack a span or a log, oldest first.

A record without a call id goes to the oldest of them. A call never lacks again what it got, so
each is looked at once, however many calls of a run share a key and in whatever order they come.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any, TypeAlias

Row: TypeAlias = "dict[str, Any]"


class OpenCalls:
    """Rows by what they lack; of each, all and those without a call id."""

    def __init__(self) -> None:
        self._lacking = {signal: (_Rows(), _Rows()) for signal in ("span", "log")}

    def first(self, signal: str, *, unnamed: bool) -> Row | None:
        """Return the oldest row that lacks `signal` (span, log); `unnamed`: and a call id."""
        return self._lacking[signal][unnamed].oldest()

    def note(self, row: Row) -> None:
        """Take a row that is new or has changed."""
        for signal, (lacking, unnamed) in self._lacking.items():
            if row[signal] is not None:
                lacking.drop(row)
                unnamed.drop(row)
                continue
            lacking.put(row)
            if row["call_id"] is None:
                unnamed.put(row)
            else:
                unnamed.drop(row)


class _Rows:
    """Rows by number; a number leaves the heap when it is the lowest and its row is gone."""

    def __init__(self) -> None:
        self._rows: dict[int, Row] = {}
        self._heap: list[int] = []

    def put(self, row: Row) -> None:
        if row["id"] not in self._rows:
            heappush(self._heap, row["id"])
        self._rows[row["id"]] = row

    def drop(self, row: Row) -> None:
        self._rows.pop(row["id"], None)

    def oldest(self) -> Row | None:
        while self._heap and self._heap[0] not in self._rows:
            heappop(self._heap)
        return self._rows[self._heap[0]] if self._heap else None
