"""Which paths are a repository's own, and what of them is looked at.

Objects are git's business: there can be a million, and they only ever grow. Refs are put back by
git itself (`update-ref`), not by file, and the reflogs tell that. The rest of `.git` (HEAD, index,
config, hooks ...) is files like any other: an agent that plants a hook is undone like that.
"""

from __future__ import annotations

GIT = b".git"
_SKIPPED = frozenset((b"objects", b"lfs", b"logs", b"fsmonitor--daemon", b"fsmonitor--daemon.ipc"))


def in_git(path: bytes) -> bool:
    """Return whether a path is inside a repository's own folder."""
    return GIT in path.split(b"/")[:-1]


def is_ref(path: bytes) -> bool:
    """Return whether a path is a ref, or a list of refs."""
    parts = path.split(b"/")
    if GIT not in parts[:-1]:
        return False
    below = parts[parts.index(GIT) + 1 :]
    return b"refs" in below[:-1] or below[-1] in (b"packed-refs", b"refs", b"reftable")


def is_skipped(path: bytes) -> bool:
    """Return whether a scan passes over a path and what is below it."""
    if not in_git(path):
        return False
    name = path.rpartition(b"/")[2]
    return name.endswith(b".lock") or (name in _SKIPPED and not is_ref(path))
