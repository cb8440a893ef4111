"""Leaves go from a ledger that verifies, under a signature, and a stop in between is finished."""

from __future__ import annotations

import logging
from random import Random
from threading import Event
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.recorder import pruning
from desktop_app.recorder.purge_plan import Asked
from desktop_app.retention.policy import Class
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import RunScope
from tests.fakes.ledger_place import until
from tests.fakes.pruned_ledger import DAYS, SETTINGS, calls
from tests.fakes.retained_ledger import PERSON, hold_on

if TYPE_CHECKING:
    import pytest

    from tests.fakes.retaining import Retaining

SCHEDULE = Asked()
SENDER = {"sender": "codex", "auth": "token"}


def quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


def pruned(made: Retaining) -> int:
    """Return how many entries lost their leaf; those that did not are all read."""
    with LedgerReader(made.place.path) as ledger:
        whole = len(list(ledger.entries()))
        gone = ledger.pruned()
        assert whole + gone == ledger.size()
        return gone


def old(made: Retaining, count: int = 600) -> int:
    """Let a sealed epoch of so many calls grow old; return how many of them may go."""
    made.journal.note(EntryKind.RECORDER_START, dict(SETTINGS))
    calls(made.writer, count)
    made.writer.roll_epoch("daily").result()
    made.later(DAYS + 1)
    return made.purging.look(SCHEDULE, quiet).due.entries[Class.ENTRIES].count


def verified(made: Retaining) -> tuple[Verdict, list[str]]:
    """Return the verdict on the ledger as it is, and the findings."""
    report = audit(made.place.path, trust=Trust(), now_us=made.clock.now_us())
    return report.verdict, [one.code for one in report.findings]


def test_the_schedule_prunes_whole_bundles(retaining: Retaining) -> None:
    """The entry says what goes; only the first call of the run and what lasts stay whole."""
    due = old(retaining)
    assert 480 < due < 512  # of bundles 0 and 1; bundle 2 is not yet under an old seal
    plan, (seq,), removed = retaining.purging.purge(SCHEDULE, RECORDER, quiet)
    (subject,) = retaining.purges()
    assert (subject["class"], subject["days"], subject["count"]) == ("entries", DAYS, due)
    assert (removed.leaves, removed.finished, removed.wal_emptied) == (due, True, True)
    assert removed.bytes == subject["bytes"] > 0
    assert removed.to_json()["leaves"] == due
    assert (pruned(retaining), plan.to_json()["remains"]) == (due, {"entries": plan.size})
    assert (retaining.rebuilt, seq >= plan.size + due) == (1, True)
    assert verified(retaining) == (Verdict.KEY_UNPINNED, ["key_unpinned"])
    assert retaining.purging.purge(SCHEDULE, RECORDER, quiet)[1] == []


def test_a_hold_stops_it(retaining: Retaining) -> None:
    """Whatever run it is on; the plan says what it keeps."""
    due = old(retaining)
    hold = hold_on_run(retaining)
    retaining.journal.note(EntryKind.HOLD_PLACED, hold, actor=PERSON)
    plan, seqs, _ = retaining.purging.purge(SCHEDULE, RECORDER, quiet)
    assert (seqs, plan.due.held[Class.ENTRIES]) == ([], due)
    release = {"hold": "case-1", "reason": "over"}
    retaining.journal.note(EntryKind.HOLD_RELEASED, release, actor=PERSON)
    assert retaining.purging.purge(SCHEDULE, RECORDER, quiet)[2].leaves == due


def hold_on_run(made: Retaining) -> dict:
    """Return a hold on a run of which nothing has content."""
    return hold_on(made.place, RunScope("codex", "other"), "case-1").to_json()


def test_a_ledger_with_a_fault_is_not_pruned(
    retaining: Retaining, caplog: pytest.LogCaptureFixture
) -> None:
    """What is wrong with it must stay to be seen; content goes as before."""
    due = old(retaining)
    nobody = {"name": "retention.body_days", "old": 365, "new": 1}
    retaining.journal.note(EntryKind.CONFIG_CHANGED, nobody, actor={"sender": "", "auth": "local"})
    with caplog.at_level(logging.ERROR):
        _, seqs, removed = retaining.purging.purge(SCHEDULE, RECORDER, quiet)
    assert (due > 0, seqs, removed.leaves) == (True, [], 0)
    assert "does not verify" in caplog.text
    caplog.clear()


def test_the_purge_entry_is_signed_before_the_first_leaf_goes(retaining: Retaining) -> None:
    """A recorder that stops before the first batch left the checkpoint, and no leaf is gone."""
    old(retaining)
    stopped = Event()
    stopped.set()
    with LedgerReader(retaining.place.path) as ledger:
        size = ledger.size()
    done = pruning.blank(retaining.writer, Ranges(range(100, 110)), stopped)
    assert done == (0, 0, False)
    assert pruned(retaining) == 0
    until(lambda: retaining.writer.state().sealed_size >= size)


