"""What a receiver holds at the moment: a test that it gives everything back."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.receive.admission import Admission


def in_flight(admission: Admission) -> tuple[int, int]:
    """Return (requests, bytes) that are held now."""
    with admission._lock:
        return admission._requests, admission._bytes
