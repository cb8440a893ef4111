"""Entry first, then deletion, then every trace; a kill in between is finished."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import StorageError
from desktop_app.ledger import connection
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import purging
from desktop_app.recorder.purge_plan import Asked
from desktop_app.recorder.purging import Removed
from desktop_app.retention.holds import Hold
from desktop_app.retention.purges import By
from desktop_app.retention.scopes import RunScope

if TYPE_CHECKING:
    from tests.fakes.retaining import Retaining

PERSON = {"sender": "", "auth": "person"}
RUN = Asked(By.PERSON, scope=RunScope("codex", "r"))


def quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a reader in these tests."""
    monkeypatch.setattr(purging, "WAL_PAUSE_S", 0.0)


def test_a_person_purges_a_run(retaining: Retaining) -> None:
    """Bodies, kept content and key; entries name them, and the index is made again."""
    retaining.index.write_bytes(b"old")
    first = retaining.run("r", 3, kept=True)
    retaining.run("s")
    key = retaining.run_keys.key("codex", "r")
    retaining.later(1)
    retaining.purging.payloads = retaining.vault
    told = []
    plan, seqs, removed = retaining.purging.purge(RUN, PERSON, lambda *two: told.append(two))
    assert [one["class"] for one in retaining.purges()] == ["payloads", "bodies"]
    assert [one["entries"] for one in retaining.purges()] == [[[first, first + 2]]] * 2
    assert len(seqs) == len(plan.entries) == 2
    assert (removed.bodies, removed.payloads, removed.run_keys) == (3, 3, 1)
    assert (removed.finished, removed.wal_emptied, retaining.rebuilt) == (True, True, 1)
    assert retaining.vault.shredded == [first, first + 1, first + 2]
    assert (len(retaining.bodies()), retaining.keys()) == (1, ["s"])
    assert retaining.run_keys.key("codex", "r") != key
    assert told[-1][0] == told[-1][1]
    assert removed.to_json()["bodies"] == 3
    assert retaining.mark.exists()
    assert retaining.purging.purge(RUN, PERSON, quiet)[1:] == ([], Removed())


def test_the_schedule_goes_once_a_day(retaining: Retaining) -> None:
    """By the policy in force, past what is held; without a vault, too."""
    retaining.run("r", 2, kept=True)
    held = retaining.run("held")
    hold = Hold("h", RunScope("codex", "held"), "why", 0, bytes(32))
    retaining.journal.note(EntryKind.HOLD_PLACED, hold.to_json())
    retaining.later(400)
    retaining.purging.tick()
    assert retaining.bodies() == [held]
    assert [(one["by"], one["days"]) for one in retaining.purges()] == [
        ("schedule", 90),
        ("schedule", 365),
    ]
    release = {"hold": "h", "reason": "over"}
    retaining.journal.note(EntryKind.HOLD_RELEASED, release, actor=PERSON)
    retaining.purging.tick()
    assert retaining.bodies() == [held]
    retaining.later(1.01)
    retaining.purging.tick()
    assert retaining.bodies() == []
    assert retaining.keys() == []


def test_a_kill_after_the_entry_is_finished(retaining: Retaining) -> None:
    """By the next recorder, which needs no more than the entries."""
    first = retaining.run("r", 300, kept=True)
    retaining.later(1)
    plan = retaining.purging.look(RUN, quiet)
    for one in plan.entries:
        retaining.journal.note(EntryKind.PURGE, one.to_json(), actor=PERSON)
    retaining.writer.purge(list(range(first, first + 100))).result()
    wrong = {**plan.entries[1].to_json(), "count": None}
    retaining.journal.note(EntryKind.PURGE, wrong, actor=PERSON)
    following = retaining.purger()
    following.payloads = retaining.vault
    removed = following.resume()
    assert (removed.bodies, removed.payloads, removed.run_keys) == (200, 300, 1)
    assert (retaining.bodies(), retaining.keys()) == ([], [])
    assert retaining.rebuilt == 1
    assert len(retaining.purges()) == 3
    assert following.resume() == Removed()
    assert retaining.rebuilt == 1


def test_the_vault_is_finished_first(
    retaining: Retaining, caplog: pytest.LogCaptureFixture
) -> None:
    """Before anybody can be shown what is in it; a vault that cannot is tried again later."""
    retaining.run("r", 3, kept=True)
    retaining.later(1)
    for one in retaining.purging.look(RUN, quiet).entries:
        retaining.journal.note(EntryKind.PURGE, one.to_json(), actor=PERSON)
    following = retaining.purger()
    with LedgerReader(retaining.place.path) as ledger:
        following.resume_payloads(ledger)  # without a vault there is nothing in it
        following.payloads = retaining.vault
        retaining.vault.broken = True
        following.resume_payloads(ledger)
        assert "gone from the vault" in caplog.text
        retaining.vault.broken = False
        following.resume_payloads(ledger)
    assert len(retaining.vault.shredded) == 3
    assert len(retaining.bodies()) == 3
    assert following.resume().payloads == 0


def test_the_key_of_a_run_that_spoke_again_stays(retaining: Retaining) -> None:
    """What it wrote since is under another key."""
    retaining.run("r")
    retaining.later(1)
    retaining.purging.purge(RUN, PERSON, quiet)
    retaining.run("r")
    assert retaining.purger().resume() == Removed()
    assert retaining.keys() == ["r"]


def test_stopping_ends_between_two_batches(retaining: Retaining) -> None:
    """What is left goes at the next start."""
    retaining.run("r", 2)
    retaining.later(1)
    retaining.purging.stop()
    removed = retaining.purging.purge(RUN, PERSON, quiet)[2]
    assert (removed.finished, len(retaining.bodies())) == (False, 2)
    assert retaining.purger().resume().bodies == 2


def test_a_reader_that_holds_up_the_log_is_waited_for_later(retaining: Retaining) -> None:
    """Each tick tries again, until it works; stopping waits for nobody."""
    retaining.run("r")
    retaining.later(1)
    reader = connection.open_reader(retaining.place.path)
    reader.execute("BEGIN").fetchall()
    reader.execute("SELECT count(*) FROM bodies").fetchall()
    wal = retaining.place.path.with_name("ledger.db-wal")
    assert not retaining.purging.purge(RUN, PERSON, quiet)[2].wal_emptied
    retaining.purging.tick()
    assert wal.stat().st_size
    reader.close()
    retaining.purging.tick()
    assert wal.stat().st_size == 0


def test_what_cannot_be_written_down_is_not_purged(
    retaining: Retaining, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No entry, no deletion."""
    retaining.run("r")
    retaining.later(1)

    def refuses(*_: object, **__: object) -> None:
        raise StorageError("no room")

    monkeypatch.setattr(retaining.journal, "note", refuses)
    with pytest.raises(StorageError):
        retaining.purging.purge(RUN, PERSON, quiet)
    assert len(retaining.bodies()) == 1


def test_keys_alone_can_be_due(retaining: Retaining) -> None:
    """A run that kept nothing, whose body stays for longer."""
    seq = retaining.run("r")
    retaining.later(100)
    retaining.purging.purge(Asked(), RECORDER, quiet)
    (told,) = retaining.purges()
    assert (told["class"], told["entries"], told["run_keys"]) == ("payloads", [], 1)
    assert (retaining.bodies(), retaining.keys()) == ([seq], [])
    with LedgerReader(retaining.place.path) as ledger:
        assert ledger.body(seq)
