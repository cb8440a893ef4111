"""countersign bundle export: what is refused before anything is asked of a recorder.

What it makes: `tests/integration/test_bundle_export.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import running


def size(store):
    """Return the number of entries."""
    with LedgerReader(running.Path(store["COUNTERSIGN_DATA_DIR"]) / "ledger.db") as ledger:
        return ledger.size()


def test_without_a_ledger_there_is_nothing_to_export(cli, tmp_path):
    """And none is made for it."""
    done = cli("bundle", "export", "last", COUNTERSIGN_DATA_DIR=str(tmp_path / "none"))
    assert done.code == 1
    assert "Nothing is recorded yet" in done.err
    assert not (tmp_path / "none" / "ledger.db").exists()


@pytest.mark.parametrize("level", ["full", "full-log"])
def test_a_level_that_reveals_needs_a_reason(cli, store, level):
    """Before anybody is asked."""
    before = size(store)
    done = cli("bundle", "export", "last", "--level", level)
    assert done.code == 2
    assert "--reason" in done.err
    assert size(store) == before


def test_a_level_that_reveals_needs_a_terminal(store):
    """A pipe cannot answer."""
    before = size(store)
    words = ("bundle", "export", "last", "--level", "full", "--reason", "x", "--output", "json")
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", *words],
        env=store,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # no controlling terminal
        check=False,
        timeout=60,
    )
    assert json.loads(done.stdout)["error"]["code"] == "NOT_ANSWERED_BY_PERSON"
    assert size(store) == before
