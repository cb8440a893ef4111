"""Whether a run can be rolled back: while its copies are kept, and not after."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.model.content import Content
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES
from desktop_app.query.copies import NONE, Copies
from desktop_app.query.query import Query
from tests.fakes import copied_run, running
from tests.fakes.indexed import follow
from tests.unit.query.test_kept import Log

if TYPE_CHECKING:
    from pathlib import Path


class Copied(Log):
    """A ledger in which a run's files were copied."""

    def keep(self, kind: EntryKind, **subject: Any) -> int:
        """Add an entry that keeps a document; return it."""
        document = Content("file_ops", COPIES, f"{kind}{subject}".encode())
        pending = self.vault.keep((document,), after=0)
        told = {**subject, "kept": pending.kept.to_json()}
        seq = self.ledger.add(kind, told, run_id="r", sender="a")
        self.vault.settle(pending, seq)
        return seq

    def found(self) -> Copies:
        """Return what the index and the vault say of the run."""
        with Query(follow(self.folder, self.ledger), self.folder / "ledger.db") as query:
            return query.copies(query.run("r")["run"])


@pytest.fixture
def log(tmp_path: Path) -> Copied:
    """With a run, of which nothing was copied yet."""
    made = Copied(tmp_path)
    made.ledger.add(EntryKind.RUN_START, {}, run_id="r", sender="a")
    return made


def test_a_snapshot_and_a_change_are_needed(log: Copied) -> None:
    """Of each call it says how many files changed; parts and what is nobody's are no call's."""
    assert log.found() == NONE
    log.keep(EntryKind.FILE_SNAPSHOT, folder="aa")
    assert log.found() == NONE
    log.keep(EntryKind.FILE_OP, part=0)
    log.keep(EntryKind.FILE_OP, ops=2, calls=["4"])
    log.keep(EntryKind.FILE_OP, ops=1, calls=["4", "7"])
    log.keep(EntryKind.FILE_OP, ops=5, calls=[])
    assert log.found() == Copies(kept=True, files={4: 3, 7: 1})
    log.vault.close()


@pytest.mark.parametrize("gone", ["snapshot", "changes"])
def test_what_was_purged_cannot_be_put_back(log: Copied, gone: str) -> None:
    """Whichever of the two documents went."""
    begun = log.keep(EntryKind.FILE_SNAPSHOT, folder="aa")
    changed = log.keep(EntryKind.FILE_OP, ops=2, calls=["4"])
    lost = begun if gone == "snapshot" else changed
    log.vault.shred([lost])
    assert log.found() == NONE
    log.vault.close()


def test_a_folder_that_was_not_copied_is_none(log: Copied) -> None:
    """The entry says why, and keeps nothing."""
    log.ledger.add(EntryKind.FILE_SNAPSHOT, {"why": "too wide"}, run_id="r", sender="a")
    assert log.found() == NONE
    log.vault.close()


@pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there")
def test_a_recorder_writes_what_is_read_here(tmp_path: Path) -> None:
    """A real run: three calls, each with what it changed."""
    folder = copied_run.prepare(tmp_path / "work" / "site")
    with running.running(tmp_path / "home") as recorder:
        copied_run.act(recorder, folder)
        data = recorder.data_dir
        with Query(data / "index.db", data / "ledger.db") as query:
            found = query.copies(query.run("last")["run"])
            (first,) = query.intents_of_call(copied_run.CALLS[0])
    assert found.kept
    assert sorted(found.files.values()) == [1, 1, 2]
    assert found.files[first] == 1
