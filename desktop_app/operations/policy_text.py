"""The text of a policy, to be read by a person: theirs as the file is now, or the one we ship.

Light to import: nothing here judges a policy (`operations.policy` does).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.host import files, resources

if TYPE_CHECKING:
    from desktop_app.host.paths import Paths

OWN, OURS = "policy.yaml", "default.yaml"
MAX_BYTES = 1024 * 1024


def text(paths: Paths, name: str) -> str:
    """Return the text of `OWN` or `OURS`; bytes that are no UTF-8 are replaced.

    Raises:
        NotFoundError: there is no such file.
        UnreadableError: no regular file, or more than 1 MiB.
        StorageError: it cannot be read.
    """
    if name == OURS:
        return resources.read_text("policy/default.yaml")
    path = paths.data_dir / OWN
    data = files.read_bounded(path, MAX_BYTES)
    if data is None:
        raise NotFoundError(f"{path} is not there any more.")
    return data.decode("utf-8", "replace")
