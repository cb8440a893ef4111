"""What is put into a bucket, below a URL, or into a folder: names that say what is in them.

Promise: a name belongs to the bytes, so that putting the same again changes nothing, and two logs
never meet. A checkpoint is the note as it is stored (C2SP tlog-checkpoint), a bundle the zip file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from desktop_app.errors import BugError

if TYPE_CHECKING:
    from desktop_app.ledger.records import StoredCheckpoint

CHECKPOINT_TYPE: Final = "text/plain; charset=utf-8"
BUNDLE_TYPE: Final = "application/zip"
_DIGEST = 16  # hex digits in a checkpoint's name
_INSTALL = re.compile(r"[0-9a-f]{16}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One object, with its bytes.

    Attributes:
        name: below the place: parts joined by "/".
        content_type: of the bytes.
        data: the note.
    """

    name: str
    content_type: str
    data: bytes


def checkpoint(install_id: str, stored: StoredCheckpoint) -> Checkpoint:
    """Return a checkpoint's object: `<install>/checkpoints/<size>-<16 hex of its SHA-256>`."""
    digest = sha256(stored.note).hexdigest()[:_DIGEST]
    name = f"{_install(install_id)}/checkpoints/{stored.size}-{digest}"
    return Checkpoint(name, CHECKPOINT_TYPE, stored.note)


def bundle_name(install_id: str, digest: str) -> str:
    """Return the name of a bundle's object: `<install>/bundles/<SHA-256 of the file>.zip`."""
    if not _SHA256.fullmatch(digest):
        raise BugError("A bundle's digest is not 64 hex digits.")
    return f"{_install(install_id)}/bundles/{digest}.zip"


def _install(install_id: str) -> str:
    """Return an install id that is one: it becomes a folder's name."""
    if not _INSTALL.fullmatch(install_id):
        raise BugError("An install id is not 16 hex digits.")
    return install_id
