"""A receipt is a copy of one record, the same bytes each time."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from desktop_app.consent.receipts import Stored, receipt, time_text
from desktop_app.consent.records import By, ConsentRecord, Shown, State
from desktop_app.model import canonical
from desktop_app.model.action import Lasts

TEXT = "Keep command lines?\nThey are kept."
STORED = Stored(
    log="countersign/00112233445566aa",
    seq=12,
    ts_us=1_789_000_000_000_000,
    leaf_hash="0b" * 32,
    record=ConsentRecord(
        purpose="keep command lines",
        state=State.GIVEN,
        notice=Shown("keep-command-lines", 1, "en", sha256(TEXT.encode()).hexdigest()),
        lasts=Lasts.ALWAYS,
        by=By.YOU,
        latency_ms=4200,
        retention_days=90,
    ),
    text=TEXT,
)


def test_a_receipt_says_who_what_when_and_where_the_proof_is() -> None:
    """With the text, as it has the digest that the record names."""
    assert receipt(STORED) == {
        "receipt": 1,
        "entry": {
            "log": "countersign/00112233445566aa",
            "seq": 12,
            "leaf_hash": "0b" * 32,
            "time": "2026-09-10T00:26:40.000000Z",
        },
        "principal": "00112233445566aa",
        "controller": "the person who runs this computer",
        "lawful_basis": "consent",
        "storage": "this computer",
        "recipients": [],
        "retention": "90 days",
        "agent": None,
        "record": {
            "purpose": "keep command lines",
            "state": "given",
            "notice": {
                "name": "keep-command-lines",
                "version": 1,
                "language": "en",
                "digest": sha256(TEXT.encode()).hexdigest(),
            },
            "lasts": "always",
            "by": "you",
            "latency_ms": 4200,
            "retention_days": 90,
        },
        "text": TEXT,
    }
    assert canonical.encode(receipt(STORED)) == canonical.encode(receipt(replace(STORED)))


def test_another_text_is_not_told_as_what_was_shown() -> None:
    """Nor is any where the record names none, or none is at hand."""
    assert replace(STORED, text=TEXT + " ").shown is None
    assert replace(STORED, text=None).shown is None
    assert replace(STORED, record=replace(STORED.record, notice=None)).shown is None


def test_what_keeps_nothing_says_so() -> None:
    """An action, say."""
    record = ConsentRecord(purpose="agent action", state=State.REFUSED, by=By.YOU)
    assert replace(STORED, record=record).retention == "nothing is kept by it"


def test_times_are_utc() -> None:
    """To the microsecond."""
    assert time_text(1) == "1970-01-01T00:00:00.000001Z"
