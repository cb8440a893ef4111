"""Policy, holds and purges as the ledger says them, read on from where it was read last."""

from __future__ import annotations

from copy import deepcopy
from threading import RLock
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.retention.policy import COMPLIANCE, shortens
from desktop_app.retention.state import KINDS, Retention

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.canonical import JSON


class KnownRetention:
    """The fold over one ledger. Thread safe.

    Attributes:
        deciding: held by whoever writes an entry that changes it, from look to entry: so that no
            purge goes by a policy, and past a hold, that are not those of its place.
    """

    def __init__(self, ledger: Path) -> None:
        self._path = ledger
        self.deciding = RLock()
        self._known, self._read = Retention(), 0

    def look(self) -> Retention:
        """Return what the ledger says up to now; call it, and use it, with `deciding` held."""
        with LedgerReader(self._path) as ledger:
            size = ledger.size()
            for entry in ledger.of_kinds(KINDS, self._read, size):
                self._known.see(entry)
            self._read = size
        return self._known

    def copy(self) -> Retention:
        """Return what the ledger says up to now, for whoever reads on without `deciding`."""
        with self.deciding:
            return deepcopy(self.look())

    def check_setting(self, name: str, value: JSON) -> bool:
        """Tell whether a setting would let something die earlier: a person must confirm it.

        Raises:
            ConfigError: it would, and the profile "compliance" forbids it.
        """
        policy = self.look().policy
        if not shortens(policy, name, value):
            return False
        if policy.profile == COMPLIANCE:
            raise ConfigError(
                f"In the profile compliance {name} is never shortened.",
                hint="It may be lengthened; the profile itself stays.",
            )
        return True

    def told(self) -> dict[str, JSON]:
        """Return what `status` tells, as of the last look."""
        policy, known = self._known.policy, self._known
        return {
            "payload_days": policy.payload_days,
            "body_days": policy.body_days,
            "entry_days": policy.entry_days,
            "profile": policy.profile,
            "holds": len(known.holds.active),
            "purged": {str(which): found.count for which, found in known.purged.of.items()},
        }
