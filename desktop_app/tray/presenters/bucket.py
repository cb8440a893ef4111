"""A bucket as a person fills it in: its place, its lock, and what is wrong with either."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import UsageError
from desktop_app.tray.words import tr
from desktop_app.upstream.where import Kind, check_where

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCHEME = "s3://"
_MOST_DIGITS = 9  # more is no number of days; `upstream.allowed` says how many are


def where(bucket: str, folder: str) -> str:
    """Return the place of a bucket and a folder in it; a pasted `s3://BUCKET/FOLDER` will do.

    Raises:
        UsageError: the name is none that a bucket can have.
    """
    name, _, below = bucket.strip().removeprefix(_SCHEME).partition("/")
    try:
        place = check_where(Kind.S3, f"{_SCHEME}{name}")
    except UsageError as error:
        raise UsageError(
            tr("A bucket's name has 3 to 63 small letters, digits, hyphens and dots.")
        ) from error
    steps = [part.strip().strip("/") for part in (below, folder)]
    return "/".join([place, *(step for step in steps if step)])


def days(text: str) -> int:
    """Return how many days an object is locked.

    Raises:
        UsageError: that is no number.
    """
    typed = text.strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= _MOST_DIGITS):
        raise UsageError(tr("Say for how many days each object is locked."))
    return int(typed)


def locks() -> Sequence[tuple[str | None, str, str]]:
    """Return (Object Lock's mode, what it is called, what it means)."""
    return (
        (None, tr("Not locked"), tr("Who may write to the bucket can delete what lies there.")),
        (
            "governance",
            tr("Locked: governance"),
            tr("Before its days are over, only who may lift the lock can delete an object."),
        ),
        (
            "compliance",
            tr("Locked: compliance"),
            tr("Before its days are over nobody can delete an object, you neither."),
        ),
    )
