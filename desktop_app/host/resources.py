"""Packaged data files by name: `desktop_app/resources` in a wheel, `resources/` in a checkout.

Promise: a name never leaves the resource directory; a missing one is a bug of ours, told as one.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from desktop_app.errors import BugError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def read_bytes(name: str) -> bytes:
    """Return a resource's bytes; `name` is relative with forward slashes, as `docs/ledger.md`.

    Raises:
        BugError: no resource of that name.
    """
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts:
        raise BugError(f"{name!r} is not the name of a resource.")
    resource = _root().joinpath(*parts)
    try:
        return resource.read_bytes()
    except OSError as error:
        raise BugError(f"The resource {name} is missing from this installation.") from error


def read_text(name: str) -> str:
    """Return a resource as text (UTF-8).

    Raises:
        BugError: no resource of that name.
    """
    return read_bytes(name).decode("utf-8")


def _root() -> Traversable:
    package = files("desktop_app")
    packaged = package.joinpath("resources")
    if packaged.is_dir():
        return packaged
    return Path(str(package)).parent / "resources"
