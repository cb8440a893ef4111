"""Step 7: MACs of the epochs whose keys the keystore still holds: the running one.

Sealed epochs are checked by their seal's digest (step 6): their keys are destroyed.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing.statements import MAC_BYTES, entry_mac, mac_commitment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.ledger.checks.epochs import Epoch
    from desktop_app.ledger.checks.leaves import Leaf, Pruned
    from desktop_app.ledger.trust import Trust
    from desktop_app.model.findings import Findings


class Macs:
    """Feeds on leaves in order, after `Epochs` did."""

    def __init__(self, keys: Mapping[int, bytes], found: Findings) -> None:
        self._keys = keys
        self._found = found
        self._refused: set[int] = set()

    def see(self, leaf: Leaf, epoch: Epoch) -> None:
        """Check one entry's MAC where its key is known."""
        check_length(leaf, self._found)
        key = self._keys.get(epoch.number)
        if key is None or leaf.entry.kind is EntryKind.EPOCH_SEAL:
            return
        if epoch.number not in self._refused and not check_key(key, epoch, self._found):
            self._refused.add(epoch.number)
        if epoch.number not in self._refused:
            check_mac(leaf, key, self._found)

    def knows(self, epoch: Epoch) -> bool:
        """Whether the epoch's MACs were checked with its key."""
        return epoch.number in self._keys and epoch.number not in self._refused


def check_length(leaf: Leaf | Pruned, found: Findings) -> None:
    """Check that a MAC is 32 bytes, so that no two lists of MACs share a digest."""
    if len(leaf.mac) != MAC_BYTES:
        found.invalid("mac_length", f"The MAC of entry {leaf.seq} is not 32 bytes.", seq=leaf.seq)


def check_key(key: bytes, epoch: Epoch, found: Findings) -> bool:
    """Check that the keystore's key is the one that the log introduced; else this is a fork."""
    if epoch.introduced is None or epoch.introduced.mac_commitment == mac_commitment(key):
        return True
    found.fail(
        Verdict.DIVERGED,
        "mac_key",
        f"Epoch {epoch.number} was introduced with another key than the keystore's.",
        seq=epoch.first_seq,
    )
    return False


def check_mac(leaf: Leaf, key: bytes, found: Findings) -> None:
    """Check one MAC with its key."""
    if not hmac.compare_digest(leaf.mac, entry_mac(key, leaf.leaf_hash)):
        found.invalid("mac", f"The MAC of entry {leaf.seq} is not its own.", seq=leaf.seq)


def check_running_key(epoch: Epoch, trust: Trust, found: Findings) -> None:
    """Check that a keystore at hand holds the running epoch's key (ATTACKS B07)."""
    if trust.keystore and epoch.sealed_at is None and epoch.number not in trust.epochs:
        found.fail(
            Verdict.INCOMPLETE,
            "key_lost",
            f"The keystore has no key of the running epoch {epoch.number} to check its MACs with.",
        )
