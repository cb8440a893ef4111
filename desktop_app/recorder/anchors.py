"""Time stamps over our checkpoints, written down as they come: from an upstream, or from a person.

Promise: what is noted is over exactly the note of a stored checkpoint, and carries the certificate
that signed it. Whether anybody trusts that certificate is for a verifier to say: nothing here does.
Nothing is sent or fetched.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.stamps import MAX_TOKEN_BYTES, NotedStamp, parse_stamp
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.timestamps import as_response, read_timestamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.ledger.records import StoredCheckpoint
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.journal import Journal


@dataclass(frozen=True, slots=True)
class Stamped:
    """A time stamp that is an entry now: which, over how many entries, of when, and whose."""

    seq: int
    size: int
    time_us: int
    tsa: str


def stamped(
    journal: Journal,
    ledger: Path,
    token: bytes,
    *,
    size: int,
    upstream: str = "",
    actor: Mapping[str, JSON] = RECORDER,
) -> Stamped:
    """Write a time stamp down.

    Args:
        journal: where the entry goes.
        ledger: path of the ledger, whose checkpoints are looked at.
        token: DER of a TimeStampResp, or of the token in it.
        size: of the checkpoint that it is over.
        upstream: id of the upstream that it came from, "" for none.
        actor: who brought it.

    Raises:
        BadEncodingError: no time stamp, none that can be read, one that is too large, or of a time
            that no entry holds.
        BadSignatureError: over something else than a checkpoint of that size, or without the
            certificate that signed it.
    """
    response = as_response(token)
    if len(response) > MAX_TOKEN_BYTES:
        raise BadEncodingError(f"A time stamp has at most {MAX_TOKEN_BYTES} bytes.")
    told = read_timestamp(response)
    if not told.tsa:
        raise BadSignatureError(
            "The time stamp lacks the certificate that signed it.",
            hint="Ask for it in the request: `openssl ts -query -cert ...`.",
        )
    with LedgerReader(ledger) as reader:
        found = [one for one in reader.checkpoints_of(size) if told.is_over(one.note)]
    if not found:
        raise BadSignatureError(f"The time stamp is over no checkpoint of {size} entries.")
    noted = NotedStamp(upstream, size, _digest(found[0]), response, told.time_us)
    subject = noted.to_json()
    parse_stamp(subject)  # a time before 1970, say: an entry that no verifier reads is INVALID
    seq = journal.note(EntryKind.ANCHOR_TIMESTAMP, subject, actor=actor).seq
    return Stamped(seq, size, told.time_us, told.tsa)


def _digest(checkpoint: StoredCheckpoint) -> bytes:
    return hashlib.sha256(checkpoint.note).digest()
