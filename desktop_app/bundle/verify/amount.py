"""How many pieces a body has, counted before it is cut: two bytes become a hundred in memory.

Promise: takes no memory, and time for `MAX_PIECES` pieces at most. A body that is not laid out as
`model.wire` says passes here; cutting it refuses it.
"""

from __future__ import annotations

from desktop_app.errors import UnreadableError
from desktop_app.model.kinds import EntryKind

# A receiver takes a million records in one request; groups and their other fields come on top.
MAX_PIECES = 2_000_000

_FIRST, _SECOND = 0x0A, 0x12  # tags: resource groups of a request; scope groups, and records
_GROUPS = (_FIRST, _SECOND)
_MORE, _MAX_SHIFT = 0x80, 28


def check_amount(kind: EntryKind, body: bytes) -> None:
    """Refuse a body of more pieces than a recorder takes.

    Raises:
        UnreadableError: it has.
    """
    if kind is EntryKind.CLOUDEVENTS:
        many = body.count(b"\n") >= MAX_PIECES
    else:
        many = len(body) > 2 * MAX_PIECES and _left(body, 0, len(body), 0, MAX_PIECES) < 0
    if many:
        raise UnreadableError(f"A body has more than {MAX_PIECES} records and groups.")


def _left(body: bytes, at: int, end: int, depth: int, left: int) -> int:
    """Return how many more fields there may be after those from `at`; below 0: too many."""
    group = _GROUPS[depth] if depth < len(_GROUPS) else None
    while at < end and left >= 0:
        left -= 1
        tag, head, size = body[at], at + 2, body[at + 1 : at + 2]
        length = size[0] if size else 0
        if length >= _MORE:
            length, head = _length(body, at + 1, end)
        at = head + length
        if tag == group:
            left = _left(body, head, min(at, end), depth + 1, left)
    return left


def _length(body: bytes, at: int, end: int) -> tuple[int, int]:
    """Return a length of several bytes, and where it ends; past the end where it is none."""
    value = 0
    for shift in range(0, _MAX_SHIFT + 1, 7):
        if at >= end:
            break
        byte, at = body[at], at + 1
        value |= (byte & ~_MORE) << shift
        if byte < _MORE:
            return value, at
    return 0, end
