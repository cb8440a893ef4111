"""Where a record of a body stands in the commitment of its entry.

Index 0 is the skeleton, record r of the whole body has index r + 1 (`resources/docs/bundle.md`,
section "Openings"). Of a body that shows some records only, views see those alone, in order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Places: TypeAlias = "Mapping[int, tuple[int, ...]] | None"
"""seq -> indices of its records that are shown, ascending; None: whole bodies."""


def places(records: Iterable[tuple[int, int]]) -> Places:
    """Return the places of a scope's `records`; none chosen: whole bodies."""
    found: dict[int, tuple[int, ...]] = {}
    chosen = sorted(records)
    for seq, index in chosen:
        if index:
            found[seq] = (*found.get(seq, ()), index)
    return found if chosen else None


def place(shown: Places, seq: int, position: int) -> int:
    """Return the index of the record at `position` (from 0) of what is shown of a body."""
    return position + 1 if shown is None else shown[seq][position]
