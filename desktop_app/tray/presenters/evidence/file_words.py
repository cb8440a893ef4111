"""What changes of files are called: deeds, who did them, what a path was and is.

Keys of the tables are words in lists of changes, append-only there (`capture.files.ops.Deed`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters.evidence import words
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.operations.changed_files import Change, Side

_ICONS = {
    "create": ("file-write", "ok"),
    "patch": ("file-edit", "text2"),
    "delete": ("file-delete", "deny"),
    "rename": ("forward", "text2"),
    "mode": ("settings", "text2"),
    "symlink": ("link", "text2"),
    "ref": ("fold", "text2"),
}
_SHORT = 8  # characters of a commit


def icon(deed: str) -> tuple[str, str]:
    """Return the shape of a deed, and its colour token."""
    return _ICONS.get(deed, ("file-edit", "text2"))


def counted(deeds: Mapping[str, int], refs: int) -> str:
    """Return how many of which: `2 created, 1 changed`; of a deed not known here its own word."""
    known = {
        "create": lambda n: trn("{n} created", "{n} created", n),
        "patch": lambda n: trn("{n} changed", "{n} changed", n),
        "delete": lambda n: trn("{n} deleted", "{n} deleted", n),
        "rename": lambda n: trn("{n} renamed", "{n} renamed", n),
        "mode": lambda n: trn("{n} with another mode", "{n} with other modes", n),
        "symlink": lambda n: trn("{n} link", "{n} links", n),
    }
    said = [known[deed](deeds[deed]) for deed in known if deeds.get(deed)]
    said += [f"{count:,} {visible(deed)}" for deed, count in deeds.items() if deed not in known]
    if refs:
        said.append(trn("{n} git ref moved", "{n} git refs moved", refs))
    return ", ".join(said)


def deed(change: Change) -> str:
    """Return what became of a path: `changed`, `renamed from a.txt`."""
    known = {
        "create": tr("created"),
        "patch": tr("changed"),
        "delete": tr("deleted"),
        "rename": tr("renamed from {path}", path=visible(change.source)),
        "mode": tr("got another mode"),
        "symlink": tr("made a link"),
        "ref": tr("moved"),
    }
    return known.get(change.deed) or visible(change.deed)


def by(tools: Sequence[str], *, undone: bool) -> str:
    """Return who did it: `by Edit`; of several calls one did; of none nobody knows."""
    named = list(dict.fromkeys(words.tool(visible(tool)) or tr("a tool") for tool in tools))
    if undone:
        return tr("by a rollback")
    if not named:
        return tr("by no call")
    if len(tools) == 1:
        return tr("by {tool}", tool=named[0])
    return tr("by one of {tools}", tools=", ".join(named))


def size(one: Side | None) -> str:
    """Return how large something was."""
    return tr("nothing") if one is None else formats.size(one.size)


def side(one: Side | None) -> str:
    """Return what a path was: `11 bytes, mode 0644`."""
    if one is None:
        return tr("nothing")
    mode = f"{one.mode:04o}"
    match one.kind:
        case "dir":
            return tr("a folder, mode {mode}", mode=mode)
        case "symlink":
            return tr("a link")
        case "special":
            return tr("a special file")
        case _:
            return tr("{size}, mode {mode}", size=formats.size(one.size), mode=mode)


def moved(change: Change) -> str:
    """Return where a git ref went, as a sentence."""
    before, after, commits = change.moved or ("", "", 0)
    names = [visible(one)[:_SHORT] or tr("nothing") for one in (before, after)]
    new = trn("{n} commit came into reach.", "{n} commits came into reach.", commits)
    return tr("It went from {old} to {new}.", old=names[0], new=names[1]) + f" {new}"
