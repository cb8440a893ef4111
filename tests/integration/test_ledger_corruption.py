"""Random damage to the file: never a crash, never a pass unless every leaf is intact."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes import ledger_builder
from tests.fakes.forger import edit

COUNT = 20_000 if os.environ.get("COUNTERSIGN_LONG") else 500
ROOT = Path(__file__).parents[2]


@pytest.mark.attack("E06")
def test_damaged_pages_never_crash_and_never_pass(tmp_path: Path) -> None:
    """Many damaged copies in one child process."""
    built = ledger_builder.stopped(tmp_path)
    with edit(built.path):
        pass
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.corruption", str(built.path), str(COUNT), "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) < COUNT / 4
