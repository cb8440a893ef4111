"""The committing thread's work. Faults of the disk: tests/crash; what senders see: test_writer."""

from __future__ import annotations

import pytest

from desktop_app.errors import (
    CountersignError,
    ExportOutdatedError,
    LedgerInvalidError,
    StorageError,
)
from desktop_app.ledger import commit
from desktop_app.ledger.log import Log
from desktop_app.ledger.reader import LedgerReader
from tests.fakes.ledger_place import BODY, COMMAND, Place


def test_what_waits_is_refused_with_what_failed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fault answers the batch and everything behind it; the next append goes through."""
    writer = place.open()
    honest = Log.commit
    behind = []

    def failing(_log: Log) -> None:
        monkeypatch.setattr(Log, "commit", honest)
        behind.extend(writer.append([COMMAND]) for _ in range(5))
        raise StorageError("a fault")

    monkeypatch.setattr(Log, "commit", failing)
    with pytest.raises(StorageError, match="a fault"):
        writer.append([COMMAND]).result(60)
    for future in behind:
        with pytest.raises(StorageError, match="a fault"):
            future.result(60)
    assert writer.append([COMMAND]).result(60)[0].seq == 2
    assert writer.state().last_error is None
    writer.close()
    place.verify()


def test_a_program_that_keeps_writing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is no reason to go on without looking."""
    writer = place.open()
    honest = Log.begin
    monkeypatch.setattr(Log, "begin", lambda self: honest(self) and False)
    with pytest.raises(StorageError, match="keeps writing"):
        writer.append([COMMAND]).result(60)
    monkeypatch.setattr(Log, "begin", honest)
    assert writer.append([COMMAND]).result(60)


def test_a_look_that_fails(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Someone else wrote, and the file cannot be read again: refused, until it can."""
    writer = place.open()
    honest = commit.reopen

    def failing(*_: object, **__: object) -> None:
        raise StorageError("a fault")

    monkeypatch.setattr(commit, "reopen", failing)
    place.sql("INSERT INTO meta VALUES ('x', 'y')")
    for _ in range(2):
        with pytest.raises(StorageError, match="a fault"):
            writer.append([COMMAND]).result(60)
    monkeypatch.setattr(commit, "reopen", honest)
    assert writer.append([COMMAND]).result(60)


def test_a_refusal_for_good_keeps_its_reason(place: Place) -> None:
    """Every later append gets it, and so does `status`."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.forge("UPDATE entries SET mac = zeroblob(32) WHERE seq = 2")
    errors: list[CountersignError | None] = []
    for _ in range(3):
        error = writer.append([COMMAND]).exception(10)
        assert isinstance(error, LedgerInvalidError)
        errors.append(error)
    assert {error.message for error in errors} == {writer.state().refusing}


def test_only_the_running_epoch_signs(place: Place) -> None:
    """Neither an epoch that is over nor, once nothing more may be appended, the last one."""
    writer = place.open()
    committer = writer._committer
    assert len(committer.sign_dsse("t", b"p", 1).signature) == 64
    with pytest.raises(ExportOutdatedError):
        committer.sign_dsse("t", b"p", 2)
    committer.refusing = StorageError("over")
    with pytest.raises(ExportOutdatedError):
        committer.sign_dsse("t", b"p", 1)
    committer.refusing = None
    writer.close()


def test_a_purge_is_one_transaction_and_the_log_beside_is_cut(place: Place) -> None:
    """The key that was handed out is forgotten with its row."""
    writer = place.open()
    secret = writer.run_secret("codex", "r")
    seq = writer.append([BODY]).result(60)[0].seq
    assert writer.purge([seq], [("codex", "r")]).result(60).run_keys == 1
    assert writer.empty_wal().result(60)
    assert writer.run_secret("codex", "r") != secret


def test_room_that_cannot_be_looked_at_is_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commit that follows goes on, or tells what is wrong."""
    writer = place.open()

    def failing(_log: Log) -> int:
        raise StorageError("a fault")

    monkeypatch.setattr(commit.purging, "spare_bytes", failing)
    place.clock.advance(1)
    assert writer.append([COMMAND]).result(60)
    assert writer.state().spare_bytes == 0


def test_a_purge_that_fails_is_told_and_nothing_is_gone(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows are there, and so is the key."""
    writer = place.open()
    secret = writer.run_secret("codex", "r")
    seq = writer.append([BODY]).result(60)[0].seq
    honest = Log.commit

    def failing(_log: Log) -> None:
        monkeypatch.setattr(Log, "commit", honest)
        raise StorageError("a fault")

    monkeypatch.setattr(Log, "commit", failing)
    with pytest.raises(StorageError, match="a fault"):
        writer.purge([seq], [("codex", "r")]).result(60)
    assert writer.run_secret("codex", "r") == secret
    assert writer.purge([seq], [("codex", "r")]).result(60).bodies == 1


@pytest.mark.parametrize("reading", [False, True])
def test_a_closed_log_lies_whole_in_its_file(place: Place, *, reading: bool) -> None:
    """Whoever has it open; one in the midst of a read leaves a part beside, and none is lost."""
    writer = place.open()
    with LedgerReader(place.path) as reader:
        if reading:
            begun = reader._db.execute("SELECT seq FROM main.entries")
            next(begun)
        writer.append([COMMAND]).result(60)
        writer.close()
        beside = place.path.with_name("ledger.db-wal")
        assert (beside.stat().st_size == 0) is not reading
    with LedgerReader(place.path) as again:
        assert again.size() > 1
