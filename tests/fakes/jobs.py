"""Jobs for worker processes: each does what its name says."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from desktop_app.errors import MalformedRequestError
from desktop_app.normalize.signals import Signal, groups
from desktop_app.receive.decode import decode
from desktop_app.receive.request import RawRequest, Sender

if TYPE_CHECKING:
    from collections.abc import Callable

MIB = 1024 * 1024


def job(  # noqa: C901 - a table
    header: bytes, body: bytes, ask: Callable[[bytes], bytes]
) -> bytes:
    """Do what the header says."""
    match header:
        case b"echo":
            return body
        case b"ask":
            return ask(b"who?") + ask(b"and?")
        case b"pid":
            return str(os.getpid()).encode()
        case b"grow":
            return bytes(8 * 1024 * MIB)
        case b"die":
            os._exit(9)
        case b"hang":
            time.sleep(60)  # a job that never ends
        case b"bad":
            raise MalformedRequestError("Not for me.", hint="Try another.")
        case b"bug":
            raise KeyError("a secret")
        case b"print":
            print("hello")  # noqa: T201 - what a careless library does
    return b""


def count_spans(header: bytes, body: bytes, _ask: Callable[[bytes], bytes]) -> bytes:
    """Decode OTLP spans; header = max_bytes, max_records, compression."""
    max_bytes, max_records, compression = header.decode().split()
    raw = RawRequest(Signal.TRACES, body, "protobuf", compression, "http", Sender("", "none"))  # type: ignore[arg-type]  # the header says which
    message = decode(raw, max_bytes=int(max_bytes), max_records=int(max_records))
    return str(sum(map(sum, groups(Signal.TRACES, message)))).encode()
