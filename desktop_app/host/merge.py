"""Three-way merges by `git merge-file`, without a file on any disk.

Promise: the three versions lie in memory (`memfd_create`) while git reads them; nothing of them is
written anywhere. Linux alone; elsewhere there is no merge.
"""

from __future__ import annotations

import os
import subprocess
import sys

from desktop_app.host.git import environment

_SECONDS = 20


def merge(program: str, mine: bytes, base: bytes, other: bytes) -> bytes | None:
    """Return what `mine` and `other` make of `base` together; None when they conflict.

    Args:
        program: path of git.
        mine: the one version, text.
        base: what both come from.
        other: the other version.
    """
    if sys.platform != "linux":
        return None
    handles = [_memory(version) for version in (mine, base, other)]
    names = [f"/proc/self/fd/{handle}" for handle in handles]
    try:
        done = subprocess.run(
            [program, "merge-file", "-p", "-q", *names],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd="/",
            env=environment() | {"GIT_CEILING_DIRECTORIES": "/"},
            pass_fds=handles,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    finally:
        for handle in handles:
            os.close(handle)
    return done.stdout if done.returncode == 0 else None


def _memory(data: bytes) -> int:
    handle = os.memfd_create("countersign-merge", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(handle), "wb") as file:
        file.write(data)
    return handle
