"""Purposes of content: each can be asked for, and none is lost."""

from __future__ import annotations

from desktop_app.consent.purposes import KEPT_DAYS, PURPOSES
from desktop_app.model import purposes


def test_each_purpose_of_content_can_be_asked_for() -> None:
    """It stands in the table of purposes, is kept for a time, and the table has no other such."""
    kept = [one.name for one in PURPOSES.values() if one.retention_days == KEPT_DAYS]
    assert {*purposes.CONTENT, purposes.VALUES} <= set(kept)
    assert purposes.VALUES not in purposes.CONTENT  # no rule hands content out under it
