"""Rows of `Query.captures`, made by hand: a look at the screen as the record has it."""

from __future__ import annotations

from typing import Any

from desktop_app.model.screenform import MEDIA

AT_US = 1_795_169_861_000_000
SECOND = 1_000_000
WINDOWS = [
    {"app": "Console", "box": [10, 10, 400, 300], "active": False, "title": "aa"},
    {"app": "firefox", "box": [200, 100, 600, 400], "active": True, "title": "bb"},
    {"app": "KeePassXC", "box": [500, 400, 200, 100], "active": False},
]
MASKED = [{"rule": "password-managers", "app": "KeePassXC", "box": [500, 400, 200, 100]}]


def capture(
    entry: int, trigger: str = "before", call: str = "call-1", **more: Any
) -> dict[str, Any]:
    """Return a kept picture; `more` replaces fields of its subject, and `pieces` or `trouble`."""
    outer = {name: more.pop(name) for name in ("pieces", "trouble", "tool_call") if name in more}
    at_us = AT_US + entry * SECOND
    subject = {
        "trigger": trigger,
        "outcome": "kept",
        "asked_us": at_us - 5,
        "taken_us": at_us,
        "late": False,
        "tool": "Edit",
        "call_id": call,
        "region": "desktop",
        "box": [0, 0, 1000, 500],
        "monitors": [{"name": "HDMI-1", "box": [0, 0, 1000, 500], "primary": True}],
        "windows": WINDOWS,
        "masked": MASKED,
        **more,
    }
    kept = {name: value for name, value in subject.items() if value is not None}
    pieces = [
        piece(entry, f"screenshot.{trigger}"),
        piece(entry, f"screenshot.{trigger}.thumbnail"),
    ]
    return {
        "entry": entry,
        "ts_us": at_us + 7,
        "trace_id": None,
        "tool_call": None,
        "subject": kept,
        "pieces": pieces,
        "trouble": "",
        **outer,
    }


def missing(
    entry: int, reason: str, trigger: str = "after", call: str = "call-1"
) -> dict[str, Any]:
    """Return a look that came to no picture."""
    row = capture(entry, trigger, call, outcome=reason, taken_us=None, pieces=[])
    for name in ("region", "box", "monitors", "windows", "masked"):
        del row["subject"][name]
    return row


def piece(entry: int, label: str, state: str = "kept") -> dict[str, Any]:
    """Return a kept piece of content, as `kept.of_entries` tells it."""
    small = label.endswith("thumbnail")
    return {
        "entry": entry,
        "label": label,
        "bytes": 1_000 if small else 6_220_891,
        "stored": None if state == "purged" else 1_016 if small else 40_000,
        "media": "image/webp" if small else MEDIA,
        "ref": f"{label}-{entry}",
        "state": state,
    }
