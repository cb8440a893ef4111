"""capture.files.store: the fake that the tests of this package use keeps the promise."""

from __future__ import annotations

from tests.fakes.file_store import MemoryStore


def test_what_was_put_is_there_after_a_flush() -> None:
    """The same content has one reference; what does not fit has none."""
    store = MemoryStore(room=5)
    ref = store.put(b"abc")
    assert ref is not None
    assert not store.has(ref)
    store.flush()
    assert (store.put(b"abc"), store.get(ref), store.has(ref)) == (ref, b"abc", True)
    assert store.put(b"defg") is None
    assert store.get("other") is None