def test_what_a_kill_left_is_finished_at_the_next_start(
    retaining: Retaining, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between entry and deletion; when some are blanked; when some are cut."""
    due = old(retaining)
    for purge in retaining.purging.look(SCHEDULE, quiet).entries:
        retaining.journal.note(EntryKind.PURGE, purge.to_json())
    assert "purge_unfinished" in verified(retaining)[1]
    retaining.writer.checkpoint("prune", cosign=True).result()
    first = retaining.purges()[0]["entries"][0][0]
    retaining.writer.blank([first, first + 1]).result()
    retaining.writer.cut([first]).result()
    assert verified(retaining)[0] is Verdict.KEY_UNPINNED
    monkeypatch.setattr(pruning, "BATCH", 100)
    assert retaining.purger().resume().leaves == due - 2  # those had none any more
    assert verified(retaining) == (Verdict.KEY_UNPINNED, ["key_unpinned"])
    db = apsw.Connection(str(retaining.place.path), flags=apsw.SQLITE_OPEN_READONLY)
    rows = db.execute(
        "SELECT seq, length(leaf) > 0 FROM entries WHERE leaf = zeroblob(length(leaf))"
    )
    blanked = dict(rows.fetchall())
    db.close()
    assert len(blanked) == due
    assert {seq for seq, left in blanked.items() if left} == {s for s in blanked if s >= 512 - 64}
    assert retaining.purger().resume().leaves == 0


def test_a_stop_ends_it_between_two_batches(
    retaining: Retaining, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it blanks, and while it cuts; the next start goes on."""
    old(retaining)
    for purge in retaining.purging.look(SCHEDULE, quiet).entries:
        retaining.journal.note(EntryKind.PURGE, purge.to_json())
    monkeypatch.setattr(pruning, "BATCH", 300)
    named = Ranges(s for a, b in retaining.purges()[0]["entries"] for s in range(a, b + 1))

    class After(Event):
        """Set once it was asked so often."""

        def __init__(self, asked: int) -> None:
            super().__init__()
            self.left = asked

        def is_set(self) -> bool:
            self.left -= 1
            return self.left < 0

    assert pruning.blank(retaining.writer, named, After(1))[2] is False
    assert pruning.blank(retaining.writer, named, After(3))[2] is True
    assert pruning.cut(retaining.place.path, retaining.writer, named, After(1)) is False
    assert verified(retaining)[0] is Verdict.KEY_UNPINNED
    assert retaining.purger().resume().finished


def test_room_is_won_and_margins_are_cut_when_their_neighbours_went(retaining: Retaining) -> None:
    """First beside a bundle that waits; then, when that went too, to the last row."""
    due = old(retaining, 700)
    retaining.purging.purge(SCHEDULE, RECORDER, quiet)
    with LedgerReader(retaining.place.path) as ledger:
        assert len(ledger.blanked_between(0, 9_999)) == 64
    spare = retaining.writer.state().spare_bytes
    calls(retaining.writer, 300)
    retaining.writer.roll_epoch("daily").result()
    retaining.later(DAYS + 1)
    assert retaining.purging.purge(SCHEDULE, RECORDER, quiet)[2].leaves > 240
    with LedgerReader(retaining.place.path) as ledger:
        left = ledger.blanked_between(0, 9_999)
        assert (min(left) >= 768 - 64, ledger.pruned() > due) == (True, True)
    assert retaining.writer.state().spare_bytes > spare
    assert verified(retaining)[0] is Verdict.KEY_UNPINNED


def test_round_after_round_no_byte_stays(retaining: Retaining) -> None:
    """Of leaves of any size, also of those that lay beside the ones cut before."""
    retaining.journal.note(EntryKind.RECORDER_START, dict(SETTINGS))
    sizes = Random(7)  # noqa: S311 - a repeatable history
    planted = 0
    for _ in range(4):
        drafts = []
        for _ in range(400):
            text = f"planted-{planted:05}-" * sizes.choice((1, 3, 20, 250))
            drafts.append(Draft(EntryKind.ACTION_INTENT, SENDER, {"tool": text}))
            planted += 1
        retaining.writer.append(drafts).result()
        retaining.writer.roll_epoch("daily").result()
        retaining.later(DAYS + 1)
        removed = retaining.purging.purge(SCHEDULE, RECORDER, quiet)[2]
        assert (removed.leaves > 200, removed.wal_emptied) == (True, True)
        data = retaining.place.path.read_bytes()
        kept = b"".join(entry.leaf for entry in retaining.entries())
        marks = [f"planted-{number:05}".encode() for number in range(planted)]
        assert [mark for mark in marks if mark in data and mark not in kept] == []
        assert sum(mark in kept for mark in marks) < 512
    assert verified(retaining)[0] is Verdict.KEY_UNPINNED
