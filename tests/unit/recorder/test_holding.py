"""Holds: the entry first, and who may end them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError, OverloadedError, UsageError, WrongPassphraseError
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import covered, holding
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import AgentScope, EntriesScope, RunScope
from tests.fakes.recording import entries
from tests.fakes.roles import OTHERS, PASSPHRASE, ROLE, hold

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

PERSON = {"sender": "", "auth": "person"}
LOCAL = {"sender": "", "auth": "local"}
RUN = RunScope("codex", "r")


def test_a_hold_is_placed_listed_and_released(made: Recorder) -> None:
    """Its reason after the detectors; a second release finds nothing."""
    placed, seq = made.holding.place(RUN, "ask ada@lovelace.example", LOCAL)
    assert (placed.seq, placed.entries, placed.role) == (seq, 0, None)
    entry = entries(made)[seq]
    assert (str(entry.kind), entry.actor) == ("hold.placed", LOCAL)
    assert "lovelace" not in str(entry.subject)
    assert made.holding.listed() == [{**entry.subject, "entry": seq}]
    ended = made.holding.release(placed.name, "over", PERSON)
    entry = entries(made)[ended]
    assert (str(entry.kind), entry.subject) == (
        "hold.released",
        {"hold": placed.name, "reason": "over"},
    )
    assert made.holding.listed() == []
    with pytest.raises(NotFoundError):
        made.holding.release(placed.name, "over", PERSON)


def test_a_roles_hold_ends_by_its_passphrase(made: Recorder) -> None:
    """And is placed by it, so that nobody binds the person in another's name."""
    with pytest.raises(NotFoundError):
        made.holding.place(RUN, "why", PERSON, role=ROLE, passphrase=PASSPHRASE)
    hold(made)
    with pytest.raises(WrongPassphraseError):
        made.holding.place(RUN, "why", PERSON, role=ROLE, passphrase=OTHERS)
    placed, _ = made.holding.place(RUN, "why", PERSON, role=ROLE, passphrase=PASSPHRASE)
    for wrong in ("", OTHERS):
        with pytest.raises(WrongPassphraseError):
            made.holding.release(placed.name, "over", PERSON, passphrase=wrong)
    assert len(made.holding.listed()) == 1
    seq = made.holding.release(placed.name, "over", PERSON, passphrase=PASSPHRASE)
    assert entries(made)[seq].subject["role"] == ROLE


def test_there_is_an_end_to_holds(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """To how many are in force, and to what one entry can name."""
    many = EntriesScope(Ranges(range(0, 2_002, 2)))
    with pytest.raises(UsageError, match="too many places"):
        made.holding.place(many, "why", PERSON)
    few = EntriesScope(Ranges(range(0, 2_000, 2)))
    made.holding.place(few, "why", PERSON)
    monkeypatch.setattr(holding, "MAX_HOLDS", 1)
    with pytest.raises(OverloadedError):
        made.holding.place(AgentScope("codex"), "why", PERSON)


def test_nobody_waits_while_a_ledger_is_read(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes meanwhile counts: the entry is placed where nothing comes between."""
    free: list[bool] = []

    def is_free() -> bool:
        found = made.retention.deciding.acquire(blocking=False)
        if found:
            made.retention.deciding.release()
        return found

    class Watched(covered.Covered):
        def read(self) -> Ranges:
            with ThreadPoolExecutor(1) as another:
                free.append(another.submit(is_free).result())
            found = super().read()
            if len(free) == 1:
                made.journal.writer.append([kept]).result()
            return found

    kept = Draft(
        EntryKind.PAYLOAD_KEPT,
        {"sender": RUN.sender, "auth": "token"},
        {"kept": {"payloads": 1, "bytes": 1, "root": "00" * 32}},
        run_id=RUN.run_id,
    )
    monkeypatch.setattr(holding, "Covered", Watched)
    placed, _ = made.holding.place(RUN, "why", PERSON)
    assert placed.entries == 1
    assert free == [True, False]
