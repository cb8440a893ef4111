"""Settings that were edited in their file are in the record, like those set by the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from tests.fakes import running

if TYPE_CHECKING:
    from pathlib import Path


def test_each_start_says_which_settings_are_in_force(tmp_path: Path) -> None:
    """Those that are not at their default."""
    data = tmp_path / "data"
    for text, expected in (("", {}), ("[run]\nidle_s = 5\n", {"run.idle_s": 5})):
        running.environment(tmp_path)
        data.mkdir(exist_ok=True)
        (data / "settings.toml").write_text(text)
        with running.running(tmp_path):
            pass
        with LedgerReader(data / "ledger.db") as reader:
            started = reader.latest_of(EntryKind.RECORDER_START)
        assert started is not None
        assert started.subject["settings"] == expected
