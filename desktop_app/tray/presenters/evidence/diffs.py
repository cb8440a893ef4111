"""What a change did to what is in a file, as lines to be painted, or the sentence instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.tray.presenters import changes, diff_marks, syntax
from desktop_app.tray.presenters.evidence import file_words
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Collection

    from desktop_app.operations.changed_files import Change, Compared
    from desktop_app.tray.presenters.changes import Line


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands below a change's name.

    Attributes:
        lines: of the diff; none where there is none.
        counted: `1 line added, 1 removed`; "" without a diff.
        said: a sentence below the lines, or in their place; "" for none.
    """

    lines: tuple[Line, ...] = field(default=(), repr=False)
    counted: str = ""
    said: str = ""


def without(change: Change, is_open: Collection[str], kept: Collection[str]) -> Shown | None:
    """Return what is said of a change that nothing need be read of; None: its copies are read.

    Args:
        change: whose list is shown.
        is_open: references that are shown.
        kept: those that are there at all.
    """
    if change.moved is not None:
        return Shown(said=file_words.moved(change))
    sides = [side for side in (change.before, change.after) if side is not None]
    said = None
    if all(side.kind in {"dir", "special"} for side in sides):
        said = tr("There is nothing in it to compare.")
    elif change.deed == "mode":
        said = tr("What is in it stayed the same.")
    elif any(side.ref not in kept for side in sides):
        said = _gone()
    elif any(side.ref not in is_open for side in sides):
        said = tr("Its copies are kept. Look at more files to see what changed.")
    return None if said is None else Shown(said=said)


def shown(change: Change, found: Compared) -> Shown:
    """Return what was read; takes a moment for a long text, so not in the window's thread."""
    if found.why == "gone":
        return Shown(said=_gone())
    if found.why:
        return Shown(said=_no_text(change, is_binary=found.why == "binary"))
    if not found.diff:
        return Shown(said=tr("What is in it stayed the same."))
    lines = changes.lines("\n".join(found.diff))
    old, new = change.source or change.path, change.path
    sides = [(found.before, syntax.inks(old, found.before))]
    sides.append((found.after, syntax.inks(new, found.after)))
    made = diff_marks.marked(lines, *sides)
    more = tr("The change is longer than what is shown here.") if found.more else ""
    counted = changes.counted(made)
    return Shown(tuple(made), "" if found.more else counted, more)


def _gone() -> str:
    return tr("There is no copy of it, so nothing can be compared.")


def _no_text(change: Change, *, is_binary: bool) -> str:
    before, after = file_words.size(change.before), file_words.size(change.after)
    if is_binary:
        return tr("It is no text: {before} before, {after} after.", before=before, after=after)
    return tr("Too long to compare: {before} before, {after} after.", before=before, after=after)
