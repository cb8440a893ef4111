"""What becomes of a run that its hash did not choose: judged at each of its ends, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.upstream import runs
from desktop_app.upstream.otlp import SIGNALS
from desktop_app.upstream.runs import Ended, Runs, chosen
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, traces
from tests.fakes.upstreams import begin, end, put, read

if TYPE_CHECKING:
    from pathlib import Path

RUN = "run-1"
FAILED = {"id": 7, "status": 2}


def ended(folder: Path, ledger: MemoryLedger, seq: int, *, seen: bool = False) -> Ended:
    """Return what becomes of a run at an end; `seen`: by who saw the entries before it."""
    with read(folder, ledger) as reader:
        judge = Runs(reader, SIGNALS)
        for entry in reader.entries(0, seq) if seen else ():
            judge.see(entry)
        return judge.ended(reader.entry(seq))


def told(found: Ended) -> tuple[bool, list[int]]:
    """Return whether there was trouble, and which entries are decided of."""
    return found.troubled, [entry.seq for entry in found.telemetry]


def ledger_of_two_runs() -> MemoryLedger:
    """Return entries of `RUN` between those of another of the same name, of another sender."""
    ledger = MemoryLedger()
    begin(ledger, RUN, "ci")
    begin(ledger, RUN)
    put(ledger, Signal.TRACES, traces({"id": 1}), run_id=RUN)
    put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN, sender="ci")
    put(ledger, Signal.METRICS, b"", run_id=RUN)
    return ledger


def test_of_so_many_runs_one_is_chosen() -> None:
    """By a hash that anybody can make: the same run always, and senders apart."""
    share = sum(chosen("", f"run-{n}", 10) for n in range(5_000)) / 5_000
    assert 0.08 < share < 0.12
    assert all(chosen("", f"run-{n}", 1) for n in range(20))
    differ = [n for n in range(50) if chosen("a", f"run-{n}", 2) != chosen("b", f"run-{n}", 2)]
    assert differ


@pytest.mark.parametrize("seen", [True, False])
def test_a_run_without_trouble(tmp_path: Path, *, seen: bool) -> None:
    """Whoever saw it begin, and who begins to look at its end, say the same."""
    ledger = ledger_of_two_runs()
    last = end(ledger, RUN, exit_code=0)
    assert told(ended(tmp_path, ledger, last, seen=seen)) == (False, [2, 4])


def test_trouble_that_the_gate_tells(tmp_path: Path) -> None:
    """An exit code; an intent that was asked and answered with no, by an entry of no run."""
    ledger = ledger_of_two_runs()
    last = end(ledger, RUN, exit_code=1)
    assert ended(tmp_path, ledger, last).troubled
    ledger = ledger_of_two_runs()
    intent = ledger.add(EntryKind.ACTION_INTENT, {"decision": "asked"}, run_id=RUN)
    unanswered = end(ledger, RUN)
    ledger.add(EntryKind.CONSENT_RECORD, {"intent": intent, "state": "refused"})
    assert not ended(tmp_path, ledger, unanswered).troubled
    assert ended(tmp_path, ledger, end(ledger, RUN)).troubled


def test_trouble_that_the_agent_tells(tmp_path: Path) -> None:
    """A span with an error; only of this sender's run."""
    ledger = ledger_of_two_runs()
    assert not ended(tmp_path, ledger, end(ledger, RUN)).troubled
    put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN)
    assert ended(tmp_path, ledger, end(ledger, RUN)).troubled


def test_what_was_purged_tells_no_trouble(tmp_path: Path) -> None:
    """It cannot be sent either."""
    ledger = ledger_of_two_runs()
    bad = put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN)
    del ledger.bodies[bad]
    assert told(ended(tmp_path, ledger, end(ledger, RUN))) == (False, [2, 4, 5])


def test_a_run_that_speaks_again_is_decided_of_again(tmp_path: Path) -> None:
    """What went once is not sent twice; what stayed goes when trouble comes later."""
    ledger = ledger_of_two_runs()
    first = end(ledger, RUN)
    begin(ledger, RUN)
    more = put(ledger, Signal.LOGS, logs({"body": "x"}), run_id=RUN)
    second = end(ledger, RUN)
    begin(ledger, RUN)
    failed = put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN)
    third = end(ledger, RUN)
    rest = put(ledger, Signal.LOGS, logs({"body": "y"}), run_id=RUN)
    fourth = end(ledger, RUN)
    found = [told(ended(tmp_path, ledger, seq)) for seq in (first, second, third, fourth)]
    assert found == [
        (False, [2, 4]),
        (False, [more]),
        (True, [2, 4, more, failed]),
        (True, [rest]),
    ]


def turn(ledger: MemoryLedger) -> int:
    """Append that an epoch begins."""
    return ledger.add(EntryKind.EPOCH_START, {"epoch": 2})


