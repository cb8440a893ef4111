"""What an agent changed in files, shown to a person: which copies there are, names, contents.

Promise: names of files are content like what is in them; neither is here before an entry says that
it is shown. Nothing of them is written to disk.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from desktop_app.capture.files.difftext import unified
from desktop_app.capture.files.ops import FileOp, State, parse_op
from desktop_app.capture.files.paths import shown as shown_path
from desktop_app.capture.files.repos import RefOp, parse_ref_op
from desktop_app.errors import BadEncodingError
from desktop_app.operations.recorder_access import recorder
from desktop_app.operations.reveals import GONE, Piece, content

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

PIECES = "files.pieces"
REF = "ref"  # the deed of a git ref that moved; the others are those of files


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry that lists changed files: where the list is kept, and the copies that it names."""

    entry: int
    list: Piece
    copies: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What a path was, before or after.

    Attributes:
        kind: file, dir, symlink or special.
        mode: permission bits.
        size: bytes.
        ref: of its copy; "" where there is none.
        why: there is none; "" otherwise.
    """

    kind: str
    mode: int
    size: int
    ref: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one path, or a git ref that moved.

    Attributes:
        entry: that says so.
        deed: create, patch, delete, rename, mode, symlink, or `REF`.
        path: as it can be shown; of a ref its name.
        source: of a rename: the old path; "" otherwise.
        before, after: None: there was, or is, nothing.
        calls: who, as the list says: entries of intents, or a rollback; none: nobody knows.
        until_us: it happened before this time.
        exact: the path as the command line takes it; None where it is not UTF-8.
        moved: of a ref: where it was, where it is, and how many commits came.
    """

    entry: int
    deed: str
    path: str
    source: str = ""
    before: Side | None = None
    after: Side | None = None
    calls: tuple[str, ...] = ()
    until_us: int = 0
    exact: str | None = None
    moved: tuple[str, str, int] | None = None

    @property
    def refs(self) -> tuple[str, ...]:
        """Where what it was and what it became are kept."""
        return tuple(side.ref for side in (self.before, self.after) if side and side.ref)


@dataclass(frozen=True, slots=True)
class Compared:
    """What a change did to what was in a file.

    Attributes:
        diff: lines of a unified diff, its two lines of names first; none where nothing differs.
        before, after: the whole texts, for whoever colours them; "" where there was nothing.
        why: there is no diff: "binary", "long", or "gone" (a copy is); "" where there is one.
        more: whether the diff is longer than is shown.
    """

    diff: tuple[str, ...] = field(default=(), repr=False)
    before: str = field(default="", repr=False)
    after: str = field(default="", repr=False)
    why: str = ""
    more: bool = False


def listed(context: Context, sender: str, run_id: str) -> list[Listed]:
    """Return what of a run's changed files can be shown, oldest first; no name, no content.

    Raises:
        NotAnsweredByPersonError: no person asks.
        VaultUnavailableError: the vault is not open; it says why.
    """
    arguments: dict[str, JSON] = {"sender": sender, "run_id": run_id, "confirmed": True}
    with recorder(context) as client:
        answer = cast("dict[str, Any]", client.call(PIECES, arguments))
    return [
        Listed(one["entry"], _piece(one["list"]), tuple(map(_piece, one["copies"])))
        for one in answer["entries"]
    ]


def changes(context: Context, lists: Sequence[Piece], entry: int) -> dict[int, list[Change]]:
    """Return the changes that lists tell, by the entry of each; one that is gone is left out.

    Args:
        context: whose.
        lists: that were revealed.
        entry: that says so.

    Raises:
        UsageError: the entry does not reveal them; the recorder that wrote it ended.
        BadEncodingError: a list is none.
    """
    found = {}
    with recorder(context) as client:
        for one in lists:
            try:
                found[one.entry] = parse(one.entry, content(client, one.ref, entry))
            except GONE:
                continue
    return found


def compared(context: Context, change: Change, entries: Mapping[str, int]) -> Compared:
    """Return what a change did to what was in a file, as far as its copies are there.

    Args:
        context: whose.
        change: one with content.
        entries: by reference, the entry that reveals it.

    Raises:
        UsageError: as of `changes`.
    """
    sides: list[bytes | None] = []
    with recorder(context) as client:
        for side in (change.before, change.after):
            if side is None or not side.ref:
                if side is not None:
                    return Compared(why="gone")
                sides.append(None)
                continue
            try:
                sides.append(content(client, side.ref, entries[side.ref]))
            except GONE:
                return Compared(why="gone")
    before, after = sides
    return compare(before, after, change.path)


def compare(before: bytes | None, after: bytes | None, path: str) -> Compared:
    """Return what differs between two contents; None: there was, or is, nothing."""
    diff = unified(before, after, path)
    if diff and not diff[0].startswith("--- "):
        return Compared(why="binary" if diff[0].startswith("Binary") else "long")
    more = bool(diff) and diff[-1] == "... and more."
    return Compared(tuple(diff[:-1] if more else diff), _text(before), _text(after), more=more)


def parse(entry: int, document: bytes) -> list[Change]:
    """Return the changes of a kept list.

    Raises:
        BadEncodingError: it is none.
    """
    try:
        told = json.loads(document)
    except ValueError as error:
        raise BadEncodingError("A list of changed files is no JSON.") from error
    if not isinstance(told, dict):
        raise BadEncodingError("A list of changed files is no object.")
    files = [_change(entry, parse_op(one)) for one in _dicts(told, "files")]
    return files + [_moved(entry, parse_ref_op(one)) for one in _dicts(told, "refs")]


def _dicts(told: Mapping[str, object], name: str) -> list[dict[str, JSON]]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadEncodingError("A list of changed files holds no list.")
    return found


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "backslashreplace")


def _piece(told: Mapping[str, Any]) -> Piece:
    return Piece(told["ref"], told["media"], told["bytes"], told["entry"])


def _change(entry: int, op: FileOp) -> Change:
    before = op.before if op.source is None else op.source_before
    return Change(
        entry=entry,
        deed=op.deed.value,
        path=shown_path(op.path),
        source="" if op.source is None else shown_path(op.source),
        before=_side(before),
        after=_side(op.after),
        calls=op.calls,
        until_us=op.until_us,
        exact=_exact(op.path),
    )


def _side(state: State | None) -> Side | None:
    if state is None:
        return None
    return Side(state.kind.value, state.mode, state.size, state.ref or "", state.why or "")


def _exact(path: bytes) -> str | None:
    try:
        return path.decode()
    except UnicodeDecodeError:
        return None


def _moved(entry: int, op: RefOp) -> Change:
    name = f"{op.name}, {shown_path(op.repo)}" if op.repo else op.name
    moved = (op.before or "", op.after or "", len(op.commits))
    return Change(entry, REF, name, calls=op.calls, until_us=op.until_us, moved=moved)
