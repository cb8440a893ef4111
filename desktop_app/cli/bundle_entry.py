"""One entry of a bundle as it was sealed, and the records it stands for, out of the bundle itself.

For whoever does not want to believe a report: what is shown comes from `entries/` and `openings/`,
never from `otlp/` or `views/`. Nothing is verified here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from google.protobuf.message import DecodeError

from desktop_app.bundle.build.otlp_json import document
from desktop_app.bundle.layout import CONTENT, MAX_HELD_BYTES, body_path, entry_path, records_path
from desktop_app.bundle.verify.amount import check_amount
from desktop_app.bundle.verify.content import NotOpened, open_sealed
from desktop_app.bundle.verify.openings import read_records
from desktop_app.bundle.verify.steps import held
from desktop_app.errors import BadEncodingError, NotFoundError
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.normalize.signals import (
    Signal,
    new_request,
    parse_request,
    resources,
    scope_records,
    scopes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.entry import Entry
    from desktop_app.normalize.signals import ExportRequest


@dataclass(frozen=True, slots=True)
class EntryShown:
    """One entry.

    Attributes:
        leaf: the bytes that were sealed.
        records: what it stands for: OTLP JSON, or CloudEvents a line each; None: not shown.
        note: which records these are, or why there are none.
        lines: whether `records` are lines with a value each, not one document.
    """

    leaf: bytes
    records: str | None
    note: str
    lines: bool = False

    def to_json(self) -> dict[str, object]:
        """Return the JSON form; raises BadEncodingError for CloudEvents that are none."""
        told = {"verified": False, "entry": canonical.decode(self.leaf), "note": self.note}
        if self.records is None:
            return told | {"records": None}
        try:
            if self.lines:
                return told | {"records": [json.loads(one) for one in self.records.split("\n")]}
            return told | {"records": json.loads(self.records)}
        except (ValueError, RecursionError) as error:
            raise BadEncodingError("What the entry stands for is no JSON.") from error


def show_entry(files: Files, seq: int, identities: Sequence[str]) -> EntryShown:
    """Return an entry and its records.

    Args:
        files: the bundle.
        seq: of the entry.
        identities: texts of age identity files, which open encrypted content.

    Raises:
        NotFoundError: the bundle does not show that entry.
        BadEncodingError, UnreadableError: what should be an entry or a record is none.
    """
    if not files.has(entry_path(seq)):
        raise NotFoundError(f"The bundle does not show entry #{seq:,}.")
    entry = parse_leaf(held(files, entry_path(seq)))
    if entry.payload is None:
        return EntryShown(entry.leaf, None, "It is all there is: it stands for no records.")
    if not files.has(CONTENT):
        return _opened(files, entry)
    content = open_sealed(files, identities)
    if isinstance(content, NotOpened):
        return EntryShown(entry.leaf, None, f"{content.reason} --identity FILE gives one.")
    try:
        return _opened(content, entry)
    finally:
        content.close()


def _opened(files: Files, entry: Entry) -> EntryShown:
    seq, events = entry.seq, entry.kind is EntryKind.CLOUDEVENTS
    try:
        if files.has(body_path(seq)):
            body = files.read(body_path(seq), MAX_HELD_BYTES)
            check_amount(entry.kind, body)
            text = body.decode() if events else _json(entry, [_parsed(entry, body)])
            return EntryShown(entry.leaf, text, "All its records, as they were stored.", events)
        if files.has(records_path(seq)):
            count, some = read_records(held(files, records_path(seq)))
            records = [one.record for one in some if one.index]
            lines = b"\n".join(records).decode() if events else None
            text = _json(entry, _alone(entry, records)) if lines is None else lines
            shown = f"{len(records):,} of its {count - 1:,} records"
            note = f"{shown}; the others, and who sent them, were left out."
            return EntryShown(entry.leaf, text, note, events)
    except (DecodeError, UnicodeDecodeError) as error:
        raise BadEncodingError(f"What entry #{seq:,} stands for is no {entry.kind}.") from error
    return EntryShown(entry.leaf, None, "What it stands for was left out of this bundle.")


def _signal(entry: Entry) -> Signal:
    try:
        return Signal(entry.kind.removeprefix("otlp."))
    except ValueError as error:
        raise BadEncodingError(f"An entry of kind {entry.kind} stands for no records.") from error


def _parsed(entry: Entry, body: bytes) -> ExportRequest:
    return parse_request(_signal(entry), body)


def _alone(entry: Entry, records: Iterable[bytes]) -> Iterable[ExportRequest]:
    """Return each record in a request of its own: its resource and its neighbours are not here."""
    signal = _signal(entry)
    for record in records:
        request = new_request(signal)
        scope = scopes(signal, resources(signal, request).add()).add()
        scope_records(signal, scope).add().ParseFromString(record)
        yield request


def _json(entry: Entry, requests: Iterable[ExportRequest]) -> str:
    return b"".join(document(_signal(entry), requests)).decode().rstrip("\n")