def turned(folder: Path, ledger: MemoryLedger, seq: int, *, seen: bool) -> list[list[object]]:
    """Return what becomes of runs where an epoch begins: whose, trouble, entries; by run."""
    with read(folder, ledger) as reader:
        judge = Runs(reader, SIGNALS)
        for entry in reader.entries(0, seq) if seen else ():
            judge.see(entry)
        found = list(judge.turned(reader.entry(seq), lambda entry: entry.run_id != "chosen"))
        return sorted([one.troubled, [e.seq for e in one.telemetry]] for one in found)


@pytest.mark.parametrize("seen", [True, False])
def test_a_run_that_goes_on_is_decided_of_when_an_epoch_begins(
    tmp_path: Path, *, seen: bool
) -> None:
    """As at an end; those that ended, or were chosen, are not. What went is not sent at the end."""
    ledger = ledger_of_two_runs()  # the one of "ci" failed
    begin(ledger, "chosen")
    begin(ledger, "over")
    put(ledger, Signal.TRACES, traces(FAILED), run_id="over")
    end(ledger, "over")
    first = turn(ledger)
    assert turned(tmp_path, ledger, first, seen=seen) == [[False, [2, 4]], [True, [3]]]
    more = put(ledger, Signal.LOGS, logs({"body": "x"}), run_id=RUN, sender="ci")
    silent = turn(ledger)
    assert turned(tmp_path, ledger, silent, seen=seen) == [[True, [more]]]
    failed = put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN)
    third = turn(ledger)
    assert turned(tmp_path, ledger, third, seen=seen) == [[True, [2, 4, failed]]]
    rest = put(ledger, Signal.LOGS, logs({"body": "y"}), run_id=RUN)
    last, other = end(ledger, RUN), end(ledger, RUN, "ci")
    assert told(ended(tmp_path, ledger, last, seen=seen)) == (True, [rest])
    assert told(ended(tmp_path, ledger, other, seen=seen)) == (True, [])


def test_trouble_without_a_word_since_is_no_decision(tmp_path: Path) -> None:
    """A no that came while a run was silent over a whole epoch: all of it goes at its end."""
    ledger = ledger_of_two_runs()
    intent = ledger.add(EntryKind.ACTION_INTENT, {"decision": "asked"}, run_id=RUN)
    first = turn(ledger)
    assert [False, [2, 4]] in turned(tmp_path, ledger, first, seen=False)
    ledger.add(EntryKind.CONSENT_RECORD, {"intent": intent, "state": "refused"})
    assert turned(tmp_path, ledger, turn(ledger), seen=False) == []
    assert told(ended(tmp_path, ledger, end(ledger, RUN))) == (True, [2, 4])


def test_how_far_back_is_looked_when_an_epoch_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as at an end; who said nothing in there is not decided of."""
    monkeypatch.setattr(runs, "LOOK_BACK", 3)
    ledger = ledger_of_two_runs()
    put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN)
    ledger.add(EntryKind.COMMAND, {"verb": "x"})
    assert turned(tmp_path, ledger, turn(ledger), seen=False) == [[True, [4, 5]]]


def test_runs_that_began_since_do_not_matter(tmp_path: Path) -> None:
    """A run is looked for from its own start, past those of others."""
    ledger = ledger_of_two_runs()
    begin(ledger, "run-2")
    begin(ledger, RUN, "codex")
    more = put(ledger, Signal.LOGS, logs({"body": "x"}), run_id=RUN)
    assert told(ended(tmp_path, ledger, end(ledger, RUN))) == (False, [2, 4, more])


def test_how_far_back_is_looked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a long run sent before that stays where it is."""
    monkeypatch.setattr(runs, "LOOK_BACK", 3)
    ledger = ledger_of_two_runs()
    put(ledger, Signal.TRACES, traces(FAILED), run_id=RUN)
    last = end(ledger, RUN)
    assert told(ended(tmp_path, ledger, last)) == (True, [4, 5])
    assert told(ended(tmp_path, ledger, last, seen=True)) == (True, [4, 5])


def test_a_run_whose_start_is_not_told(tmp_path: Path) -> None:
    """It is looked for from the beginning."""
    ledger = MemoryLedger()
    put(ledger, Signal.TRACES, traces({"id": 1}), run_id=RUN)
    assert told(ended(tmp_path, ledger, end(ledger, RUN))) == (False, [0])


def test_of_open_runs_so_many_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are searched for."""
    monkeypatch.setattr(runs, "MAX_OPEN", 1)
    ledger = ledger_of_two_runs()
    last = end(ledger, RUN, "ci")
    assert told(ended(tmp_path, ledger, last, seen=True)) == (True, [3])
