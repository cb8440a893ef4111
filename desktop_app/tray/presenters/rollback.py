"""What the window of a rollback says: what would become of each path, what stays, what was done.

Promise: pure; every path that the recorder tells of is in a list, or counted where they are too
many. Reasons that are not known here are shown in the recorder's own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from desktop_app.model.visible import visible
from desktop_app.tray.presenters import changes
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.operations.rollback import Wanted
    from desktop_app.tray.presenters.changes import Line

_FIRST_LINES = 2  # of a diff: the names of its two files
_MOST_LINES = 200  # of what was not done
_CUT = "... and more."  # the last line of a long diff
_ID = 12  # characters of a commit's id


class Row(NamedTuple):
    """One path or ref: its shape, what is said beside it, and which diff is its own (or -1)."""

    icon: str
    tone: str
    path: str
    note: str = ""
    diff: int = -1

    @property
    def spoken(self) -> str:
        """Return what a screen reader says."""
        return ", ".join(part for part in (self.path, self.note) if part)


class Group(NamedTuple):
    """Rows under a heading."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as it is shown.

    Attributes:
        where: the folder.
        lead: in one sentence or two, what would be done and what would not.
        groups: of paths.
        verb: of the button that does it; "" where there is nothing to do.
        unattributed: text of the box that asks for changes of no call; "" for no box.
        merge: likewise of the one that keeps later changes.
        recorded: that looking was written down; "" where nothing kept was shown.
    """

    where: str
    lead: str
    groups: tuple[Group, ...]
    verb: str
    unattributed: str
    merge: str
    recorded: str


def title(wanted: Wanted) -> str:
    """Return what the window is called."""
    if wanted.undo is not None:
        return tr("Undo the rollback #{entry}", entry=f"{wanted.undo:,}")
    if len(wanted.paths) == 1:
        return tr("Put back {path}", path=visible(wanted.paths[0]))
    if wanted.paths:
        return trn("Put back {n} file", "Put back {n} files", len(wanted.paths))
    if wanted.to is not None:
        return tr("Roll back to before this call")
    return tr("Roll back this run")


def waiting(seconds: int) -> str:
    """Return what is said while the folder is looked at."""
    if seconds < 1:
        return tr("Looking at what is in the folder now.")
    return tr("Looking at what is in the folder now, {n} s so far.", n=f"{seconds:,}")


def working(seconds: int) -> str:
    """Return what is said while the plan is carried out."""
    if seconds < 1:
        return tr("Putting files back.")
    return tr("Putting files back, {n} s so far.", n=f"{seconds:,}")


def shown(plan: Mapping[str, Any], wanted: Wanted, home: str) -> Shown:
    """Return a plan of `operations.rollback.plan` as it is shown."""
    entry = plan.get("entry")
    told = tr("What files held is shown here. Recorded as #{entry}.", entry=f"{entry or 0:,}")
    return Shown(
        where=changes.place(str(plan["workspace"]), home),
        lead=_lead(plan),
        groups=tuple(_groups(plan)),
        verb=_verb(plan),
        unattributed=_unattributed(plan, wanted),
        merge=_merge(plan, wanted),
        recorded="" if entry is None else told,
    )


def diff(plan: Mapping[str, Any], row: Row) -> list[Line]:
    """Return the lines of a row's diff; none where it has none."""
    diffs: Sequence[Sequence[str]] = plan["diffs"]
    if not 0 <= row.diff < len(diffs) or len(diffs[row.diff]) <= _FIRST_LINES:
        return []
    lines: list[str] = []
    for line in diffs[row.diff]:
        if line.startswith("\\") and lines:
            lines[-1] += tr(" (no newline at its end)")
        else:
            lines.append(f" {tr('More is not shown here.')}" if line == _CUT else line)
    return changes.lines("\n".join(lines))


def said(plan: Mapping[str, Any], row: Row) -> str:
    """Return what stands in the place of a diff for a row that has no lines to show."""
    diffs: Sequence[Sequence[str]] = plan["diffs"]
    if 0 <= row.diff < len(diffs):  # the recorder's own sentence: binary, too large, ...
        lines = [visible(line) for line in diffs[row.diff][:1]]
        return " ".join(lines) or tr("There are no lines in it.")
    return row.note or tr("What it holds does not change, or is too much to be shown here.")


