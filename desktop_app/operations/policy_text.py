"""The text of a policy, to be read by a person: theirs as it is now, an administrator's, or ours.

Light to import: nothing here judges a policy (`operations.policy` does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.host import files, managed, resources

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.host.paths import Paths

OWN, OURS, MANAGED = "policy.yaml", "default.yaml", "managed policy.yaml"
MAX_BYTES = 1024 * 1024


def text(paths: Paths, name: str) -> str:
    """Return the text of `OWN`, `OURS` or `MANAGED`; bytes that are no UTF-8 are replaced.

    Raises:
        NotFoundError: there is no such file.
        UnreadableError: no regular file, or more than 1 MiB.
        StorageError: it cannot be read.
    """
    if name == OURS:
        return resources.read_text("policy/default.yaml")
    path = managed_file() if name == MANAGED else paths.data_dir / OWN
    data = files.read_bounded(path, MAX_BYTES)
    if data is None:
        raise NotFoundError(f"{path} is not there any more.")
    return data.decode("utf-8", "replace")


def managed_file() -> Path:
    """Return where an administrator's policy lies."""
    return managed.folder() / managed.POLICY
