"""What differs between two trees, as changes of paths.

Promise: each path that differs is in exactly one change, or in two where a folder took the place of
something else or the reverse. What goes stands first, from the deepest, then renames, then what
came or differs, by path. A rename is a content that left one name and came to another: the same
inode with the same content, else a content that exactly one name lost and exactly one gained.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Fact, Kind, Tree
from desktop_app.capture.files.gitpaths import is_ref
from desktop_app.capture.files.ops import Deed
from desktop_app.capture.files.paths import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Change:
    """A path whose fact differs.

    Attributes:
        deed: what it is called.
        path: where.
        before: None: nothing was there.
        after: None: nothing is there.
        source: of a rename: the path that went.
        source_before: what was there.
    """

    deed: Deed
    path: bytes
    before: Fact | None
    after: Fact | None
    source: bytes | None = None
    source_before: Fact | None = None


def changes(before: Tree, after: Tree) -> list[Change]:
    """Return what differs, in an order that can be followed; refs are left out."""
    gone: dict[bytes, Fact] = {}
    made: dict[bytes, Fact] = {}
    edited: list[Change] = []
    for path, old, new in _differing(before, after):
        if old is not None and new is not None and _one_thing(old, new):
            edited.append(Change(_deed(old, new), path, old, new))
            continue
        if old is not None:
            gone[path] = old
        if new is not None:
            made[path] = new
    moves = _moves(gone, made)
    left = {path: fact for path, fact in gone.items() if path not in moves.values()}
    deleted = [Change(Deed.DELETE, path, left[path], None) for path in sorted(left, reverse=True)]
    come = [_come(path, made[path], moves.get(path), gone) for path in sorted(made)]
    # A name may be free by a rename and taken by a folder: what leaves a name stands first.
    return [*deleted, *sorted([*come, *edited], key=lambda c: (c.source is None, c.path))]


def _differing(before: Tree, after: Tree) -> Iterator[tuple[bytes, Fact | None, Fact | None]]:
    for folder in before.folders.keys() | after.folders.keys():
        old, new = before.folders.get(folder, {}), after.folders.get(folder, {})
        if old is new:
            continue
        for name in old.keys() | new.keys():
            one, other = old.get(name), new.get(name)
            if one is not other and (one is None or other is None or _differs(one, other)):
                path = joined(folder, name)
                if not is_ref(path):
                    yield path, one, other


def _differs(old: Fact, new: Fact) -> bool:
    if (old.kind, old.mode) != (new.kind, new.mode):
        return True
    return old.kind is not Kind.DIR and not _same_content(old, new)


def _same_content(old: Fact, new: Fact) -> bool:
    one, other = old.content, new.content
    if one is None or other is None or one.digest is None or other.digest is None:
        return (old.size, old.mtime_ns, old.inode) == (new.size, new.mtime_ns, new.inode)
    return one.digest == other.digest


def _one_thing(old: Fact, new: Fact) -> bool:
    """Return whether a path's old and new fact make one change; else it went and came."""
    return (old.kind is Kind.DIR) is (new.kind is Kind.DIR)


def _deed(old: Fact, new: Fact) -> Deed:
    if new.kind is Kind.LINK:
        return Deed.SYMLINK
    if old.kind is new.kind and (old.kind is Kind.DIR or _same_content(old, new)):
        return Deed.MODE
    return Deed.PATCH


def _come(path: bytes, fact: Fact, source: bytes | None, gone: Mapping[bytes, Fact]) -> Change:
    if source is not None:
        return Change(Deed.RENAME, path, None, fact, source, gone[source])
    return Change(Deed.SYMLINK if fact.kind is Kind.LINK else Deed.CREATE, path, None, fact)


def _moves(gone: Mapping[bytes, Fact], made: Mapping[bytes, Fact]) -> dict[bytes, bytes]:
    """Return the old path of each file that got a new one."""
    inodes = {(fact.device, fact.inode): path for path, fact in gone.items() if _moved(fact)}
    moves = {}
    for path, fact in made.items():
        source = inodes.get((fact.device, fact.inode))
        if source is not None and _moved(fact) and _same_content(gone[source], fact):
            moves[path] = inodes.pop((fact.device, fact.inode))
    taken = frozenset(moves.values())
    lost = _by_digest({path: fact for path, fact in gone.items() if path not in taken})
    gained = _by_digest({path: fact for path, fact in made.items() if path not in moves})
    for digest, new in gained.items():
        if len(new) == len(lost.get(digest, ())) == 1:
            moves[new[0]] = lost[digest][0]
    return moves


def _by_digest(facts: Mapping[bytes, Fact]) -> dict[bytes, list[bytes]]:
    found = defaultdict(list)
    for path, fact in facts.items():
        if _moved(fact) and fact.size and fact.content is not None and fact.content.digest:
            found[fact.content.digest].append(path)
    return found


def _moved(fact: Fact) -> bool:
    return fact.kind is Kind.FILE
