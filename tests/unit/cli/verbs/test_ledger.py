"""countersign ledger: the whole log as text; and a way on from one that diverged."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from itertools import islice
from pathlib import Path

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from tests.fakes import running
from tests.fakes.commands import on_terminal
from tests.fakes.tsa import Stamper
from tests.fakes.workspace import Workspace


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


def test_a_checkpoint_is_handed_out_in_each_way(live, live_recorder, tmp_path):
    """The same kind of bytes; each way is an entry, and one at a time."""
    work = Workspace(tmp_path)
    work.git("init", "-q", "-b", "main")
    file = tmp_path / "checkpoint"
    done = live("ledger", "checkpoint", "--to", str(file))
    assert f"is in {file}. Recorded as #" in done.out
    assert file.read_text(encoding="utf-8").startswith("countersign/")
    done = live("ledger", "checkpoint", "--git", str(work.root), "--output", "json")
    assert done.data["branch"] == "refs/heads/main"
    assert done.data["commit"] == work.git("rev-parse", "HEAD").strip()
    assert "it is not pushed" in live("ledger", "checkpoint", "--git", str(work.root)).out
    shown = running.run_cli(live_recorder.environment, "ledger", "checkpoint")
    assert shown.stdout.startswith("countersign/")
    assert "\N{FULL BLOCK}" in live("ledger", "checkpoint", "--qr").out
    assert live("ledger", "checkpoint", "--qr", "--to", str(file)).code == 2
    (tmp_path / "shown").write_text(shown.stdout, encoding="utf-8")
    for kept in (file, tmp_path / "shown", *work.root.glob("countersign/*/checkpoint")):
        assert live("verify", "--anchor", str(kept), "--require-anchor").code == 0
    with LedgerReader(
        Path(live_recorder.environment["COUNTERSIGN_DATA_DIR"], "ledger.db")
    ) as reader:
        newest = islice(reader.backwards(EntryKind.COMMAND), 5)
        assert [entry.subject["way"] for entry in newest] == [
            *("QR code", "output", "git", "git", "file")
        ]


def test_a_time_stamp_is_asked_for_and_brought_back(live, tmp_path):
    """The verdict needs the authority's root."""
    stamper = Stamper(tmp_path / "tsa")
    query, answer, root = (tmp_path / name for name in ("query.tsq", "answer.tsr", "root.pem"))
    assert f"entries is in {query}" in live("ledger", "stamp-request", "--to", str(query)).out
    answer.write_bytes(stamper.answer(query.read_bytes()))
    root.write_bytes(stamper.root)
    said = live("ledger", "stamp-add", str(answer)).out
    assert said.startswith("CN=Stamper says that the first ")
    assert live("verify", "--require-anchor").code == 10
    assert live("verify", "--require-anchor", "--tsa-root", str(root)).code == 0
    assert live("ledger", "stamp-add", str(root)).code == 2


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
