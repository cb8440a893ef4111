"""Going on after a divergence: alone, and with a redacted reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import RecorderRunningError
from desktop_app.host.instance import DataDirLock
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder.adopting import adopt_ledger
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
