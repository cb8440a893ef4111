"""Which runs have no bundle yet: the ledger tells, the same after every restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import run_ends
from desktop_app.recorder.run_ends import Ended, RunEnds, handed
from desktop_app.recorder.runs import Run
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.upstreams import begin, end, read

if TYPE_CHECKING:
    from pathlib import Path

ID = "00112233445566aa"
ONE, TWO = "1" * 64, "2" * 64


def waiting(folder: Path, ledger: MemoryLedger, *copies: str, start: int = 0) -> list[Ended]:
    """Return all that wait, in order, as a recorder that just started sees them."""
    found = []
    with read(folder, ledger) as reader:
        ends = RunEnds(reader, ID, start, copies)
        while (one := ends.next(reader)) is not None:
            found.append(one)
            ends.done(one)
    return found


def hand(ledger: MemoryLedger, seq: int, run: str, digest: str | None, upstream: str = ID) -> int:
    """Append that a run's bundle was dealt with."""
    subject = handed(upstream, Ended(seq, Run("", run)), digest, None if digest is None else 5)
    return ledger.add(EntryKind.COMMAND, subject)


def test_runs_come_in_the_order_of_their_ends(tmp_path: Path) -> None:
    """Of two senders with one name each is a run; one that goes on is none yet."""
    ledger = MemoryLedger()
    begin(ledger, "a", "codex")
    begin(ledger, "a")
    begin(ledger, "open")
    second = end(ledger, "a")
    first = end(ledger, "a", "codex")
    assert waiting(tmp_path, ledger) == [
        Ended(second, Run("", "a")),
        Ended(first, Run("codex", "a")),
    ]
    assert waiting(tmp_path, ledger, start=second + 1) == [Ended(first, Run("codex", "a"))]
    assert waiting(tmp_path, ledger, start=first + 1) == []


def test_a_run_that_goes_on_waits_for_its_next_end(tmp_path: Path) -> None:
    """The bundle of that one shows all of it; what a person does about it later is no going on."""
    ledger = MemoryLedger()
    begin(ledger, "a")
    end(ledger, "a")
    begin(ledger, "b")
    other = end(ledger, "b")
    begin(ledger, "a")
    assert waiting(tmp_path, ledger) == [Ended(other, Run("", "b"))]
    again = end(ledger, "a")
    ledger.add(EntryKind.FILE_OP, {}, run_id="a")
    assert waiting(tmp_path, ledger) == [Ended(other, Run("", "b")), Ended(again, Run("", "a"))]


def test_what_was_handed_over_does_not_wait_any_more(tmp_path: Path) -> None:
    """Nor what no bundle can be made of; what went elsewhere, or by hand, says nothing."""
    ledger = MemoryLedger()
    ends = []
    for name in "abc":
        begin(ledger, name)
        ends.append(end(ledger, name))
    ledger.add(EntryKind.COMMAND, {"verb": "upstream send", "id": ID, "sha256": TWO})
    ledger.add(EntryKind.COMMAND, {"verb": "x", "id": ID, "end": ends[2], "sha256": TWO})
    hand(ledger, ends[2], "c", TWO, upstream="ff" * 8)
    assert [one.end for one in waiting(tmp_path, ledger)] == ends
    hand(ledger, ends[0], "a", ONE)
    assert [one.end for one in waiting(tmp_path, ledger, ONE)] == ends[1:]
    hand(ledger, ends[1], "b", None)
    assert [one.end for one in waiting(tmp_path, ledger, ONE)] == ends[2:]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (
            EntryKind.UPSTREAM_SENT,
            {"id": ID, "names": ["x/checkpoints/1-2", f"x/bundles/{ONE}.zip"]},
        ),
        (EntryKind.UPSTREAM_TROUBLE, {"id": ID, "name": f"x/bundles/{ONE}.zip", "refused": True}),
    ],
)
def test_a_copy_that_was_lost_on_its_way_is_made_again(
    tmp_path: Path, kind: EntryKind, told: dict[str, object]
) -> None:
    """A kill between entry and copy, or whoever emptied the outbox; not once it arrived."""
    ledger = MemoryLedger()
    begin(ledger, "a")
    first = end(ledger, "a")
    begin(ledger, "b")
    second = end(ledger, "b")
    hand(ledger, first, "a", ONE)
    assert [one.end for one in waiting(tmp_path, ledger)] == [first, second]
    assert [one.end for one in waiting(tmp_path, ledger, ONE)] == [second]
    ledger.add(kind, {**told, "id": "ff" * 8})
    ledger.add(EntryKind.UPSTREAM_TROUBLE, {"id": ID, "first": 1, "why": "x"})
    assert [one.end for one in waiting(tmp_path, ledger)] == [first, second]
    ledger.add(kind, dict(told))
    assert [one.end for one in waiting(tmp_path, ledger)] == [second]


def test_the_copy_of_a_second_try_is_the_one_that_counts(tmp_path: Path) -> None:
    """Else the first one would be missed at every start."""
    ledger = MemoryLedger()
    begin(ledger, "a")
    first = end(ledger, "a")
    hand(ledger, first, "a", ONE)
    hand(ledger, first, "a", TWO)
    assert waiting(tmp_path, ledger, TWO) == []
    assert [one.end for one in waiting(tmp_path, ledger, ONE)] == [first]


def test_what_comes_later_is_seen_and_few_are_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those beyond the bound are looked for once there is room."""
    monkeypatch.setattr(run_ends, "MOST", 2)
    ledger = MemoryLedger()
    with read(tmp_path, ledger) as reader:
        ends = RunEnds(reader, ID, 0, ())
        assert ends.next(reader) is None
    made = []
    for name in "abcde":
        begin(ledger, name)
        made.append(end(ledger, name))
    with read(tmp_path, ledger) as reader:
        found = []
        while (one := ends.next(reader)) is not None:
            assert ends.next(reader) == one
            found.append(one.end)
            ends.done(one)
            ends.done(one)  # twice is fine
    assert found == made
