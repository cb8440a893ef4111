"""Entries that retention looks at, made by hand: what they say is all that counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import DAY_US, Class
from desktop_app.retention.purges import By, Purge
from desktop_app.retention.ranges import Ranges
from tests.fakes.leaf_maker import leaf

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.entry import Entry

PERSON = {"sender": "", "auth": "person"}
PROGRAM = {"sender": "", "auth": "local"}
NOW_US = 1_000 * DAY_US


def entry(
    seq: int,
    kind: EntryKind = EntryKind.OTLP_TRACES,
    subject: dict[str, JSON] | None = None,
    *,
    actor: dict[str, JSON] | None = None,
    run: str | None = None,
    body: int | None = None,
    kept: int | None = None,
    days_old: float = 0,
) -> Entry:
    """Return an entry: `body` and `kept` are the bytes of what it has; None: it has none."""
    said: dict[str, JSON] = dict(subject or {})
    if kept is not None:
        said["kept"] = {"payloads": 1, "bytes": kept, "root": "00" * 32}
    payload = None if body is None else PayloadRef(bytes(32), None, body, "body")
    draft = Draft(kind, actor or {"sender": "codex", "auth": "token"}, said, run, payload=payload)
    ts_us = int(NOW_US - days_old * DAY_US)
    return leaf(seq, draft, ts_us=ts_us, run_seq=None if run is None else 0).entry


def changed(seq: int, name: str, value: JSON, actor: dict[str, JSON] | None = None) -> Entry:
    """Return a `config.changed` of a setting of retention."""
    subject: dict[str, JSON] = {"name": f"retention.{name}", "old": None, "new": value}
    return entry(seq, EntryKind.CONFIG_CHANGED, subject, actor=actor or PERSON)


def started(seq: int, **settings: JSON) -> Entry:
    """Return a `recorder.start` with these settings of retention."""
    told = {f"retention.{name}": value for name, value in settings.items()}
    return entry(seq, EntryKind.RECORDER_START, {"settings": told}, actor={"auth": "recorder"})


def purge_of(numbers: set[int], which: Class = Class.BODIES, **changes: object) -> Purge:
    """Return a purge by schedule of these entries."""
    found = Ranges(numbers)
    made = Purge(which, By.SCHEDULE, 365, 10**15, found, 9, 0, None, found.count, found.root())
    return replace(made, **changes)


def written(seq: int, purge: Purge) -> Entry:
    """Return its entry."""
    return entry(seq, EntryKind.PURGE, purge.to_json())
