"""Files that a patch changes, in the form that `apply_patch` takes (`*** Begin Patch`)."""

from __future__ import annotations

from desktop_app.model.action import Use

_HEADS = (
    ("*** Add File:", Use.WRITE),
    ("*** Update File:", Use.WRITE),
    ("*** Delete File:", Use.DELETE),
    ("*** Move to:", Use.WRITE),
)


def files_of(patch: str) -> tuple[tuple[str, Use], ...] | None:
    """Return the files of a patch and what is done to them; None when it is no such patch.

    A line counts as a head wherever it stands and however it is indented: some readers are lax.
    """
    if "*** Begin Patch" not in patch:
        return None
    found = []
    for line in patch.splitlines():
        text = line.strip()
        for head, use in _HEADS:
            if text.startswith(head):
                found.append((text.removeprefix(head).strip(), use))
    return tuple(found)
