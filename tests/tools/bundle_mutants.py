"""Mutants of the verifier of bundles: each takes one check out, and some attack must notice.

As `tests.tools.mutants` for ledgers. `survivors()` runs the attack table in this process against
each mutant, the attack meant for it first, until one report differs from the table. Run alone:
`python -m tests.tools.bundle_mutants`.
"""

from __future__ import annotations

import pkgutil
import sys
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import desktop_app.bundle.verify
from tests.fakes.bundle_attacks import ATTACKS, differs, run
from tests.tools.mutants import _passes, _true, _unsigned

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

_PACKAGE = "desktop_app.bundle.verify"
_KEY_LOG = "desktop_app.signing.keylog"


@dataclass(frozen=True)
class Mutant:
    """A check by module and name, what replaces it, and the attack that must notice."""

    module: str
    check: str
    killer: str
    instead: Callable[..., object] = _passes

    @property
    def name(self) -> str:
        """Module and check."""
        return f"{self.module}.{self.check}"


MUTANTS = (
    Mutant("ziplist", "_check_ratio", "zip_bomb"),
    Mutant("ziplist", "_check_tail", "zip_gap_after"),
    Mutant("source", "_known", "zip_name_hidden", _true),
    Mutant("source", "_check_plain", "folder_with_ds_store"),
    Mutant("source", "_check_limit", "tile_longer_standard_0_000"),
    Mutant("files", "_Check._unnamed", "file_not_named"),
    Mutant("files", "_Check._absent", "view_removed"),
    Mutant("files", "_Check._compare", "flip_replay"),
    Mutant("files", "_Check._tell_altered", "report_edited"),
    Mutant("envelope", "check_subjects", "signs_other_sums"),
    Mutant("envelope", "verify_signature", "signed_by_stranger"),
    Mutant("verifier", "check_manifest_signature", "manifest_and_pem_of_stranger"),
    Mutant("verifier", "check_absence", "absence_leaves_all_out"),
    Mutant(_KEY_LOG, "check_introduction", "stolen_root_rewrites"),
    Mutant(_KEY_LOG, "check_rotation", "rotation_without_old_ed25519"),
    Mutant(_KEY_LOG, "check_rotated_root", "rotation_by_stranger"),
    Mutant(_KEY_LOG, "origin_fits", "origin_is_not_the_installs", _true),
    Mutant("keylog", "check_turn", "epoch_introduced_twice"),
    Mutant("keylog", "check_follows", "rotation_without_new_epoch"),
    Mutant("keylog", "check_own_epoch", "seal_says_older_epoch"),
    Mutant("keylog", "check_seal_range", "seal_counts_less"),
    Mutant("keylog", "check_newest", "older_epoch_named"),
    Mutant("keylog", "check_seals", "epoch_never_sealed"),
    Mutant("keylog", "check_key_file", "root_vkey_before_rotation"),
    Mutant("keylog", "tell", "stolen_root_recovers"),
    Mutant("checkpoints", "open_note", "checkpoint_by_older_epoch", _unsigned),
    Mutant("checkpoints", "check_key_range", "epoch_goes_on_after_its_seal"),
    Mutant("checkpoints", "check_predicate", "predicate_of_another_root"),
    Mutant("checkpoints", "check_size", "checkpoint_under_another_size"),
    Mutant("checkpoints", "check_lines", "checkpoint_stranger_beside"),
    Mutant("checkpoints", "check_same", "copy_stranger_beside"),
    Mutant("checkpoints", "check_present", "seal_checkpoint_missing"),
    Mutant("tree", "check_edge", "tile_flipped_first_plain_0_000_p_12"),
    Mutant("tree", "check_tile", "tile_flipped_last_standard_0_000", _true),
    Mutant("tree", "check_extra", "tile_extra"),
    Mutant("tree", "check_root", "previous_checkpoint_of_fork"),
    Mutant("fulllog", "check_root", "last_leaf_of_the_log_edited"),
    Mutant("fulllog", "check_same", "shown_entry_is_not_the_leaf"),
    Mutant("fulllog", "check_not_left_out", "context_left_out"),
    Mutant("fulllog", "check_last", "two_seals_in_the_log"),
    Mutant("fulllog", "check_both", "run_number_without_a_run_in_the_log"),
    Mutant("fulllog", "check_number", "run_gap_in_the_log"),
    Mutant("fulllog", "check_extra", "entry_bundle_extra"),
    Mutant("entries", "check_pairs", "proof_removed"),
    Mutant("entries", "check_leaf", "leaf_with_newline"),
    Mutant("entries", "check_seq", "logged_with_another_seq"),
    Mutant("entries", "check_origin", "logged_with_another_origin"),
    Mutant("entries", "check_epoch", "logged_with_another_epoch"),
    Mutant("entries", "check_prev", "logged_with_another_prev"),
    Mutant("entries", "check_proof_note", "proof_note_text_after"),
    Mutant("entries", "check_proof_index", "proof_index_another"),
    Mutant("entries", "check_inclusion", "proof_flipped"),
    Mutant("scope", "check_export", "level_raised"),
    Mutant("scope", "belongs", "entry_of_nobody_shown", _true),
    Mutant("scope", "check_one_pause", "two_pauses_before_the_scope"),
    Mutant("scope", "check_pause", "pause_without_its_start"),
    Mutant("scope", "check_stretch", "time_with_a_hole"),
    Mutant("scope", "check_chosen", "incident_with_a_hole"),
    Mutant("scope", "check_run_seq", "run_without_its_logs"),
    Mutant("scope", "check_run_end", "run_end_counts_more"),
    Mutant("scope", "check_run", "agent_without_a_run"),
    Mutant("openings", "check_one_kind", "opened_whole_and_in_part", _true),
    Mutant("openings", "check_opened", "opening_removed"),
    Mutant("openings", "check_extra", "opening_out_of_scope"),
    Mutant("openings", "check_run_keys", "run_keys_at_level_redacted"),
    Mutant("openings", "check_size", "size_forged"),
    Mutant("openings", "check_digest", "digest_forged"),
    Mutant("openings", "check_commitment", "commitment_forged", _true),
    Mutant("openings", "check_groups", "groups_forged"),
    Mutant("openings", "check_count", "some_count_higher"),
    Mutant("openings", "check_chosen", "records_more_than_asked"),
    Mutant("openings", "check_path", "some_record_of_another"),
    Mutant("trust", "check_pinned", "pinned_by_nothing"),
    Mutant("trust", "check_keys", "made_anew"),
    Mutant("trust", "is_root", "pinned_by_a_stranger", _true),
    Mutant("trust", "check_fingerprint", "fingerprint_of_another_log"),
    Mutant("trust", "check_anchor", "anchor_of_fork", _true),
    Mutant("trust", "check_signature", "anchor_by_nobody"),
    Mutant("content", "_check_digest", "content_of_another_digest"),
)


