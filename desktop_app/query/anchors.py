"""What left this computer to vouch for the log, and the time stamps that came back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.stamps import parse_stamp
from desktop_app.model.kinds import HANDED_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.index.connection import Connection, Record

_STAMPS = """
    SELECT seq, ts_us, subject FROM entries WHERE kind = 'anchor.timestamp'
    ORDER BY seq DESC LIMIT ?"""
_SENT = """
    SELECT seq, ts_us, subject FROM entries WHERE kind = 'command'
      AND json_extract(subject, '$.verb') = ? AND json_extract(subject, '$.by') IS NULL
    ORDER BY seq DESC LIMIT ?"""


def anchors(db: Connection, ledger: Path, limit: int) -> dict[str, list[dict[str, Any]]]:
    """Return `sent` and `stamps`, each newest first.

    `sent`: checkpoints that a person had handed out, with `seq` and `ts_us` of the entry and its
    fields: `size`, `way`, `checkpoint`, `commit` (where it is one). `stamps`: time stamps with
    `seq`, `ts_us`, `size`, `time_us`, `id` (of the upstream, "" by hand), and `tsa`: whose it says
    it is, "" where it cannot be read. Nobody checked that here.
    """
    sent = [_row(row) for row in db.execute(_SENT, (HANDED_OUT, limit))]
    stamps = [_row(row) for row in db.execute(_STAMPS, (limit,))]
    names = dict(_names(ledger, [row["seq"] for row in stamps])) if stamps else {}
    return {"sent": sent, "stamps": [{**row, "tsa": names.get(row["seq"], "")} for row in stamps]}


def _row(row: Record) -> dict[str, Any]:
    return {**json.loads(row["subject"]), "seq": row["seq"], "ts_us": row["ts_us"]}


def _names(ledger: Path, seqs: list[int]) -> Iterator[tuple[int, str]]:
    from desktop_app.signing.timestamps import read_timestamp  # noqa: PLC0415 - rarely needed

    with LedgerReader(ledger) as reader:
        for seq in seqs:
            try:
                yield seq, read_timestamp(parse_stamp(reader.entry(seq).subject).token).tsa
            except (BadEncodingError, BadSignatureError):
                yield seq, ""
