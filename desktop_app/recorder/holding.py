"""Placing, releasing and listing holds: the entry first, and nothing but the entry.

Promise: a hold is in force from its entry on; no purge is planned past it meanwhile. Anybody may
place one; a person alone releases it, and one that a role placed, who knows the role's passphrase.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.errors import (
    NotFoundError,
    OverloadedError,
    UsageError,
    WrongPassphraseError,
)
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.covered import Covered
from desktop_app.retention.holds import MAX_HOLDS, MAX_REASON, Hold, Release
from desktop_app.retention.scopes import MAX_RANGES, EntriesScope, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.known_retention import KnownRetention
    from desktop_app.recorder.roles import Roles

ID_BYTES = 6


class Holding:
    """Holds of one ledger. Thread safe.

    Args:
        ledger: its path.
        journal: where entries go.
        ids: for ids of holds.
        known: what is held.
        roles: who holds which role.
        redact: takes out what detectors find in a reason.
    """

    def __init__(
        self,
        ledger: Path,
        journal: Journal,
        ids: IdSource,
        *,
        known: KnownRetention,
        roles: Roles,
        redact: Callable[[str], str],
    ) -> None:
        self._path, self._journal, self._ids = ledger, journal, ids
        self._known, self._roles, self._redact = known, roles, redact

    def place(
        self,
        scope: Scope,
        reason: str,
        actor: Mapping[str, JSON],
        *,
        role: str | None = None,
        passphrase: str = "",
    ) -> tuple[Hold, int]:
        """Place a hold; return it and where its entry stands.

        Raises:
            UsageError: it covers more stretches of entries than an entry can name.
            OverloadedError: too many are in force.
            NotFoundError, WrongPassphraseError: of the role.
        """
        if isinstance(scope, EntriesScope) and len(scope.entries.pairs()) > MAX_RANGES:
            raise UsageError("That is in too many places.", hint="Hold the runs, or an agent.")
        self._check_role(role, passphrase)
        self._check_room()
        covered = Covered(self._path, scope)
        covered.read()  # takes as long as the ledger is: nobody waits for it
        with self._known.deciding:
            self._check_room()
            found = covered.read()
            name = self._ids.random_bytes(ID_BYTES).hex()
            reason = self._redact(reason)[:MAX_REASON]
            hold = Hold(name, scope, reason, found.count, found.root(), role)
            seq = self._journal.note(EntryKind.HOLD_PLACED, hold.to_json(), actor=actor).seq
        return replace(hold, seq=seq), seq

    def release(
        self, name: str, reason: str, actor: Mapping[str, JSON], *, passphrase: str = ""
    ) -> int:
        """End a hold; return where the entry stands.

        Raises:
            NotFoundError: no such hold is in force.
            WrongPassphraseError: a role placed it, and this is not its passphrase.
        """
        role = self._find(name).role
        self._check_role(role, passphrase)
        with self._known.deciding:
            self._find(name)  # somebody may have ended it meanwhile
            release = Release(name, self._redact(reason)[:MAX_REASON], role)
            return self._journal.note(EntryKind.HOLD_RELEASED, release.to_json(), actor=actor).seq

    def listed(self) -> list[JSON]:
        """Return the holds in force, oldest first."""
        with self._known.deciding:
            holds = list(self._known.look().holds.active.values())
        return [{**hold.to_json(), "entry": hold.seq} for hold in holds]

    def _find(self, name: str) -> Hold:
        with self._known.deciding:
            hold = self._known.look().holds.active.get(name)
        if hold is None:
            raise NotFoundError(
                "No such hold is in force.", hint="`countersign hold list` shows them."
            )
        return hold

    def _check_role(self, role: str | None, passphrase: str) -> None:
        if role is not None and not self._roles.is_right(role, passphrase):
            raise WrongPassphraseError(f"That is not the passphrase of the role {role}.")

    def _check_room(self) -> None:
        with self._known.deciding:
            if len(self._known.look().holds.active) >= MAX_HOLDS:
                raise OverloadedError(f"{MAX_HOLDS} holds are in force.", hint="Release some.")
