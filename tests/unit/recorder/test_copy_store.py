"""Copies on their way into the vault: readable at once, durable at `flush`, by consent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.content import BINARY, TEXT
from desktop_app.model.purposes import COPIES
from desktop_app.recorder import copy_store
from desktop_app.recorder.copy_store import CopyStore
from tests.fakes.consented import give

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder


def store_of(made: Recorder) -> CopyStore:
    """Return a store over the recorder's vault."""
    return CopyStore(made.keeping, lambda: made.journal.writer.state().size)


def test_without_consent_nothing_is_kept(made: Recorder) -> None:
    """No reference, and nothing waits."""
    store = store_of(made)
    assert store.put(b"x") is None
    store.flush()
    assert store.taken() == []


def test_what_was_put_can_be_read(made: Recorder) -> None:
    """Before and after `flush`; the same content is put once."""
    give(made, COPIES)
    store = store_of(made)
    ref = store.put(b"one")
    assert ref is not None
    assert store.put(b"one") == ref
    assert (store.has(ref), store.get(ref)) == (True, b"one")
    store.flush()
    assert (store.has(ref), store.get(ref)) == (True, b"one")
    (pending,) = store.taken()
    assert (pending.kept.payloads, pending.kept.size) == (1, 3)
    assert (store.has("a" * 32), store.get("a" * 32)) == (False, None)
    assert store.taken() == []


def test_text_is_told_from_other_bytes(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a person can look at it; what is large is not looked at."""
    give(made, COPIES)
    monkeypatch.setattr(copy_store, "MAX_TEXT_BYTES", 10)
    store = store_of(made)
    for data in ("café".encode(), b"a\0b", b"\xff", b"x" * 11):
        store.put(data)
    store.flush()
    media = [line.media for line in store.taken()[0].lines]
    assert media == [TEXT, BINARY, BINARY, BINARY]


def test_long_work_is_flushed_in_batches(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than a batch is held in memory."""
    give(made, COPIES)
    monkeypatch.setattr(copy_store, "BATCH_BYTES", 10)
    store = store_of(made)
    for number in range(4):
        store.put(b"%06d" % number)
    assert len(store.taken()) == 2


def test_a_full_vault_keeps_no_more(made: Recorder) -> None:
    """What does not fit has no reference, and is told as such."""
    give(made, COPIES)
    made.keeping.set_quota(1)
    assert store_of(made).put(b"x" * 1_000_000) is None
