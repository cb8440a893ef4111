"""What is said of a change of a file, as lines; of an agent's config before and after it is made.

Promise: the change is shown whole; our tokens are masked before it comes here, and no character of
the file can hide or move another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from desktop_app.operations.agents_setup import Change, SetUp, TakenOut

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


class Part(NamedTuple):
    """Some characters of a line that look alike: their colour token, whether the word changed."""

    text: str
    tone: str = "text"
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    r"""A line of a diff.

    Attributes:
        old, new: numbers before and after.
        sign: "+", "-", "" (it stays), "@" (lines are left out), "\" (of the line above).
        text: of it.
        parts: the same in parts that look different; none: all of it is plain.
    """

    old: int | None
    new: int | None
    sign: str
    text: str
    parts: tuple[Part, ...] = ()

    def spoken(self) -> str:
        """Return what a screen reader says."""
        words = {"+": tr("added"), "-": tr("removed"), "@": tr("lines left out")}
        return " ".join(part for part in (words.get(self.sign, ""), self.text) if part)


def lines(diff: str) -> list[Line]:
    """Return a unified diff as lines to be painted; its two lines of file names are left out."""
    made: list[Line] = []
    old = new = 0
    for text in diff.removesuffix("\n").split("\n")[2:]:
        if hunk := _HUNK.match(text):
            old, new = int(hunk[1]), int(hunk[2])
            if made or max(old, new) > 1:
                made.append(Line(None, None, "@", ""))
            continue
        if text.startswith("\\"):
            made.append(Line(None, None, "\\", tr("No line end at the end of the file")))
            continue
        sign, content = text[:1], safe(text[1:].removesuffix("\r"))
        if sign == "+":
            made.append(Line(None, new, "+", content))
        elif sign == "-":
            made.append(Line(old, None, "-", content))
        else:
            made.append(Line(old, new, "", content))
        old += sign != "+"
        new += sign != "-"
    return made


def counted(diff: list[Line]) -> str:
    """Return `10 lines added, 2 removed`."""
    added = sum(line.sign == "+" for line in diff)
    removed = sum(line.sign == "-" for line in diff)
    parts = [trn("{n} line added", "{n} lines added", added)] if added else []
    if removed and added:
        parts.append(tr("{n} removed", n=f"{removed:,}"))
    elif removed:
        parts.append(trn("{n} line removed", "{n} lines removed", removed))
    return ", ".join(parts) or tr("nothing changes")


def place(path: str, home: str) -> str:
    """Return a path as people read it: `~/.gemini/settings.json`."""
    inside = Path(path).is_relative_to(home)
    return visible(f"~/{Path(path).relative_to(home).as_posix()}" if inside else path)


def heading(change: Change, title: str) -> str:
    """Return the heading above a change."""
    if change.undo:
        return tr("What undoing {agent} changes", agent=title)
    return tr("What setting up {agent} changes", agent=title)


def note(change: Change) -> str:
    """Return what holds before anything is done."""
    if not change.undo:
        return tr("Nothing is changed yet. A backup is kept beside the file.")
    if change.exact:
        return tr("Nothing is changed yet. The file becomes byte for byte what it was.")
    return tr("Nothing is changed yet. Only our settings are taken out.")


def warnings(change: Change) -> list[str]:
    """Return what a person must know before: rivals, settings that stay."""
    told = (
        []
        if change.hooks is not False
        else [tr("It is recorded, and nobody is asked before its tools.")]
    )
    told += [
        tr("{setting} in the same file overrules this. Take it out.", setting=visible(name))
        for name in change.rivals
    ]
    if change.left:
        left = visible(", ".join(change.left))
        told.append(tr("Left alone, because they were changed since: {settings}.", settings=left))
    return told


def after(change: Change) -> str:
    """Return what happens after."""
    if change.undo:
        return tr("What it does is not recorded any more.")
    return tr("Then a test record is sent, to see that it arrives.")


def set_up_done(done: SetUp, title: str, home: str) -> list[str]:
    """Return what is told of a set-up that was done."""
    url = visible(done.arrived_at)
    told = [tr("{agent} is set up. A test record arrived at {url}.", agent=title, url=url)]
    if done.backup:
        told.append(tr("The original is kept as {file}.", file=place(done.backup, home)))
    told.append(tr("Programs that run already take it up when they are started again."))
    return [*told, recorded(done.entry)]


def taken_out(done: TakenOut, title: str) -> list[str]:
    """Return what is told of an undo that was done."""
    told = [
        tr("{agent}: its config is byte for byte as it was.", agent=title)
        if done.exact
        else tr("{agent}: our settings are out. The rest is as you left it.", agent=title)
    ]
    if done.left:
        left = visible(", ".join(done.left))
        told.append(tr("Left alone, because they were changed since: {settings}.", settings=left))
    return [*told, *([] if done.entry is None else [recorded(done.entry)])]


def recorded(entry: int) -> str:
    """Return `Recorded as #10,490.`."""
    return tr("Recorded as #{entry}.", entry=f"{entry:,}")


def safe(text: str) -> str:
    """Return text of a file so that every character is seen, a tab as an arrow."""
    return "→   ".join(visible(part) for part in text.split("\t"))
