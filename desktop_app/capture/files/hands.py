"""The deeds of a rollback, one path at a time.

Promise: each opens its folder anew, component by component, and goes through no link; each is whole
or not at all.

Raises (all of them):
    OSError: nothing was changed, or (a folder in the place of a file and the reverse) the one is
        gone and the other not made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Fact, Kind, fact_of
from desktop_app.capture.files.paths import name_of, parent_of
from desktop_app.host import folder, folder_write

if TYPE_CHECKING:
    from desktop_app.capture.files.planned import Step


def put(root: bytes, step: Step, content: bytes) -> None:
    """Make a path what the step says, with that content; a folder gets its mode later."""
    name, target = name_of(step.path), step.target
    is_dir = step.now is not None and step.now.kind is Kind.DIR
    with folder.opened(root, parent_of(step.path)) as handle:
        if is_dir:
            folder_write.remove_dir(handle, name)
        elif target is None or (target.kind is Kind.DIR and step.now is not None):
            folder_write.remove_file(handle, name)
        if target is None:
            return
        if target.kind is Kind.DIR:
            folder_write.make_dir(handle, name)
        elif target.kind is Kind.LINK:
            folder_write.put_link(handle, name, content)
        else:
            taken = step.now is not None and not is_dir
            folder_write.put_file(handle, name, content, target.mode, replace=taken)


def move(root: bytes, source: bytes, path: bytes) -> None:
    """Give a file its other name."""
    with (
        folder.opened(root, parent_of(source)) as old,
        folder.opened(root, parent_of(path)) as new,
    ):
        folder_write.move(old, name_of(source), new, name_of(path))


def set_mode(root: bytes, path: bytes, mode: int) -> None:
    """Set the permission bits of a path."""
    with folder.opened(root, parent_of(path)) as handle:
        folder_write.set_mode(handle, name_of(path), mode)


def status(root: bytes, path: bytes) -> Fact | None:
    """Return what the system tells of a path, None when nothing is there."""
    try:
        with folder.opened(root, parent_of(path)) as handle:
            found = folder.status_of(handle, name_of(path))
    except FileNotFoundError:
        return None
    return None if found is None else fact_of(found, 0)
