"""What this process may leave behind when it dies: nothing.

Promise: after `harden()`, no core dump holds telemetry or keys, no other process of the same user
may attach a debugger or read our memory (Linux), and every file we make is for its owner alone.
"""

from __future__ import annotations

import ctypes
import os
import sys

_PR_SET_DUMPABLE = 4


def harden() -> tuple[str, ...]:
    """Set all three for this process and what it starts; return the names of those that hold.

    Names: `umask`, `no-core`, `not-dumpable`. What a system lacks is left out, never an error: the
    caller says in `doctor` what does not hold here.
    """
    held = ["umask"]
    os.umask(0o077)
    if _no_core():
        held.append("no-core")
    if _not_dumpable():
        held.append("not-dumpable")
    return tuple(held)


def harden_reader() -> tuple[str, ...]:
    """Set the first two alone: for a process that holds nothing unredacted and no key.

    The recorder looks at whoever asks it for what only a person may; a process that is not dumpable
    hides from it what started it.
    """
    os.umask(0o077)
    return ("umask", "no-core") if _no_core() else ("umask",)


def _no_core() -> bool:
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415 - not there on Windows

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return True


def _not_dumpable() -> bool:
    if sys.platform != "linux":
        return False
    return bool(ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0)