def killed_by(mutant: Mutant, folder: Path) -> str | None:
    """Return the first attack whose report is not the table's under a mutant; None: it survives."""
    module = import_module(_full(mutant.module))
    *path, name = mutant.check.split(".")
    target = module if not path else getattr(module, path[0])
    # A check that others imported by name is replaced where they call it.
    original = getattr(target, name)
    places = [target, *(one for one in _holders() if getattr(one, name, None) is original)]
    patches = [patch.object(place, name, mutant.instead) for place in dict.fromkeys(places)]
    for one in patches:
        one.start()
    try:
        first = ATTACKS[mutant.killer]
        for attack in (first, *(one for one in ATTACKS.values() if one is not first)):
            with tempfile.TemporaryDirectory(dir=folder) as own:
                try:
                    report = run(attack, Path(own))
                except Exception:  # noqa: BLE001 - a verifier that falls over is noticed too
                    return attack.name
            if differs(attack, report) is not None:
                return attack.name
        return None
    finally:
        for one in patches:
            one.stop()


def _holders() -> list[ModuleType]:
    found = pkgutil.iter_modules(desktop_app.bundle.verify.__path__)
    return [import_module(_full(one.name)) for one in found]


def _full(module: str) -> str:
    """Return the dotted path of a module that is named in its package."""
    return module if "." in module else f"{_PACKAGE}.{module}"


def survivors() -> list[str]:
    """Return the mutants that no attack notices."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        return [one.name for one in MUTANTS if killed_by(one, Path(folder)) is None]


if __name__ == "__main__":
    found = survivors()
    sys.exit(f"These mutants survive: {', '.join(found)}" if found else 0)
