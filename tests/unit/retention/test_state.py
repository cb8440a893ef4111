"""Policy, holds and purges, folded together."""

from __future__ import annotations

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.holds import Hold
from desktop_app.retention.policy import Class
from desktop_app.retention.scopes import AgentScope
from desktop_app.retention.state import KINDS, Retention
from tests.fakes.retained_entries import changed, entry, purge_of, written


def test_each_fold_takes_its_kinds() -> None:
    """And what is of no such kind changes none of them."""
    known = Retention()
    hold = Hold("h", AgentScope("codex"), "why", 0, bytes(32))
    seen = (
        changed(1, "body_days", 7),
        entry(2, EntryKind.HOLD_PLACED, hold.to_json()),
        written(3, purge_of({1})),
        entry(4),
    )
    for one in seen:
        known.see(one)
    assert known.policy.body_days == 7
    assert list(known.holds.active) == ["h"]
    assert known.purged.has(Class.BODIES, 1)
    assert {one.kind for one in seen[:3]} < KINDS
