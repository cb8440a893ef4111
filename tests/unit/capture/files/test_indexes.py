"""capture.files.indexes: looking is no change."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.capture.files.indexes import same_indexes
from desktop_app.capture.files.present import look
from tests.fakes.workspace import KEY, Workspace

if TYPE_CHECKING:
    from pathlib import Path

INDEX = b".git/index"


def test_a_refreshed_index_is_the_same_and_a_staged_change_is_not(tmp_path: Path) -> None:
    """After `git status`, and after `git add`."""
    work = Workspace(tmp_path)
    (work.root / "f").write_text("one")
    work.committed()
    work.watch.begin(work.root)
    (work.root / "g").write_text("x")
    work.call("a", lambda: work.git("add", "g"))
    work.end()

    def same() -> set[bytes]:
        now = look(work.place.root, [INDEX, b"f"], KEY)
        return set(same_indexes(work.place, work.ops, now))

    assert same() == set()
    os.utime(work.root / "f", (1, 1))
    work.git("status")
    assert same() == {INDEX}
    (work.root / "f").write_text("two")
    work.git("add", "f")
    assert same() == set()
    (work.root / ".git" / "index").unlink()
    assert same() == set()
