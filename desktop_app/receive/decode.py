"""From the bytes of an OTLP request to its message, at a bounded cost. Worker processes use it.

1. decompress, at most `max_bytes`;  2. count the records, at most `max_records`;  3. parse.
"""

from __future__ import annotations

from google.protobuf.message import DecodeError

from desktop_app.errors import TooLargeError
from desktop_app.normalize import signals
from desktop_app.receive.count import count_records, refused
from desktop_app.receive.inflate import inflate
from desktop_app.receive.otlp_json import parse_json
from desktop_app.receive.request import MAX_RECORDS, RawRequest

_DENSE_RECORDS = 50_000  # more records than this, however small, are unpacked in a worker
_DENSE_BRACKETS = 150_000
_SAFE_BYTES = 100_000  # too short to hold that many
_MAX_RATIO = 1032  # of deflate: a shorter body cannot unpack to more


def decode(
    raw: RawRequest, *, max_bytes: int, max_records: int = MAX_RECORDS
) -> signals.ExportRequest:
    """Return the request as a message.

    Raises:
        MalformedRequestError: not what its encoding and compression say.
        TooLargeError: more than `max_bytes` after decompression, too many records, or too deep.
    """
    body = raw.inflated.pop() if raw.inflated else inflate(raw.body, raw.compression, max_bytes)
    if len(body) > max_bytes:
        raise TooLargeError(f"The request has more than {max_bytes} bytes after decompression.")
    if raw.encoding == "json":
        return parse_json(raw.signal, body, max_records=max_records)
    if len(body) > _SAFE_BYTES and (count := count_records(body)) > max_records:
        raise TooLargeError(f"The request has {count} records; at most {max_records} are taken.")
    try:
        return signals.parse_request(raw.signal, body)
    except DecodeError as error:
        raise refused(error) from error


def inflated_within(raw: RawRequest, limit: int) -> bool:
    """Tell whether a request is small enough to be decoded in this process.

    That is: at most `limit` bytes after decompression, and not made of so many tiny records that
    their objects would take tens of megabytes. The decompressed body is kept for `decode`.

    Raises:
        MalformedRequestError: see `inflate`.
    """
    if len(raw.body) > limit:
        return False
    if raw.compression == "identity" or len(raw.body) * _MAX_RATIO <= _SAFE_BYTES:
        return not _dense(raw, raw.body)
    try:
        body = inflate(raw.body, raw.compression, limit)
    except TooLargeError:
        return False
    if _dense(raw, body):
        return False
    raw.inflated.append(body)
    return True


def _dense(raw: RawRequest, body: bytes) -> bool:
    if len(body) <= _SAFE_BYTES:
        return False
    if raw.encoding == "json":
        return body.count(b"{") + body.count(b"[") > _DENSE_BRACKETS
    return count_records(body) > _DENSE_RECORDS
