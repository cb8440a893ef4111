"""atheris harness of everything that reads a sender's bytes before they are known to be sane.

    COUNTERSIGN_LONG=1 python -m tests.fuzz.fuzz_receive [-max_total_time=600] [CORPUS]

Holds: `decode` and `parse_events` return or raise one of three errors; what `decode` returns can be
serialized and parsed again; the count made before parsing is the count after it.
"""

from __future__ import annotations

import os
import sys

from desktop_app.errors import (
    MalformedRequestError,
    TooLargeError,
    UnsupportedMediaTypeError,
)
from desktop_app.normalize.signals import Signal, groups, parse_request
from desktop_app.receive.count import count_records
from desktop_app.receive.decode import decode
from desktop_app.receive.events import BATCH, STRUCTURED, parse_events
from tests.fakes import otlp

SIGNALS = list(Signal)
WAYS = [(e, c) for e in ("protobuf", "json") for c in ("identity", "gzip", "deflate")]
MODES = [STRUCTURED, BATCH, "application/json", "text/plain"]
HEADERS = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/", "ce-type": "t"}
REFUSED = (MalformedRequestError, TooLargeError, UnsupportedMediaTypeError)


def one(data: bytes) -> None:
    """Try one input: its first byte chooses what reads the rest."""
    if not data:
        return
    choice, body = data[0], data[1:]
    if choice >= 200:  # a share of the inputs
        check_events(MODES[choice % len(MODES)], body)
    else:
        encoding, compression = WAYS[choice // 3 % len(WAYS)]
        check_decode(SIGNALS[choice % 3], body, encoding, compression)


def check_decode(signal: Signal, body: bytes, encoding: str, compression: str) -> None:
    """Decode; what comes out must survive a round trip and agree with its count."""
    raw = otlp.raw(body, signal, encoding=encoding, compression=compression)
    try:
        message = decode(raw, max_bytes=1 << 20)
    except REFUSED:
        return
    again = message.SerializeToString()
    parse_request(signal, again)
    if count_records(again) != sum(map(sum, groups(signal, message))):
        raise AssertionError("the count before parsing is not the count after it")


def check_events(mode: str, body: bytes) -> None:
    """Parse CloudEvents."""
    try:
        found = parse_events(body, mode, HEADERS, max_events=10)
    except REFUSED:
        return
    if any(event["specversion"] != "1.0" for event in found):
        raise AssertionError("an event of another version was taken")


def main() -> None:
    """Run libFuzzer; only when asked for, it takes as long as it is let."""
    if os.environ.get("COUNTERSIGN_LONG") != "1":
        raise SystemExit("Set COUNTERSIGN_LONG=1: this is the long form.")
    import atheris  # noqa: PLC0415 - not on every platform

    atheris.instrument_all()
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
