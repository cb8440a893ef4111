"""The recorder's own figures: plain counters, for `status` and `recorder.self_telemetry`."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.recorder.prepare import Prepared

# name -> (unit, what it counts); the order is the order of `status`.
COUNTERS: Mapping[str, tuple[str, str]] = {
    "requests": ("{request}", "requests taken"),
    "bytes": ("By", "bytes of requests as sent"),
    "records": ("{record}", "records appended"),
    "rejected": ("{record}", "records not kept"),
    "redactions": ("{redaction}", "redactions made"),
}


class Meter:
    """Counts since the recorder started. Thread safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts = dict.fromkeys(COUNTERS, 0)

    def received(self, size: int) -> None:
        """Count a request of that many bytes as sent."""
        with self._lock:
            self._counts["requests"] += 1
            self._counts["bytes"] += size

    def appended(self, done: Prepared) -> None:
        """Count what a request became, once it is durable."""
        redactions = 0
        for draft in done.drafts:
            found = draft.subject.get("redactions")
            if isinstance(found, dict):
                redactions += sum(found.values())
        with self._lock:
            self._counts["records"] += done.accepted
            self._counts["rejected"] += done.rejected
            self._counts["redactions"] += redactions

    def refused(self, records: int) -> None:
        """Count records that were not kept because recording is paused."""
        with self._lock:
            self._counts["rejected"] += records

    def counts(self) -> dict[str, int]:
        """Return all counters."""
        with self._lock:
            return dict(self._counts)
