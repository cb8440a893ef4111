"""A consent receipt: the person's own copy of one record, as JSON.

Promise: made from the entry alone, so that the same entry gives the same bytes. It proves nothing
by itself; it says where in the log the proof is. Names as in ISO/IEC TS 27560, whose record this
is a copy of. `resources/docs/consent.md`, "Receipts"; `receipt_page` is the same to print.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.consent.records import ConsentRecord, format_record
from desktop_app.model.amounts import counted

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

RECEIPT = 1  # version of the form
CONTROLLER = "the person who runs this computer"
LAWFUL_BASIS = "consent"
STORAGE = "this computer"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """A consent record with its place in the log.

    Attributes:
        log: the origin, `countersign/<install id>`.
        seq, ts_us: of the entry.
        leaf_hash: in hex.
        record: what the entry says.
        agent: whom it is about, as far as told.
        text: what was shown, where it can be made again.
    """

    log: str
    seq: int
    ts_us: int
    leaf_hash: str
    record: ConsentRecord
    agent: str | None = None
    text: str | None = None

    @property
    def principal(self) -> str:
        """The person's pseudonym: the install id."""
        return self.log.removeprefix("countersign/")

    @property
    def shown(self) -> str | None:
        """The text, if it has the very digest that the record names."""
        notice, text = self.record.notice, self.text
        if notice is None or text is None:
            return None
        return text if sha256(text.encode()).hexdigest() == notice.digest else None

    @property
    def retention(self) -> str:
        """How long what is kept by it stays."""
        days = self.record.retention_days
        return "nothing is kept by it" if days is None else counted(days, "day")


def receipt(stored: Stored) -> dict[str, JSON]:
    """Return the receipt as JSON; `text` is null where what was shown cannot be made again."""
    return {
        "receipt": RECEIPT,
        "entry": {
            "log": stored.log,
            "seq": stored.seq,
            "leaf_hash": stored.leaf_hash,
            "time": time_text(stored.ts_us),
        },
        "principal": stored.principal,
        "controller": CONTROLLER,
        "lawful_basis": LAWFUL_BASIS,
        "storage": STORAGE,
        "recipients": list(stored.record.recipients),
        "retention": stored.retention,
        "agent": stored.agent,
        "record": format_record(stored.record),
        "text": stored.shown,
    }


def time_text(time_us: int) -> str:
    """Return a time as RFC 3339 UTC with microseconds."""
    moment = _EPOCH + timedelta(microseconds=time_us)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")
