"""All attacks on a ledger, loaded: `ATTACKS` by name, `run`, and what tests need beside them.

They serve `tests/integration/test_ledger_attacks.py` and the mutants of `tests/tools/mutants.py`.
Rows of ATTACKS.md are named; attacks without one are defects of verifiers elsewhere, or hold one
check alone.
"""

from __future__ import annotations

from tests.fakes import (
    attacks_anchors,
    attacks_bodies,
    attacks_checkpoints,
    attacks_cuts,
    attacks_epochs,
    attacks_file,
    attacks_leaves,
    attacks_pruning,
    attacks_retention,
    attacks_stamps,
)
from tests.fakes.attack_table import ATTACKS, BASES, NOW_US, Bases, newest_note, paper, run

FAMILIES = (
    attacks_leaves,
    attacks_cuts,
    attacks_epochs,
    attacks_checkpoints,
    attacks_bodies,
    attacks_file,
    attacks_anchors,
    attacks_retention,
    attacks_stamps,
    attacks_pruning,
)

__all__ = ["ATTACKS", "BASES", "FAMILIES", "NOW_US", "Bases", "newest_note", "paper", "run"]
