"""Tool calls of one `call_key` that still lack a span or a log, oldest first.

A record without a call id goes to the oldest of them. A call never lacks again what it got, so
each is looked at once, however many calls of a run share a key.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Row: TypeAlias = "dict[str, Any]"


class OpenCalls:
    """Rows by what they lack; of each, all and those without a call id."""

    def __init__(self) -> None:
        self._lacking: dict[str, tuple[dict[int, Row], dict[int, Row]]] = {
            signal: ({}, {}) for signal in ("span", "log")
        }

    def first(self, signal: str, *, unnamed: bool) -> Row | None:
        """Return the oldest row that lacks `signal` (span, log); `unnamed`: and a call id."""
        return next(iter(self._lacking[signal][unnamed].values()), None)

    def note(self, row: Row) -> None:
        """Take a row that is new or has changed."""
        for signal, (lacking, unnamed) in self._lacking.items():
            if row[signal] is not None:
                lacking.pop(row["id"], None)
                unnamed.pop(row["id"], None)
                continue
            _insert(lacking, row)
            if row["call_id"] is None:
                _insert(unnamed, row)
            else:
                unnamed.pop(row["id"], None)


def _insert(rows: dict[int, Row], row: Row) -> None:
    number = row["id"]
    is_late = rows and number < next(reversed(rows))  # it got its key after others
    rows[number] = row
    if is_late:
        inorder = sorted(rows.items())
        rows.clear()
        rows.update(inorder)
