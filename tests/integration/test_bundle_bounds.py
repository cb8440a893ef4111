"""What a hostile bundle can cost: each is verified in a child process whose memory is measured.

Seconds are of the processor and asserted loosely: machines differ. Memory does not.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.bundle_hostile import HOSTILE
from tests.fakes.effort import LONG

ROOT = Path(__file__).parents[2]
MEBIBYTES = 256
SECONDS = 60
# These hold little that the others do not, and take seconds to make or to read.
_SLOW = {
    "as_many_files_as_may_be",
    "many_large_seals",
    "many_small_bombs",
    "nested_bomb",
    "sixty_thousand_pauses",
    "ten_thousand_wide_entries",
}
NAMES = [name for name in HOSTILE if LONG or name not in _SLOW]


def child(*args: str) -> str:
    """Run the tool; return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.tools.bundle_bounds", *args],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


@pytest.mark.attack("D08", "D09", "D10")
@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_bundle_costs_little(name: str, tmp_path: Path) -> None:
    """It never passes, and takes less memory than 256 MiB."""
    told = json.loads(child("verify", child("make", name, str(tmp_path))))
    assert told["verdict"] in {"UNREADABLE", "INVALID", "INCOMPLETE"}, told
    assert told["mebibytes"] < MEBIBYTES, told
    assert told["seconds"] < SECONDS, told
