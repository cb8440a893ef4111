"""Step 6: epochs follow one another: introduced by root and predecessor, sealed, never twice.

A state machine over the leaves. After an entry, `current` is the epoch that it belongs to: the one
epoch whose keys may sign the tree that ends with it. The lesson is systemd's journal
(CVE-2023-31437 to 31439): there sealing keys were taken for entries outside their range, and an
epoch without entries needed no seal.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.ledger.checks.introductions import introduce, log_start, refuse, rotate, seal
from desktop_app.ledger.report import EpochLine
from desktop_app.model.kinds import EntryKind, lasts
from desktop_app.retention.ranges import number_hash
from desktop_app.signing import keylog
from desktop_app.signing.keylog import INTRODUCTIONS, LOG_STARTS, seal_covers
from desktop_app.tlog.merkle import Frontier

if TYPE_CHECKING:
    from hashlib import _Hash

    from desktop_app.ledger.checks.leaves import Leaf, Pruned
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keylog import Introduced
    from desktop_app.signing.keys import PublicPair

_KEPT = 1_000


@dataclass(slots=True)
class Epoch:
    """One epoch while the walk is in it.

    Attributes:
        macs: over the MACs of its entries.
        lasting: the tree over the numbers of its entries whose kind lasts.
        pruned: the first of its entries that was pruned, if any.
    """

    number: int
    first_seq: int
    introduced: Introduced | None = None
    macs: _Hash = field(default_factory=sha256)
    sealed_at: int | None = None
    late: bool = False
    lasting: Frontier = field(default_factory=Frontier)
    pruned: int | None = None


class Epochs:
    """Feeds on leaves in order, and on what is left of those that were pruned.

    Attributes:
        current: the epoch of the newest entry.
        roots: root keys so far, those in force last; `root_seq`: the entry that brought them.
        first_seqs: first entry of each epoch.
        count, lines, late, recovered: for the report.
    """

    def __init__(self, found: Findings) -> None:
        self._found = found
        self.current = Epoch(1, 0)
        self.custody: str | None = None
        self.roots: list[PublicPair] = []
        self.root_seq = 0
        self.first_seqs = [0]
        self.first_keys: PublicPair | None = None
        self.count = 1
        self.lines: deque[EpochLine] = deque(maxlen=_KEPT)
        self.late: deque[int] = deque(maxlen=_KEPT)
        self.recovered: deque[int] = deque(maxlen=_KEPT)
        self._rotated = False

    def see(self, leaf: Leaf) -> None:
        """Take the next leaf.

        Raises:
            WalkEndedError: the epochs' order or keys are broken; the findings say how.
        """
        kind = leaf.entry.kind
        if leaf.seq == 0:
            root, self.custody = log_start(leaf, self._found)
            self.roots.append(root)
        elif kind in INTRODUCTIONS:
            self._introduce(leaf)
        elif kind in LOG_STARTS or leaf.seq == 1:
            refuse(leaf, self._found, "log_start", "a log starts once, then its first epoch does")
        check_epoch(leaf, self.current, self._found)
        check_open(leaf, self.current, self._found)
        check_after_rotation(leaf, rotated=self._rotated, found=self._found)
        self._rotated = kind is EntryKind.KEYS_ROTATED
        if self._rotated:
            self.root_seq = leaf.seq
            self.roots.append(rotate(leaf, root=self.roots[-1], found=self._found))
        if kind is EntryKind.EPOCH_SEAL:
            self._seal(leaf)
        elif lasts(kind):
            self.current.lasting.append(number_hash(leaf.seq))
        self.current.macs.update(leaf.mac)

    def pass_by(self, row: Pruned) -> None:
        """Take the next entry, which was pruned.

        Were it an introduction or a seal, the next entry of the epoch would be out of place.
        """
        if self.current.pruned is None:
            self.current.pruned = row.seq
        self.current.macs.update(row.mac)

    def finish(self) -> None:
        """Close the list of epochs."""
        check_never_sealed(self.current, self._found)
        self.lines.append(_line(self.current))

    def _introduce(self, leaf: Leaf) -> None:
        old = self.current
        first = leaf.seq == 1
        if first != (leaf.entry.epoch == 1):
            refuse(leaf, self._found, "epoch_order", "introduces an epoch out of turn")
        recovered = leaf.entry.kind is EntryKind.EPOCH_RECOVERED
        if not first:
            check_sealed(leaf, old, recovered=recovered, found=self._found)
        previous = None if old.introduced is None else old.introduced.keys
        introduced = introduce(leaf, root=self.roots[-1], previous=previous, found=self._found)
        check_never_sealed(old, self._found)
        if first:
            old.introduced, self.first_keys = introduced, introduced.keys
            return
        self.lines.append(_line(old))
        self.current = Epoch(old.number + 1, leaf.seq, introduced)
        self.count += 1
        self.first_seqs.append(leaf.seq)
        if recovered:
            self.recovered.append(self.current.number)
            self._found.warn(
                "epoch_recovered",
                f"Epoch {self.current.number} was introduced by the root key alone: the keys of "
                f"epoch {old.number} were lost.",
                seq=leaf.seq,
            )

    def _seal(self, leaf: Leaf) -> None:
        late, epoch = seal(leaf, self._found), self.current
        check_seal_range(leaf, epoch, self._found)
        check_seal_macs(leaf, epoch, self._found)
        check_lasting(leaf, epoch, self._found)
        epoch.sealed_at, epoch.late = leaf.seq, late
        if epoch.late:
            self.late.append(epoch.number)
            self._found.note(
                "late_seal", f"Epoch {epoch.number} was sealed late, after a crash.", seq=leaf.seq
            )


def check_epoch(leaf: Leaf, epoch: Epoch, found: Findings) -> None:
    """Check that an entry says the epoch that it lies in; none is left out (ATTACKS B01-B03)."""
    if leaf.entry.epoch != epoch.number:
        refuse(leaf, found, "epoch", f"says epoch {leaf.entry.epoch} in epoch {epoch.number}")


def check_open(leaf: Leaf, epoch: Epoch, found: Findings) -> None:
    """Check that nothing but an introduction follows a seal (ATTACKS B04)."""
    if epoch.sealed_at is not None:
        refuse(leaf, found, "after_seal", f"follows the seal of epoch {epoch.number}")


def check_sealed(leaf: Leaf, old: Epoch, *, recovered: bool, found: Findings) -> None:
    """Check that the epoch before was sealed, or is named as lost (ATTACKS B03)."""
    if old.sealed_at is None and not recovered:
        refuse(leaf, found, "unsealed", f"epoch {old.number} was not sealed before it")


def check_after_rotation(leaf: Leaf, *, rotated: bool, found: Findings) -> None:
    """Check that the epoch that saw a rotation ends at once."""
    if rotated and leaf.entry.kind is not EntryKind.EPOCH_SEAL:
        refuse(leaf, found, "rotation", "no seal follows the rotation of the root keys")


def check_never_sealed(epoch: Epoch, found: Findings) -> None:
    """Check that nothing was pruned of an epoch that nobody sealed."""
    if epoch.pruned is not None and epoch.sealed_at is None:
        text = f"Entry {epoch.pruned} is empty, and no seal says what lasts of its epoch."
        found.invalid("pruned_unsealed", text, seq=epoch.pruned)


def check_lasting(leaf: Leaf, epoch: Epoch, found: Findings) -> None:
    """Check that of an epoch all is there that must last, as its seal counts it.

    Whoever sealed it cannot know what a later purge would like to hide (a hold, a setting).
    """
    told = keylog.lasting(leaf.entry)
    if told is None:
        if epoch.pruned is not None:
            text = f"Entry {epoch.pruned} is empty, and seal {leaf.seq} does not say what lasts."
            found.invalid("pruned_unsealed", text, seq=epoch.pruned)
    elif told != (epoch.lasting.size, epoch.lasting.root()):
        text = f"Of epoch {epoch.number} {told[0]} entries were to last, as seal {leaf.seq} says; "
        text += f"{epoch.lasting.size} are there, or they are others."
        found.invalid("seal_lasting", text, seq=epoch.pruned or epoch.first_seq)


def check_seal_range(leaf: Leaf, epoch: Epoch, found: Findings) -> None:
    """Check that a seal speaks of its epoch and all of it, be it empty."""
    if not seal_covers(leaf.entry, epoch=epoch.number, first_seq=epoch.first_seq):
        found.invalid(
            "seal_range", f"Seal {leaf.seq} covers other entries than its epoch's.", seq=leaf.seq
        )


def check_seal_macs(leaf: Leaf, epoch: Epoch, found: Findings) -> None:
    """Check the MACs of a sealed epoch, whose key is gone, by the seal's digest (ATTACKS B08)."""
    digest = epoch.macs.digest()
    if leaf.entry.subject["macs"] != digest.hex():
        found.invalid(
            "seal_macs",
            f"A MAC in epoch {epoch.number} (entries {epoch.first_seq} to {leaf.seq - 1}) is not "
            "the one that was sealed.",
            seq=epoch.first_seq,
        )
    if leaf.mac != digest:
        found.invalid(
            "seal_mac", f"Seal {leaf.seq} carries another digest as its MAC.", seq=leaf.seq
        )


def _line(epoch: Epoch) -> EpochLine:
    introduced = epoch.introduced
    return EpochLine(
        epoch=epoch.number,
        first_seq=epoch.first_seq,
        last_seq=epoch.sealed_at,
        reason="" if introduced is None else introduced.reason,
        sealed_late=None if epoch.sealed_at is None else epoch.late,
        recovered=introduced is not None and introduced.recovered,
    )
