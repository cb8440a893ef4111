"""Going on after a divergence: alone, and with a redacted reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import RecorderRunningError
from desktop_app.host.instance import DataDirLock
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import adopting
from desktop_app.recorder.adopting import adopt_ledger
from desktop_app.vault.reader import VaultReader
from tests.fakes.gate import shell
from tests.fakes.kept import COMMANDS, give, keeping_entries
from tests.fakes.recording import entries, paths, recorder
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_log_names_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old file is kept; nothing of a secret in the reason is."""
    with recorder(tmp_path, monkeypatch) as made:
        old = entries(made)[0].log
    where = paths(tmp_path)
    aside = adopt_ledger(where, f"restored, says {PLANTED['email']}")
    with LedgerReader(aside) as ledger:
        assert ledger.entry(0).log == old
    with LedgerReader(where.ledger) as ledger:
        first = ledger.entry(0)
    assert str(first.kind) == "log.adopted"
    assert first.log != old
    assert first.subject["reason"].startswith("restored, says ")
    assert PLANTED["email"].encode() not in first.leaf
    with recorder(tmp_path, monkeypatch):
        pass


def test_a_running_recorder_is_left_alone(tmp_path: Path) -> None:
    """Two never write."""
    where = paths(tmp_path)
    with DataDirLock(where.lock), pytest.raises(RecorderRunningError):
        adopt_ledger(where, "why")


def test_what_the_old_log_kept_stays_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new log gets a vault of its own; the old one is named as its ledger."""
    with recorder(tmp_path, monkeypatch) as made:
        give(made, COMMANDS)
        made.gating.gate.begin(shell("ls", deadline_s=0.1))
        (entry,) = keeping_entries(made)
    where = paths(tmp_path)
    old_key = made.keystores[-1].get("vault")
    aside = adopt_ledger(where, "why")
    assert aside is not None
    kept = aside.with_name(aside.name.replace("ledger-", "vault-"))
    assert not where.vault.exists()
    with VaultReader(kept) as reader:
        assert reader.install() == made.journal.writer.state().install_id
        (line,) = reader.lines_of(entry.seq, bytes(32))
        assert reader.stored(line.ref) is not None
    with recorder(tmp_path, monkeypatch) as other:
        assert other.status()["vault"]["open"] is True
        assert other.keystores[-1].get("vault") not in (None, old_key)
        assert other.keeping.lines_of(entry.seq) == []


def test_the_vault_of_a_log_that_is_gone_is_put_aside_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under the name of that log."""
    with recorder(tmp_path, monkeypatch) as made:
        install = made.journal.writer.state().install_id
    where = paths(tmp_path)
    for path in where.data_dir.glob("ledger.db*"):
        path.unlink()
    assert adopt_ledger(where, "why") is None
    assert len(list(where.data_dir.glob(f"vault-{install}-*.db"))) == 1


def test_an_adoption_that_was_cut_off_before_the_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next recorder finishes it."""
    with recorder(tmp_path, monkeypatch):
        pass
    where = paths(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(adopting, "put_aside", lambda *_: None)
        aside = adopt_ledger(where, "why")
    assert aside is not None
    with recorder(tmp_path, monkeypatch) as other:
        assert other.status()["vault"]["open"] is True
    assert aside.with_name(aside.name.replace("ledger-", "vault-")).exists()
