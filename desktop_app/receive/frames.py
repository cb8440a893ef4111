"""The frames between the recorder and its workers: a kind byte, 8 bytes of length, the data."""

from __future__ import annotations

import contextlib
import os
import struct
import sys
from collections.abc import Callable
from typing import BinaryIO, TypeAlias

HEADER, BODY, RESULT, QUESTION, REPLY, ERROR, NO_MEMORY = range(1, 8)

Ask: TypeAlias = Callable[[bytes], bytes]
Job: TypeAlias = Callable[[bytes, bytes, Ask], bytes]
"""(header, body, ask) -> result. `ask` puts a question to the recorder and returns its answer."""

_HEAD = struct.Struct(">BQ")


def write(pipe: BinaryIO, kind: int, data: bytes) -> None:
    """Write one frame; raises OSError when the other side is gone."""
    pipe.write(_HEAD.pack(kind, len(data)))
    pipe.write(data)
    pipe.flush()


def read(pipe: BinaryIO) -> tuple[int, bytes]:
    """Read one frame.

    Raises:
        EOFError: the other side is gone.
    """
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError("no frame")
    kind, size = _HEAD.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError("half a frame")
    return kind, data


def child_environment() -> dict[str, str]:
    """Return a worker's environment: where our code is, nothing that changes Python or opens keys.

    It unpacks what strangers send, and needs no setting of ours.
    """
    left_out = ("PYTHON", "COUNTERSIGN_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    kept["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    return kept


def close_quietly(pipe: BinaryIO) -> None:
    """Close a pipe whose other end may be gone."""
    with contextlib.suppress(OSError):
        pipe.close()
