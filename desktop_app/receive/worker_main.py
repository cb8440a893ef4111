"""The worker process: `python -m desktop_app.receive.worker_main FUNCTION MEMORY_BYTES`.

It reads jobs from standard input and writes results to standard output (see `frames`), one at a
time, until its input ends. What the job prints goes to standard error. It leaves no core dump.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from typing import TYPE_CHECKING, BinaryIO

from desktop_app.errors import CountersignError
from desktop_app.host import hardening
from desktop_app.model import canonical
from desktop_app.receive import frames

if TYPE_CHECKING:
    from desktop_app.receive.frames import Job

_STATM = "/proc/self/statm"
_NICE = 5


def main(function: str, memory_bytes: int) -> int:
    """Serve jobs until the input ends (0) or memory runs out (3); return the exit code."""
    hardening.harden()
    pipe_in = os.fdopen(os.dup(0), "rb")
    pipe_out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    if hasattr(os, "nice"):
        os.nice(_NICE)  # small requests come first
    module, _, name = function.partition(":")
    job: Job = getattr(importlib.import_module(module), name)
    limit_memory(memory_bytes)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while serve(job, pipe_in, pipe_out):
            pass
        return 3
    return 0


def serve(job: Job, pipe_in: BinaryIO, pipe_out: BinaryIO) -> bool:
    """Do one job; False when memory ran out and the process should end."""

    def ask(question: bytes) -> bytes:
        frames.write(pipe_out, frames.QUESTION, question)
        return frames.read(pipe_in)[1]

    _, header = frames.read(pipe_in)
    try:
        _, body = frames.read(pipe_in)
        result = job(header, body, ask)
    except MemoryError:
        frames.write(pipe_out, frames.NO_MEMORY, b"")
        return False
    except CountersignError as error:
        told = {"class": type(error).__name__, "message": error.message, "hint": error.hint}
        frames.write(pipe_out, frames.ERROR, canonical.encode(told))
    except (EOFError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - its type is told; its text may hold content
        told = {"class": type(error).__name__, "message": "", "hint": ""}
        frames.write(pipe_out, frames.ERROR, canonical.encode(told))
    else:
        frames.write(pipe_out, frames.RESULT, result)
    return True


def limit_memory(memory_bytes: int) -> None:
    """Allow `memory_bytes` of address space beyond what is used now (Linux; elsewhere no limit)."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not there on Windows

    with open(_STATM, encoding="ascii") as file:  # noqa: PTH123 - no need of pathlib here
        used = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + memory_bytes, used + memory_bytes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
