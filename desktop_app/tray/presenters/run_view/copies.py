"""What the detail says of files that can be put back: those of a call, and those of a rollback."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from desktop_app.query.copies import Copies
    from desktop_app.tray.presenters.run_view.rows import Rows
    from desktop_app.tray.presenters.run_view.sources import Sources

LINK = "rollback"
UNDO = "undo"


def intent(copies: Copies, sources: Sources) -> int | None:
    """Return the intent of a call to which the run can be rolled back; None where there is none."""
    rows = [] if sources.why is None or not copies.kept else sources.why["intents"]
    return next((int(row["seq"]) for row in rows if copies.files.get(int(row["seq"]))), None)


def section(copies: Copies, sources: Sources) -> Section | None:
    """Return what is said of a call's files; None where nothing of it can be put back."""
    found = intent(copies, sources)
    if found is None:
        return None
    text = trn(
        "{n} path changed while it ran. There is a copy of what it was.",
        "{n} paths changed while it ran. There are copies of what they were.",
        copies.files[found],
    )
    return Section(tr("Files"), text=text, link=f"{LINK} {found}")


def of_rollback(copies: Copies, sources: Sources, rows: Rows, at: int) -> Section | None:
    """Return what is said of a rollback, with the way back; None for any other row."""
    if rows.what[at] != What.ROLLBACK:
        return None
    ours = tr("Countersign did this when a person asked for it. It is no span of the agent's.")
    text = f"{rows.more(at).detail[:1].upper()}{rows.more(at).detail[1:]}. {ours}"
    entry = None if sources.span is None else int(sources.span["seq"])
    link = f"{UNDO} {entry}" if entry is not None and copies.kept else ""
    return Section(tr("Rollback"), text=text, link=link)
