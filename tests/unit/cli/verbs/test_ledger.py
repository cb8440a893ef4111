"""countersign ledger: the whole log as text; and a way on from one that diverged."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.fakes import running
from tests.fakes.commands import on_terminal


def test_every_line_is_a_leaf_exactly_as_hashed(live, tmp_path):
    """SHA-256(0x00 || line) is the next line's `prev`; the export itself is an entry."""
    file = tmp_path / "leaves.jsonl"
    done = live("ledger", "export", "--jsonl", "--to", str(file), "--output", "json")
    lines = file.read_bytes().splitlines()
    assert done.data == {"file": str(file), "entries": len(lines), "pruned": 0}
    previous = bytes(32).hex()
    for line in lines:
        leaf = json.loads(line)
        assert leaf["prev"] == previous
        previous = hashlib.sha256(b"\0" + line).hexdigest()
    assert any(json.loads(line)["subject"].get("verb") == "ledger export" for line in lines)


def test_export_goes_to_standard_output_too(live_recorder):
    """Bytes as they are; for a pipe."""
    done = running.run_cli(live_recorder.environment, "ledger", "export", "--jsonl")
    assert json.loads(done.stdout.splitlines()[0])["kind"] == "log.start"


def test_without_a_ledger_there_is_nothing_to_export(empty):
    """And nothing is made."""
    assert empty("ledger", "export", "--jsonl").code == 1
    assert not Path(empty.environment["COUNTERSIGN_DATA_DIR"], "ledger.db").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_rolled_back_ledger_is_adopted_by_a_person(tmp_path):
    """An old copy diverges from the pin; `adopt` begins a new log that names it."""
    environment = running.environment(tmp_path)
    data = Path(environment["COUNTERSIGN_DATA_DIR"])
    with running.running(tmp_path):
        pass
    shutil.copytree(data, tmp_path / "old")
    with running.running(tmp_path):
        pass
    shutil.rmtree(data)
    (tmp_path / "old").rename(data)
    assert running.run_cli(environment, "verify", check=False).returncode == 30
    words = ("ledger", "adopt", "--reason", "restored a backup")
    assert on_terminal(environment, *words, answer=b"no\n").code == 1
    assert running.run_cli(environment, "verify", check=False).returncode == 30
    adopted = on_terminal(environment, *words, answer=b"yes\n", columns=200)
    assert adopted.code == 0
    assert "A new log. The old one: " in adopted.out
    done = running.run_cli(environment, "verify")
    assert done.stdout.startswith("CONSISTENT")