def outcome(found: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return what was done as a heading, and a line for each thing that was not, and why."""
    done, refs, failed = int(found["done"]), int(found["refs"]), list(found["failed"])
    parts = [trn("{n} path put back", "{n} paths put back", done)] if done or not refs else []
    if refs:
        parts.append(trn("{n} git ref moved", "{n} git refs moved", refs))
    if failed:
        parts.append(trn("{n} left alone", "{n} left alone", len(failed)))
    lines = [_failed(str(line)) for line in failed[:_MOST_LINES]]
    if more := len(failed) - len(lines):
        lines.append(trn("{n} more path", "{n} more paths", more))
    return ", ".join(parts), lines


def after(found: Mapping[str, Any]) -> str:
    """Return what holds after it was done."""
    kept = tr("What was there before is kept, so that this can be undone.")
    return f"{kept} {changes.recorded(int(found['entry']))}"


def _lead(plan: Mapping[str, Any]) -> str:
    steps, refs, refused = int(plan["steps"]), int(plan["refs"]), int(plan["refused"])
    if not steps and not refs:
        if refused:
            return tr("Nothing can be put back: see why below. Nothing is changed.")
        return tr("There is nothing to put back: all is as it was.")
    parts = [trn("{n} path changes", "{n} paths change", steps)] if steps else []
    if refs:
        parts.append(trn("{n} git ref moves", "{n} git refs move", refs))
    if refused:
        parts.append(trn("{n} is left alone", "{n} are left alone", refused))
    return tr("{parts}. Nothing is changed yet.", parts=", ".join(parts))


def _verb(plan: Mapping[str, Any]) -> str:
    steps, refs = int(plan["steps"]), int(plan["refs"])
    if not steps:
        return trn("Move {n} git ref back", "Move {n} git refs back", refs) if refs else ""
    kinds = {one.get("kind") for one in plan["changes"]}
    if kinds & {"dir", "special"}:
        files = trn("Put back {n} path", "Put back {n} paths", steps)
    else:
        files = trn("Put back {n} file", "Put back {n} files", steps)
    moved = trn("{n} git ref", "{n} git refs", refs)
    return tr("{files} and {refs}", files=files, refs=moved) if refs else files


def _unattributed(plan: Mapping[str, Any], wanted: Wanted) -> str:
    if wanted.unattributed:
        return tr("Also what changed while no call ran")
    if count := int(plan["unattributed"]):
        return trn(
            "Also what changed while no call ran, {n} change",
            "Also what changed while no call ran, {n} changes",
            count,
        )
    return ""


def _merge(plan: Mapping[str, Any], wanted: Wanted) -> str:
    wished = tr("Keep my later changes where they do not conflict")
    return wished if wanted.merge or int(plan["mergeable"]) else ""


def _groups(plan: Mapping[str, Any]) -> list[Group]:
    by_act: dict[str, list[Row]] = {}
    for one in plan["changes"]:
        by_act.setdefault(str(one["act"]), []).append(_row(one))
    found = [
        Group(f"{name} ({len(by_act[act]):,})", tuple(sorted(by_act[act], key=_is_gits)))
        for act, name in _acts().items()
        if act in by_act
    ]
    if plan["left"]:
        rows = tuple(
            Row("not-kept", "text3", visible(str(one["path"])), _why(str(one["why"])))
            for one in plan["left"]
        )
        found.append(Group(f"{tr('Left alone')} ({len(rows):,})", rows))
    more = int(plan["steps"]) + int(plan["refs"]) - len(plan["changes"])
    if more > 0:
        found.append(Group(trn("{n} more path", "{n} more paths", more), ()))
    return found


def _is_gits(row: Row) -> bool:
    """Return whether a path is git's own: a person looks for theirs first."""
    return ".git" in row.path.split("/")


def _acts() -> dict[str, str]:
    """Return what the recorder's acts are called, in the order in which they are listed."""
    return {
        "restore": tr("Put back as it was"),
        "recreate": tr("Made again"),
        "delete": tr("Deleted: it was not there before"),
        "rename back": tr("Renamed back"),
        "chmod": tr("Its mode put back"),
        "move ref": tr("Git refs moved back"),
    }


def _row(one: Mapping[str, Any]) -> Row:
    act = str(one["act"])
    icon, tone = {
        "restore": ("file-edit", "text2"),
        "recreate": ("file-write", "ok"),
        "delete": ("file-delete", "deny"),
        "rename back": ("undo", "text2"),
        "chmod": ("settings", "text2"),
        "move ref": ("undo", "text2"),
    }.get(act, ("file-edit", "text2"))
    return Row(icon, tone, visible(str(one["path"])), _note(act, one), int(one.get("diff", -1)))


def _note(act: str, one: Mapping[str, Any]) -> str:
    parts = []
    if "from" in one:
        parts.append(tr("it is {path} now", path=visible(str(one["from"]))))
    if act == "move ref":
        to = one.get("to")
        parts.append(tr("removed") if to is None else tr("to {id}", id=visible(str(to)[:_ID])))
    parts.append({"dir": tr("folder"), "symlink": tr("link")}.get(str(one.get("kind")), ""))
    keeps = {
        "later changes": tr("your later changes stay"),
        "changes between two calls": tr("as somebody else left it between two calls"),
    }
    parts.append(keeps.get(str(one.get("keeps")), ""))
    return ", ".join(part for part in parts if part)


def _why(why: str) -> str:
    known = {
        "changed since by somebody else": tr("changed since, and not by the run"),
        "outside the workspace": tr("outside the run's folder"),
        "there is no copy of what it was": tr("there is no copy of what it was"),
        "too large to keep what it is now": tr("too large to keep what it is now"),
        "something in it stays": tr("something in it stays"),
        "its folder is gone or is no folder": tr("its folder is gone, or is no folder"),
        "special file": tr("neither file nor folder"),
        "cannot be compared with what the agent left": tr(
            "it was never read, so nobody can tell whether it changed since"
        ),
        "it was renamed, and cannot go back to its old name": tr(
            "it was renamed, and cannot go back to its old name"
        ),
        "a repository that the run made stays": tr("a repository that the run made stays"),
    }
    return known.get(why) or visible(why)


def _failed(line: str) -> str:
    path, _, why = line.rpartition(": ")
    return f"{visible(path)}: {_why(why)}" if path else visible(line)
