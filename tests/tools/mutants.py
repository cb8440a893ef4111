"""Mutants of the ledger's verifier: each takes one check out, and some attack must notice.

A verifier is only as good as what it refuses, and a check that no attack needs is one that nobody
tests. `survivors()` runs the attack table in this process against each mutant, the attack meant for
it first, until one report differs from the table. Run alone: `python -m tests.tools.mutants`.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

from desktop_app.signing.notes import OpenedCheckpoint
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note
from tests.fakes.ledger_attacks import ATTACKS, BASES, Bases, run

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGE = "desktop_app.ledger.checks"
_KEY_LOG = "desktop_app.signing.keylog"


def _passes(*_: object, **__: object) -> None:
    """Find nothing wrong."""


def _true(*_: object, **__: object) -> bool:
    return True


def _false(*_: object, **__: object) -> bool:
    return False


def _own_time(entry_us: int, *_: object) -> int:
    """Believe what an entry says of its own time."""
    return entry_us


def _unsigned(note: bytes, *_: object) -> OpenedCheckpoint:
    """Open a note without looking at its signatures."""
    parsed = parse_note(note)
    lines = parsed.signatures
    cosigned = int.from_bytes(lines[1].signature[:8], "big") if len(lines) > 1 else None
    return OpenedCheckpoint(parse_checkpoint(parsed.text), parsed, cosigned)


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
    Mutant("source", "schema.check", "hostile_trigger"),
    Mutant("source", "check_file", "bytes_after_last_page"),
    Mutant("source", "check_integrity", "index_page"),
    Mutant("leaves", "check_place", "leave_a_gap"),
    Mutant("leaves", "check_stored_hash", "edit_leaf_hash"),
    Mutant("leaves", "check_seq", "wrong_seq"),
    Mutant("leaves", "check_prev", "edit_tail_unseen"),
    Mutant("leaves", "check_origin", "foreign_leaf"),
    Mutant("tree", "check_tile", "tile_edited"),
    Mutant("tree", "check_missing", "tile_deleted"),
    Mutant(_KEY_LOG, "check_introduction", "stolen_epochs_rewrite"),
    Mutant(_KEY_LOG, "check_rotation", "rotation_unsigned"),
    Mutant(_KEY_LOG, "check_rotated_root", "rotation_by_stranger"),
    Mutant("epochs", "check_epoch", "wrong_epoch_number"),
    Mutant("epochs", "check_open", "two_seals"),
    Mutant("epochs", "check_sealed", "seal_removed"),
    Mutant("epochs", "check_after_rotation", "rotation_without_seal"),
    Mutant("epochs", "check_seal_range", "seal_range"),
    Mutant("epochs", "check_seal_macs", "old_mac"),
    Mutant("macs", "check_length", "move_mac_bytes"),
    Mutant("macs", "check_key", "another_mac_key", _true),
    Mutant("macs", "check_mac", "edit_tail_rechained"),
    Mutant("macs", "check_running_key", "running_key_lost"),
    Mutant("checkpoints", "open_note", "checkpoint_by_newer_key", _unsigned),
    Mutant("checkpoints", "check_number", "checkpoint_deleted"),
    Mutant("checkpoints", "check_size", "checkpoint_size_column"),
    Mutant("checkpoints", "check_root", "checkpoint_of_other_root"),
    Mutant("checkpoints", "check_lines", "cosignature_of_stranger"),
    Mutant("checkpoints", "check_time", "cosigned_time_column"),
    Mutant("checkpoints", "check_seal_checkpoint", "seal_checkpoint_deleted"),
    Mutant("checkpoints", "check_beyond", "cut_entries_only"),
    Mutant("bodies", "check_unspoken", "body_added"),
    Mutant("body", "check_size", "size_forged"),
    Mutant("body", "check_digest", "digest_forged"),
    Mutant("body", "check_commitment", "commitment_forged"),
    Mutant("body", "check_groups", "groups_forged"),
    Mutant("runs", "check_both", "run_half"),
    Mutant("runs", "check_run_seq", "run_gap"),
    Mutant("runs", "check_count", "run_count"),
    Mutant("outside", "check_log", "exchanged_for_another"),
    Mutant("outside", "check_pinned", "no_trust"),
    Mutant("outside", "check_fingerprint", "made_anew"),
    Mutant("outside", "check_roots", "unknown_root"),
    Mutant("outside", "check_pin", "roll_back"),
    Mutant("outside", "check_pin_held", "cut_tail_pin_deleted"),
    Mutant("outside", "check_anchor", "fork_against_anchor", _true),
    Mutant("outside", "check_signature", "anchor_unsigned"),
    Mutant("outside", "is_stale", "anchor_stale", _false),
    Mutant("stamps", "check_stored", "stamp_over_a_fork", _false),
    Mutant("stamps", "check_over", "stamp_over_other_bytes", _false),
    Mutant("stamps", "check_known", "cut_below_brought_stamp", _false),
    Mutant("stamps", "covered_us", "clock_ahead_of_the_stamp", _own_time),
    Mutant("books", "check_epochs", "table_epochs"),
    Mutant("books", "check_run_seqs", "table_run_seqs"),
    Mutant("books", "check_run_keys", "table_run_keys"),
    Mutant("books", "check_meta", "table_meta"),
    Mutant("books", "check_handover", "handover_forged"),
    Mutant("retention", "check_present", "body_deleted"),
    Mutant("retention", "check_policy", "shortened_in_compliance"),
    Mutant("retention", "check_count", "purge_counts_less"),
    Mutant("retention", "check_bytes", "purge_of_other_bytes"),
    Mutant("retention", "check_earlier", "purge_of_the_future", _true),
    Mutant("retention", "check_once", "purged_twice", _true),
    Mutant("retention", "check_has", "purge_of_nothing"),
    Mutant("retention", "check_by", "purge_by_program"),
    Mutant("retention", "check_days", "purge_by_other_days"),
    Mutant("retention", "check_sampled", "sampled_unasked"),
    Mutant("retention", "check_of_run", "sampled_of_another_run"),
    Mutant("retention", "check_old", "purged_too_early"),
    Mutant("retention", "check_free", "purged_under_a_hold"),
    Mutant("retention", "check_whole", "body_purged_of_a_pruned_entry"),
    Mutant("leaves", "check_pruned", "first_entry_pruned"),
    Mutant("epochs", "check_never_sealed", "pruned_of_a_lost_epoch"),
    Mutant("epochs", "check_lasting", "consent_pruned"),
    Mutant("pruned", "check_form", "pruned_by_person"),
    Mutant("pruned", "check_unheld", "pruned_under_a_hold"),
    Mutant("pruned", "check_aged", "pruned_too_early"),
    Mutant("pruned", "check_named", "emptied_unnamed"),
    Mutant("pruned", "check_sealed", "pruned_unsigned"),
    Mutant("pruned", "check_version", "pruned_version_early"),
    Mutant("held", "check_new", "hold_placed_twice"),
    Mutant("held", "check_release", "hold_released_by_program"),
    Mutant("held", "check_covers", "hold_covers_less"),
)


def killed_by(mutant: Mutant, bases: Bases) -> str | None:
    """Return the first attack whose report is not the table's under a mutant; None: it survives."""
    module = import_module(_full(mutant.module))
    *path, name = mutant.check.split(".")
    target = module if not path else getattr(module, path[0])
    # A check that others imported by name is replaced where they call it.
    places = {id(target): target}
    for other in ("desktop_app.ledger.audit", *(_full(one.module) for one in MUTANTS)):
        holder = import_module(other)
        if getattr(holder, name, None) is getattr(target, name):
            places[id(holder)] = holder
    patches = [patch.object(place, name, mutant.instead) for place in places.values()]
    for one in patches:
        one.start()
    try:
        first = [ATTACKS[mutant.killer]]
        for attack in first + [one for one in ATTACKS.values() if one is not first[0]]:
            if _differs(attack.name, bases):
                return attack.name
        return None
    finally:
        for one in patches:
            one.stop()


def _full(module: str) -> str:
    """Return the dotted path of a module that is named in its package."""
    return module if "." in module else f"{_PACKAGE}.{module}"


def survivors() -> list[str]:
    """Return the mutants that no attack notices."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        bases = Bases(Path(folder))
        for base in BASES:
            bases.copy(base)
        return [mutant.name for mutant in MUTANTS if killed_by(mutant, bases) is None]


def _differs(name: str, bases: Bases) -> bool:
    attack = ATTACKS[name]
    try:
        report = run(attack, bases)
    except Exception:  # noqa: BLE001 - a verifier that falls over is noticed too
        return True
    return report.verdict is not attack.expected


if __name__ == "__main__":
    found = survivors()
    sys.exit(f"These mutants survive: {', '.join(found)}" if found else 0)
