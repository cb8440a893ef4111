"""All attacks on a bundle, loaded: `ATTACKS` by name, `run`, and what tests need beside them.

They serve `test_bundle_attacks.py`, the mutants of `tests/tools/bundle_mutants.py`
and, as files, verifiers of others: `python -m tests.tools.bundle_assets DIR`.
"""

from __future__ import annotations

from tests.fakes import (
    bundle_attacks_checkpoints,
    bundle_attacks_content,
    bundle_attacks_entries,
    bundle_attacks_files,
    bundle_attacks_keys,
    bundle_attacks_manifest,
    bundle_attacks_openings,
    bundle_attacks_scope,
    bundle_attacks_trust,
    bundle_attacks_zip,
)
from tests.fakes.bundle_attack_table import ATTACKS, Sent, base, differs, pinned, run, sent, write

FAMILIES = (
    bundle_attacks_zip,
    bundle_attacks_files,
    bundle_attacks_manifest,
    bundle_attacks_keys,
    bundle_attacks_checkpoints,
    bundle_attacks_content,
    bundle_attacks_entries,
    bundle_attacks_scope,
    bundle_attacks_openings,
    bundle_attacks_content,
    bundle_attacks_trust,
)

__all__ = ["ATTACKS", "FAMILIES", "Sent", "base", "differs", "pinned", "run", "sent", "write"]
