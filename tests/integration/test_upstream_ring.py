"""Two real recorders, each the other's upstream: each has all of it once, and then it is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.forwarded import FIELD
from tests.fakes import forwarding
from tests.fakes.forwarding import send, standing
from tests.fakes.ledger_place import until
from tests.fakes.running import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


def spans(recorder: RunningRecorder, *, forwarded: bool) -> int:
    """Return how many spans a recorder has, first hand or by a forward."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        every = list(ledger.of_kinds((EntryKind.OTLP_TRACES,)))
    counts = [one.subject["records"] for one in every if (FIELD in one.subject) is forwarded]
    return sum(count for count in counts if isinstance(count, int))


def test_two_recorders_that_forward_to_each_other_come_to_an_end(tmp_path: Path) -> None:
    """What came by a forward is recorded, skipped, and goes nowhere again."""
    with running(tmp_path / "here") as here, running(tmp_path / "there") as there:
        for one, other in ((here, there), (there, here)):
            forwarding.add(one, "otlp", other.url, "other", own_network=True)
            forwarding.open_door(one)
        sent_here = sent_there = 0
        for turn in range(1, 4):  # what a ring makes of the first would come with the next
            send(here, 5 * turn)
            send(there, 2 * turn)
            sent_here, sent_there = sent_here + 5 * turn, sent_there + 2 * turn
            until(lambda want=sent_here: spans(there, forwarded=True) >= want)
            until(lambda want=sent_there: spans(here, forwarded=True) >= want)
            for one in (here, there):
                until(lambda one=one: standing(one, "other")["behind"] == 0)
        for one, own, others in ((here, sent_here, sent_there), (there, sent_there, sent_here)):
            assert spans(one, forwarded=False) == own
            assert spans(one, forwarded=True) == others
            forwarding.shut_door(one)
            assert standing(one, "other")["records"] == own
            assert forwarding.verified(one) == "CONSISTENT"
