"""Plain counters."""

from __future__ import annotations

from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.meter import COUNTERS, Meter
from desktop_app.recorder.prepare import Prepared


def test_counters_add_up() -> None:
    """Requests and bytes as sent; records, rejects and redactions of what is durable."""
    meter = Meter()
    meter.received(10)
    meter.received(5)
    drafts = [
        Draft(EntryKind.OTLP_LOGS, {}, {"redactions": {"email": 2, "iban": 1}}),
        Draft(EntryKind.OTLP_REJECTED, {}, {}),
    ]
    meter.appended(Prepared(tuple(drafts), 4, {"bad_trace_id": 4}, 7))
    meter.refused(3)
    assert meter.counts() == {
        "requests": 2,
        "bytes": 15,
        "records": 7,
        "rejected": 7,
        "redactions": 3,
    }
    assert list(meter.counts()) == list(COUNTERS)
