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
# One of each kind; the long form tries all.
_SHORT = (
    "a_million_proofs",
    "a_million_names_of_one",
    "flat_bomb",
    "bomb_of_a_small_size",
    "huge_declared_sizes",
    "symlink_loop",
    "sums_of_one_line",
    "a_hundred_thousand_signatures",
    "a_proof_of_a_megabyte",
    "deep_manifest",
    "wide_manifest",
    "wide_records",
    "body_of_empty_spans",
    "whole_log_of_2_to_53",
)
NAMES = tuple(HOSTILE) if LONG else _SHORT


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
