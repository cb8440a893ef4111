"""bundle.views.seen: what leaves say by themselves."""

from __future__ import annotations

from desktop_app.bundle.views import seen as seen_module
from desktop_app.bundle.views.seen import Seen
from desktop_app.model.kinds import EntryKind
from tests.fakes.viewed import run_of, started


def test_entries_are_counted_while_they_pass():
    """And come out as they went in."""
    ledger = run_of(60)
    seen = Seen()
    assert list(seen.passing(ledger.with_bodies())) == list(ledger.with_bodies())
    assert seen.entries == ledger.size()
    assert (seen.first.seq, seen.last.seq) == (0, ledger.size() - 1)
    assert seen.kinds["otlp.traces"] == 2
    assert seen.runs["x", "run-1"] == 5
    assert seen.opened == seen.with_payload == 4
    assert [str(entry.kind) for entry in seen.others][-2:] == ["run.end", "bundle.export"]


def test_a_body_that_is_not_there_is_not_opened():
    """At level metadata none is."""
    seen = Seen()
    list(seen.passing((entry, None) for entry, _ in run_of(5).with_bodies()))
    assert (seen.with_payload, seen.opened) == (2, 0)


def test_other_entries_are_kept_up_to_a_bound(monkeypatch):
    """The rest is counted."""
    monkeypatch.setattr(seen_module, "KEEP_OTHERS", 3)
    ledger = started()
    for _ in range(5):
        ledger.add(EntryKind.COMMAND, {"verb": "pause"})
    seen = Seen()
    list(seen.passing(ledger.with_bodies()))
    assert (len(seen.others), seen.more_others) == (3, 4)
