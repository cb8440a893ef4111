"""kill -9 at random moments: all that the child printed is there afterwards (ATTACKS G02)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.model.verdict import Verdict
from tests.fakes.file_keystore import FileKeyStore

pytestmark = [pytest.mark.crash, pytest.mark.attack("G02")]

KILLS = 400 if os.environ.get("COUNTERSIGN_LONG") == "1" else 25
ROOT = Path(__file__).parents[2]
NOW_US = 4_000_000_000_000_000


def _run_and_kill(folder: Path, after_s: float) -> list[str]:
    """Start the child, kill it that long after its start, return the whole lines it printed."""
    output = folder / "output"
    with output.open("wb") as file:
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.child_append", str(folder)],
            stdout=file,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        try:
            child.wait(after_s)
        except subprocess.TimeoutExpired:
            child.kill()
        _, errors = child.communicate()
    assert child.returncode == -9, errors.decode()
    return output.read_text().rpartition("\n")[0].splitlines()


def _check(folder: Path, acknowledged: dict[int, str]) -> None:
    with LedgerReader(folder / "ledger.db") as reader:
        assert reader.size() > max(acknowledged, default=0)
        for seq, leaf_hash in acknowledged.items():
            assert reader.leaf_hash(seq).hex() == leaf_hash
        install = reader.install_id()
    trust = Trust.from_keystore(FileKeyStore(folder / "keys" / install))
    report = audit(folder / "ledger.db", trust=trust, now_us=NOW_US)
    assert report.verdict is Verdict.CONSISTENT, report.findings


def _startup_s(folder: Path) -> float:
    """Return how long a child needs to its first acknowledgement."""
    started = time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.child_append", str(folder)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline()
        taken = time.monotonic() - started
        child.kill()
    return taken


def test_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    """The same ledger, killed again and again, while opening too; a late seal for each."""
    random = Random(5)  # noqa: S311 - not for secrets
    startup_s = _startup_s(tmp_path)
    acknowledged: dict[int, str] = {}
    for number in range(KILLS):
        lines = _run_and_kill(tmp_path, startup_s * random.uniform(0.6, 1.6))
        acknowledged |= {int(line.split()[0]): line.split()[1] for line in lines}
        if number % 5 == 4:
            _check(tmp_path, acknowledged)
    _check(tmp_path, acknowledged)
    assert len(acknowledged) > KILLS
