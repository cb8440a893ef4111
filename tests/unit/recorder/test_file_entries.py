"""The ledger says counts of files; their names are in the vault, and can be read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import Deed, FileOp, State
from desktop_app.capture.files.repos import RefOp
from desktop_app.capture.files.seen import Begun
from desktop_app.errors import BadEncodingError, StorageError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import file_entries
from desktop_app.recorder.copy_store import CopyStore
from desktop_app.recorder.file_entries import FileEntries
from desktop_app.recorder.runs import Run
from tests.fakes.consented import give
from tests.fakes.gate import of_kind

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

RUN = Run("claude-code", "run-1")
STATE = State(Kind.FILE, 0o644, 3, "0a" * 32)
CHANGE = FileOp(Deed.CREATE, b"zebra\xe9", None, STATE, calls=("5",), since_us=1, until_us=2)
MOVED = RefOp(b"", "refs/heads/main", None, "0b" * 20, inside=True, calls=("5",))
BEGUN = Begun(1, 0, 0, 0, None, ((b"huge", "too large"),))


@pytest.fixture
def entries(made: Recorder) -> FileEntries:
    """Entries of a recorder whose person keeps copies."""
    give(made, COPIES)
    return FileEntries(made.journal, made.run_keys, made.keeping)


@pytest.fixture
def store(made: Recorder, entries: FileEntries) -> CopyStore:
    """A store of its own."""
    return CopyStore(made.keeping, entries.size)


def test_what_is_written_can_be_read(
    made: Recorder, entries: FileEntries, store: CopyStore
) -> None:
    """Snapshot and changes, in order, with their documents; lists of copies are passed over."""
    store.put(b"abc")
    store.flush()
    entries.snapshot(RUN, "/w/site", BEGUN, store)
    entries.changes(RUN, EntryKind.FILE_OP, [CHANGE], [MOVED], store, more={})
    with LedgerReader(made.paths.ledger) as ledger:
        first, second = entries.recorded(ledger, RUN)
    assert (first.kind, first.workspace, first.files) == ("file.snapshot", "/w/site", ())
    assert (second.files, second.refs) == ((CHANGE,), (MOVED,))
    subjects = [dict(entry.subject) for entry in of_kind(made, "file.snapshot")]
    assert subjects[0]["part"] == 0
    assert subjects[1]["cannot"] == 1


def test_no_name_is_in_an_entry(made: Recorder, entries: FileEntries, store: CopyStore) -> None:
    """Neither the folder's nor a file's."""
    entries.snapshot(RUN, "/home/ada/secret-site", BEGUN, store)
    entries.changes(RUN, EntryKind.FILE_OP, [CHANGE], [], store, more={})
    entries.no_snapshot(RUN, "/home/ada/secret-site", "why")
    leaves = b"".join(one.leaf for kind in file_entries.KINDS for one in of_kind(made, kind))
    assert b"secret-site" not in leaves
    assert b"zebra" not in leaves
    assert b"huge" not in leaves


def test_what_was_purged_is_empty(made: Recorder, entries: FileEntries, store: CopyStore) -> None:
    """The entry stays and says its counts; nothing is left to put back."""
    seq = entries.changes(RUN, EntryKind.FILE_OP, [CHANGE], [], store, more={})
    made.keeping.vault.shred([seq])
    with LedgerReader(made.paths.ledger) as ledger:
        (found,) = entries.recorded(ledger, RUN)
    assert (found.files, found.subject["ops"]) == ((), 1)


def test_what_cannot_be_written_leaves_no_copies(
    made: Recorder, entries: FileEntries, store: CopyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refused entry drops its lists."""
    ref = store.put(b"abc")
    assert ref is not None
    store.flush()

    def refuse(*_: object, **__: object) -> None:
        raise StorageError("full")

    with monkeypatch.context() as patch:
        patch.setattr(made.journal, "telemetry", refuse)
        with pytest.raises(StorageError):
            entries.changes(RUN, EntryKind.FILE_OP, [CHANGE], [], store, more={})
    store.put(b"more")
    store.flush()
    assert not made.keeping.vault.has(ref)


def test_a_document_of_another_shape(
    made: Recorder, entries: FileEntries, store: CopyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What holds no lists is refused."""
    entries.changes(RUN, EntryKind.FILE_OP, [CHANGE], [], store, more={})
    monkeypatch.setattr(file_entries, "_parsed", lambda _: {"files": 1})
    with LedgerReader(made.paths.ledger) as ledger, pytest.raises(BadEncodingError):
        list(entries.recorded(ledger, RUN))
