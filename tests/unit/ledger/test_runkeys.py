"""Per-run secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import OverloadedError
from desktop_app.ledger import connection, runkeys, schema
from desktop_app.ledger.runkeys import RunKeyStore
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from pathlib import Path


def test_one_run_has_one_secret(quick_path: Path) -> None:
    """Pending, committed, evicted, and read again from the file."""
    path = quick_path / "x.db"
    db = connection.open_writer(path, create=True)
    schema.create(db)
    keys = RunKeyStore(path, FakeIds(), cached=2)
    made = {("s", name): keys.secret("s", name) for name in "abc"}
    assert keys.pending() == made
    assert len(set(made.values())) == 3
    for (sender, run_id), secret in made.items():
        db.execute("INSERT INTO run_keys VALUES (?, ?, ?)", (sender, run_id, secret))
    keys.committed(made)
    assert keys.pending() == {}
    keys.committed({})
    assert {key: keys.secret(*key) for key in made} == made
    keys.close()
    keys.close()
    assert {key: RunKeyStore(path, FakeIds("other")).secret(*key) for key in made} == made
    db.close()


def test_new_runs_do_not_pile_up_while_nothing_is_committed(
    quick_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known ones are still answered; after a commit there is room again."""
    path = quick_path / "x.db"
    db = connection.open_writer(path, create=True)
    schema.create(db)
    monkeypatch.setattr(runkeys, "MAX_PENDING", 2)
    keys = RunKeyStore(path, FakeIds())
    made = {("s", name): keys.secret("s", name) for name in "ab"}
    with pytest.raises(OverloadedError):
        keys.secret("s", "c")
    assert keys.secret("s", "a") == made["s", "a"]
    keys.committed(made)
    assert len(keys.secret("s", "c")) == 32
    keys.close()
    db.close()


def test_a_key_that_was_purged_is_made_anew(quick_path: Path) -> None:
    """Whoever asks again gets another one; forgetting what is not known is fine."""
    path = quick_path / "x.db"
    db = connection.open_writer(path, create=True)
    schema.create(db)
    keys = RunKeyStore(path, FakeIds())
    old = keys.secret("s", "a")
    keys.committed(keys.pending())
    keys.forget([("s", "a"), ("s", "b")])
    assert keys.secret("s", "a") != old
    keys.close()
    db.close()
