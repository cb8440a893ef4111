"""What the detail of a call says of files that changed while it ran, where they can be put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.tray.presenters.run_view.detail import Section
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from desktop_app.query.copies import Copies
    from desktop_app.tray.presenters.run_view.sources import Sources

LINK = "rollback"


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
