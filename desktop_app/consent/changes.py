"""The record that ends a grant, and the one that gives it again: a change is a new record.

Nothing is asked for either. Taking back must be as easy as giving, and what was taken back by
mistake comes back within ten seconds as it was: scope, end and uses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.records import ConsentRecord, State

if TYPE_CHECKING:
    from desktop_app.consent.records import By

PUT_BACK_US = 10_000_000


def ended(given: ConsentRecord, seq: int, *, by: By) -> ConsentRecord:
    """Return the record that ends a grant: withdrawn for content that is kept, else revoked.

    Args:
        given: the record that gave it.
        seq: of that record.
        by: who ends it.
    """
    kept = PURPOSES[given.purpose].retention_days is not None
    state = State.WITHDRAWN if kept else State.REVOKED
    return ConsentRecord(purpose=given.purpose, state=state, run=given.run, by=by, withdraws=seq)


def expired(given: ConsentRecord, seq: int, *, by: By) -> ConsentRecord:
    """Return the record which notes that a grant's time is over."""
    return ConsentRecord(
        purpose=given.purpose, state=State.EXPIRED, run=given.run, by=by, withdraws=seq
    )


def may_put_back(ended_us: int, now_us: int) -> bool:
    """Return whether what was ended then can still be given again as it was."""
    return 0 <= now_us - ended_us <= PUT_BACK_US


def given_again(given: ConsentRecord, seq: int, *, by: By) -> ConsentRecord:
    """Return the record that gives an ended grant again; see `may_put_back`.

    Args:
        given: the record that gave it.
        seq: of that record: its uses count on.
        by: who puts it back.
    """
    return replace(given, by=by, puts_back=seq, latency_ms=None, withdraws=None)
