"""An entry as a CloudEvent: a valid one, with the leaf inside as it is."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.model.cloudevents import event
from desktop_app.model.entry import NO_PREV, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import encode_leaf, parse_leaf

if TYPE_CHECKING:
    from desktop_app.model.entry import Entry


def entry(ts_us: int, run_id: str | None = None) -> Entry:
    """Return an entry."""
    draft = Draft(EntryKind.COMMAND, {"sender": "", "auth": "local"}, {"verb": "ä"}, run_id=run_id)
    leaf = encode_leaf(
        draft,
        log="countersign/0011223344556677",
        seq=3,
        epoch=1,
        ts_us=ts_us,
        boot_id="0" * 32,
        boot_us=1,
        nonce=bytes(16),
        run_seq=None if run_id is None else 0,
        prev=NO_PREV,
    )
    return parse_leaf(leaf)


def test_an_event() -> None:
    """It has the attributes that CloudEvents 1.0 requires; data is the leaf's bytes."""
    one = entry(1_795_169_861_000_007, "run 1")
    data = event(one)
    assert data.endswith(b',"data":' + one.leaf + b"}")
    assert {k: v for k, v in json.loads(data).items() if k != "data"} == {
        "specversion": "1.0",
        "id": "3",
        "source": "countersign/0011223344556677",
        "type": "countersign.entry.command",
        "time": "2026-11-20T10:17:41.000007Z",
        "datacontenttype": "application/json",
        "subject": "run 1",
    }


def test_an_entry_of_no_run_has_no_subject() -> None:
    """An empty one would not be allowed."""
    assert "subject" not in json.loads(event(entry(0)))
    assert "subject" not in json.loads(event(entry(0, "")))


def test_a_clock_that_is_absurd() -> None:
    """The largest that a leaf can have."""
    found = json.loads(event(entry(2**53 - 1)))
    assert datetime.fromisoformat(found["time"]) > datetime(2255, 1, 1, tzinfo=UTC)
    assert found["data"]["ts"] == 2**53 - 1
