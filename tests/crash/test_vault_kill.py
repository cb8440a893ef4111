"""kill -9 between vault and ledger: no entry names what is not there, and no orphan stays.

Short form: 25 kills of one data directory; COUNTERSIGN_LONG=1: 400.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from desktop_app.ledger.audit import audit
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.model.verdict import Verdict
from desktop_app.operations.verify_vault import verify_vault
from tests.crash import child_vault
from tests.fakes.file_keystore import FileKeyStore

pytestmark = [pytest.mark.crash, pytest.mark.attack("G02")]

KILLS = 400 if os.environ.get("COUNTERSIGN_LONG") == "1" else 25
ROOT = Path(__file__).parents[2]
NOW_US = 4_000_000_000_000_000
STEPS = 40


def _run_and_kill(folder: Path, steps: int, random: Random) -> tuple[list[str], bool]:
    """Let a child print that many lines and kill it; return the lines, and whether one waits.

    Half of the kills come right after content was kept, before its entry can be there for sure.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "tests.crash.child_vault", str(folder)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(steps)]
        while random.random() < 0.5 and not lines[-1].startswith("kept"):
            lines.append(child.stdout.readline())
        child.kill()
        lines += child.stdout.readlines()
    assert child.returncode == -9
    return [line for line in lines if line.endswith("\n")], lines[-1].startswith("kept")


def _check(folder: Path, acknowledged: dict[int, str]) -> None:
    """Start once more, as a recorder does, and compare everything."""
    vault = child_vault.opened(folder)
    assert vault.pending_after() is None
    with LedgerReader(folder / "ledger.db") as reader:
        kept = [entry.seq for entry in reader.keeping()]
        install = reader.install_id()
    assert set(acknowledged) <= set(kept)
    for seq, ref in acknowledged.items():
        assert next(line.ref for line in vault.lines_of(seq)) == ref
        vault.read(ref)
    vault.close()
    trust = Trust.from_keystore(FileKeyStore(folder / "keys" / install))
    report = audit(folder / "ledger.db", trust=trust, now_us=NOW_US)
    report = verify_vault(report, folder / "ledger.db", vault_key=child_vault.KEY)
    assert report.verdict is Verdict.CONSISTENT, report.findings
    assert not [one for one in report.findings if one.code.startswith("vault")], report.findings
    assert report.vault is not None
    assert report.vault.lists == len(kept)


def test_a_kill_between_vault_and_ledger_leaves_nothing_dangling(tmp_path: Path) -> None:
    """The same directory, killed again and again, at any step."""
    random = Random(6)  # noqa: S311 - not for secrets
    acknowledged: dict[int, str] = {}
    between = 0
    for number in range(KILLS):
        lines, waits = _run_and_kill(tmp_path, random.randrange(1, STEPS), random)
        between += waits
        pairs = (line.split() for line in lines if not line.startswith("kept"))
        acknowledged |= {int(seq): ref for seq, ref in pairs}
        if number % 5 == 4:
            _check(tmp_path, acknowledged)
    assert between >= KILLS // 5
    assert len(acknowledged) > KILLS
