"""The newest checkpoint as text to keep elsewhere, and the ways in which it is handed out."""

from __future__ import annotations

import hashlib

import pytest

from desktop_app.errors import NotFoundError, StorageError, UsageError
from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.verdict import Verdict
from desktop_app.operations.checkpoint import (
    commit_to,
    fresh_checkpoint,
    hand_out,
    newest_checkpoint,
    note_sent,
    write_file,
)
from desktop_app.operations.verify_ledger import LedgerWish, verify_ledger
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note
from tests.fakes.told_context import ToldContext, in_environment
from tests.fakes.workspace import Workspace


def test_it_is_the_signed_note(store, monkeypatch):
    """Of the size that is told beside it."""
    found = newest_checkpoint(in_environment(store, monkeypatch))
    checkpoint = parse_checkpoint(parse_note(found.note.encode()).text)
    assert checkpoint.size == found.size > 0


def test_before_anything_was_recorded_there_is_none(tmp_path):
    """Said, and no ledger is made."""
    context = ToldContext(Paths(tmp_path / "data", tmp_path, tmp_path))
    for ask in (newest_checkpoint, fresh_checkpoint):
        with pytest.raises(NotFoundError):
            ask(context)
    assert not (tmp_path / "data").exists()


def test_it_is_sealed_anew_and_that_it_was_handed_out_is_an_entry(live_recorder, monkeypatch):
    """Which size, which note, in which way: after it, so that it is not in it."""
    context = in_environment(live_recorder.environment, monkeypatch)
    first = fresh_checkpoint(context)
    seq = note_sent(context, first, "git", commit="ab" * 20)
    found = fresh_checkpoint(context)
    assert found.size > seq >= first.size
    with LedgerReader(context.paths.ledger) as reader:
        entry = reader.entry(seq)
    assert str(entry.kind) == "command"
    assert entry.subject == {
        "verb": "ledger checkpoint",
        "way": "git",
        "size": first.size,
        "checkpoint": hashlib.sha256(first.note.encode()).hexdigest(),
        "commit": "ab" * 20,
    }


def test_a_short_one_fits_into_a_code_and_anchors_as_well(live_recorder, monkeypatch, tmp_path):
    """One signature of two: it is the log's all the same."""
    context = in_environment(live_recorder.environment, monkeypatch)
    found = fresh_checkpoint(context)
    assert len(parse_note(found.note.encode()).signatures) == 2
    assert len(found.short) < 300
    (tmp_path / "kept").write_text(found.short, encoding="utf-8")
    report = verify_ledger(context, LedgerWish(anchors=(tmp_path / "kept",)))
    assert (report.verdict, report.kept_size) == (Verdict.ANCHORED, found.size)


def test_a_file_is_written_and_only_a_checkpoint_is_replaced(store, monkeypatch, tmp_path):
    """Exactly the note's bytes; somebody's other file stays."""
    found = newest_checkpoint(in_environment(store, monkeypatch))
    file = tmp_path / "checkpoint"
    for _ in range(2):
        write_file(found, file)
        assert file.read_bytes() == found.note.encode()
    for there in (b"a letter\n", bytes(2 << 20)):
        file.write_bytes(there)
        with pytest.raises(UsageError, match="no checkpoint"):
            write_file(found, file)
        assert file.read_bytes() == there
    with pytest.raises(StorageError, match="cannot be written"):
        write_file(found, tmp_path / "none" / "checkpoint")


def test_a_commit_holds_it_where_its_log_says(store, monkeypatch, tmp_path):
    """As `git show` gives it back, it anchors."""
    context = in_environment(store, monkeypatch)
    found, work = newest_checkpoint(context), Workspace(tmp_path)
    work.git("init", "-q", "-b", "main")
    made = commit_to(found, work.root)
    assert found.origin.startswith("countersign/")
    shown = work.git("show", f"{made.commit}:{found.origin}/checkpoint")
    assert shown == found.note
    assert f"checkpoint of {found.size} entries" in work.git("log", "--format=%s")
    (tmp_path / "kept").write_text(shown, encoding="utf-8")
    report = verify_ledger(context, LedgerWish(anchors=(tmp_path / "kept",)))
    assert report.verdict is Verdict.ANCHORED


def test_without_a_recorder_the_newest_is_handed_out(store, monkeypatch, tmp_path):
    """Where none may be started: it is not written down, and the caller hears that."""
    context = in_environment(store, monkeypatch)
    context.starts_recorder = False
    made = hand_out(context, "file", tmp_path / "kept")
    assert (made.entry, made.commit, made.checkpoint) == (None, None, newest_checkpoint(context))
    assert (tmp_path / "kept").read_text(encoding="utf-8") == made.checkpoint.note
