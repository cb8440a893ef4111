"""Copies of the consent log for the person: a receipt of one record, the log as CSV or JSON lines.

Promise: a file that is there already is never written over without being asked for, what is written
can be opened in a spreadsheet without any of it being taken for a formula, and nothing is in it
that the log does not hold.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop_app.consent import receipt_page
from desktop_app.consent.receipts import receipt, time_text
from desktop_app.errors import StorageError
from desktop_app.model.canonical import encode_body
from desktop_app.model.kinds import EntryKind
from desktop_app.model.visible import visible
from desktop_app.operations import consents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from desktop_app.query.consent_log import Wanted
    from desktop_app.query.query import Query

PAGE = 1_000
COLUMNS = (
    *("seq", "time", "answer", "agent", "what", "lasts", "by", "latency_ms", "purpose"),
    *("call_id", "run_id", "intent", "leaf_hash", "rule", "entry"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def receipt_text(query: Query, seq: int, *, html: bool) -> str:
    """Return the receipt of a record, as a page to print or as JSON.

    Raises:
        NotFoundError: no such record, or one that this version cannot read.
    """
    stored = consents.stored(query, seq)
    if html:
        return receipt_page.page(stored)
    return encode_body(receipt(stored)).decode() + "\n"


def log_text(query: Query, wanted: Wanted, *, as_csv: bool) -> str:
    """Return what is wanted of the log, newest first: as CSV, or a JSON object a line.

    Questions stand there beside their answers: a copy is made to be read without us.
    """
    rows = _all(query, replace(wanted, folded=False))
    return csv_text(rows) if as_csv else "".join(f"{_json(row)}\n" for row in rows)


def csv_text(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows of the log as CSV (RFC 4180) that no spreadsheet takes for a formula."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for row in rows:
        told = {
            **row,
            "time": time_text(row["ts_us"]),
            "answer": consents.answer(row),
            "what": consents.what(row),
            "by": consents.by(row),
            "entry": row.get("entry", EntryKind.CONSENT_RECORD),
            "lasts": consents.lasts(row),
        }
        writer.writerow([_cell(told[name]) for name in COLUMNS])
    return made.getvalue()


def write(path: Path, text: str) -> None:
    """Write a copy where the person said; the dialog asked whether it may replace a file.

    Raises:
        StorageError: it cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.") from error


def _all(query: Query, wanted: Wanted) -> Iterator[dict[str, Any]]:
    before: int | None = None
    while page := query.consent_log(wanted, limit=PAGE, before=before):
        yield from page
        before = page[-1]["seq"]


def _json(row: dict[str, Any]) -> str:
    entry = {name: row[name] for name in ("seq", "leaf_hash", "run_id", "agent", "tool", "call_id")}
    told = {
        "time": time_text(row["ts_us"]),
        "entry": row["entry"],
        **entry,
        "record": row["subject"],
    }
    return encode_body(told).decode()


def _cell(value: object) -> str:
    text = visible("" if value is None else str(value))
    return f"'{text}" if text.startswith(_FORMULA) else text
