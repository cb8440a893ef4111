"""query.state: one sentence, gravest first, the same in tray, window and `status`."""

from __future__ import annotations

import time

import pytest

from desktop_app.query import state

NOW = 1_795_169_861_000_000  # Friday 20 November 2026, 10:17:41 UTC


@pytest.fixture(autouse=True)
def _utc(monkeypatch):
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()
    yield
    monkeypatch.undo()
    if hasattr(time, "tzset"):
        time.tzset()


FINE = {
    "running": True,
    "waiting_for": None,
    "trouble": None,
    "paused": False,
    "paused_until_us": None,
    "local_only": True,
    "upstreams": 0,
    "sealed_size": 10_483,
    "unsealed": 3,
}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({}, "Recording, local-only, sealed to #10,482, 3 not yet sealed."),
        ({"unsealed": 0}, "Recording, local-only, sealed to #10,482."),
        (
            {"local_only": False, "upstreams": 0, "unsealed": 0},
            "Recording, nothing is set up to receive data, sealed to #10,482.",
        ),
        (
            {"local_only": False, "upstreams": 3, "unsealed": 0},
            "Recording, 3 upstreams may receive data, sealed to #10,482.",
        ),
        (
            {"sealed_size": 0, "unsealed": 2},
            "Recording, local-only, nothing sealed yet, 2 not yet sealed.",
        ),
        (
            {"paused": True, "paused_until_us": NOW + 3_439_000_000, "unsealed": 0},
            "Paused until 11:15, local-only, sealed to #10,482.",
        ),
        (
            {"paused": True, "paused_until_us": NOW + 86_400_000_000, "unsealed": 0},
            "Paused until 21 Nov 10:17, local-only, sealed to #10,482.",
        ),
        (
            {"paused": True, "unsealed": 0},
            "Paused until you resume, local-only, sealed to #10,482.",
        ),
        ({"waiting_for": "The keychain is locked."}, "Not recording: the keychain is locked."),
        (
            {"trouble": "The disk is full", "unsealed": 0},
            "Trouble: the disk is full. Recording, local-only, sealed to #10,482.",
        ),
        ({"waiting_for": "I/O error."}, "Not recording: I/O error."),
        ({"running": False}, "Not recording: the recorder is not running."),
    ],
)
def test_the_sentence(changed, wanted):
    """Word for word as the tray's tool tip."""
    assert state.sentence({**FINE, **changed}, now_us=NOW) == wanted
