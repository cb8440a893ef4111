"""Time stamps by hand: a request for any authority to answer, and its answer brought back.

Promise: nothing is sent. Who carries the request to an authority, and how, is the person's affair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from desktop_app.errors import (
    BadEncodingError,
    BadSignatureError,
    StorageError,
    UsageError,
)
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.checkpoint import fresh_checkpoint
from desktop_app.operations.reading import require_ledger
from desktop_app.operations.recorder_access import ask
from desktop_app.signing.stamp_request import stamp_request
from desktop_app.signing.timestamps import as_response, is_timestamp, read_timestamp
from desktop_app.tlog.note import encode_base64

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

MAX_TOKEN_FILE_BYTES = 1_000_000


def write_request(context: Context, file: Path) -> int:
    """Write a TimeStampReq over the newest checkpoint; return how many entries that covers.

    Raises:
        NotFoundError: nothing was recorded yet.
        StorageError: it cannot be written.
    """
    found = fresh_checkpoint(context)
    try:
        file.write_bytes(stamp_request(found.note.encode()))
    except OSError as error:
        raise StorageError(f"{file} cannot be written: {error.strerror}.") from error
    return found.size


def add_stamp(context: Context, file: Path) -> dict[str, Any]:
    """Have an authority's answer written down; return entry, size, time and authority.

    Raises:
        UsageError: no time stamp, or over no checkpoint of this ledger.
        NotFoundError: nothing was recorded yet.
    """
    require_ledger(context)
    with file.open("rb") as opened:
        data = opened.read(MAX_TOKEN_FILE_BYTES)
    if not is_timestamp(data):
        hint = "An authority's answer is a binary file, often named .tsr."
        raise UsageError(f"{file} is no time stamp.", hint=hint)
    try:
        told = read_timestamp(as_response(data))
    except (BadEncodingError, BadSignatureError) as error:
        raise UsageError(f"{file} is no time stamp that can be read: {error.message}") from error
    with LedgerReader(context.paths.ledger) as reader:
        found = reader.checkpoint_where(told.is_over)
    if found is None:
        raise UsageError(
            f"The time stamp in {file} is over no checkpoint of this ledger.",
            hint="`countersign ledger stamp-request --to FILE` makes a request that fits.",
        )
    arguments: dict[str, JSON] = {"token": encode_base64(data), "size": found.size}
    return cast("dict[str, Any]", ask(context, "anchor.add", arguments))
