"""Settings that a recorder found loosened at its start: no command of a person is in the record.

It is said and fails nothing: the recorder itself wrote it down. What of retention such an edit was
to shorten does not hold, and step 16 says that of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from collections.abc import Container

    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_MOST = 80  # characters of a value: a forged leaf may hold anything


def check_edited(entry: Entry, refused: Container[str], found: Findings) -> None:
    """Say what a `recorder.start` tells of settings that were edited while no recorder ran.

    Args:
        entry: any entry.
        refused: names of settings that do not hold.
        found: gets a warning for each of the others.
    """
    told = entry.subject.get("edited")
    if entry.kind is not EntryKind.RECORDER_START or not isinstance(told, list | tuple):
        return
    for one in told:
        if not isinstance(one, Mapping) or one.get("name") in refused:
            continue
        name, old, new = (_said(one.get(field)) for field in ("name", "old", "new"))
        text = (
            f"Entry {entry.seq} finds {name} at {new}, and it was {old}: loosened while no "
            "recorder ran, by no command of a person."
        )
        found.warn("settings_edited", text, seq=entry.seq)


def _said(value: JSON) -> str:
    """Return a value as the settings file has it."""
    return str(value).lower()[:_MOST] if isinstance(value, bool) else str(value)[:_MOST]
