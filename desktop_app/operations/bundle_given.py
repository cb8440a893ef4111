"""Files that a reviewer gives beside a bundle: certificates, age identities. Read in bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MAX_GIVEN_BYTES = 1 << 20


def read_given(path: Path) -> bytes:
    """Return a file's bytes; raises UsageError for more than a mebibyte."""
    with path.open("rb") as file:
        data = file.read(MAX_GIVEN_BYTES + 1)
    if len(data) > MAX_GIVEN_BYTES:
        raise UsageError(f"{path} is too large for what it should be.")
    return data


def read_identity(path: Path) -> str:
    """Return the text of an age identity file; raises UsageError for what is no text."""
    try:
        return read_given(path).decode("ascii")
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no age identity file.") from error
