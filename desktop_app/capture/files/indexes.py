"""Git's index after somebody only looked: another file, the same staged content.

`git status` writes the index anew with the times of the files it saw. That is no change by a
person, so two indexes in which the same is staged count as the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.capture.files.present import Present, look_at
from desktop_app.host.git import Git, find_git

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.capture.files.apply import Place
    from desktop_app.capture.files.ops import FileOp, State

_INDEX = b".git/index"


def same_indexes(
    place: Place, ops: Sequence[FileOp], now: Mapping[bytes, Present]
) -> dict[bytes, Present]:
    """Return those of `now` that are an index in which the same is staged as the run left there.

    Args:
        place: where.
        ops: all changes of the run, in order.
        now: what lies at paths of the workspace.
    """
    program = find_git(outside=place.root)
    left = {path: after for op in ops for path, _, after in op.steps()}
    found = {}
    for path, there in now.items():
        repo, name = path[: -len(_INDEX)].rstrip(b"/"), path[-len(_INDEX) :]
        state = left.get(path)
        if program is None or name != _INDEX or state is None or state.same(there.state):
            continue
        git = Git(program, place.root + b"/" + repo if repo else place.root)
        if _same(place, git, path, state):
            found[path] = replace(there, like=state.checksum)
    return found


def _same(place: Place, git: Git, path: bytes, left: State) -> bool:
    was = None if left.ref is None else place.store.get(left.ref)
    there = look_at(place.root, path, place.key, keep=True).content
    if was is None or there is None:
        return False
    staged = git.entries_of(was)
    return staged is not None and staged == git.entries_of(there)
