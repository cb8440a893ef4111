"""Packs kept pictures again while nobody waits for it: from what was quick to what is small.

Promise: at most a tenth of one core; nothing of it while recording is paused, while no vault is
open or its disk is at its floor, and nothing of what is younger than a round. The vault's lock is
not held while a picture is packed. It ends at once: what was not exchanged by then lies there as
before, and the next start goes on. `resources/docs/vault.md`, "Packing again".
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from time import monotonic
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError, VaultDamagedError, VaultUnavailableError

if TYPE_CHECKING:
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.vault.packing import Picture
    from desktop_app.vault.vault import Vault

LOG = logging.getLogger(__name__)
ROUND_S = 180.0  # what was kept since the last round waits for another
SHARE = 10  # one part in so many of the time is work


class Packing:
    """The thread that packs. `start` once, `stop` once, also without a start.

    Args:
        keeping: whose vault.
    """

    def __init__(self, keeping: Keeping) -> None:
        self._keeping = keeping
        self._ending = Event()
        self._newest = 0

    def start(self) -> None:
        """Begin; nobody waits for this thread, in which a large picture may take seconds."""
        Thread(target=self._run, name="packing", daemon=True).start()

    def stop(self) -> None:
        """End; returns at once. No exchange begins from now on."""
        self._ending.set()

    def round(self) -> int:
        """Pack what was there at the last round; return how many pictures were exchanged.

        Raises:
            CountersignError: the vault's storage fails.
        """
        try:
            vault = self._keeping.vault
        except VaultUnavailableError:
            return 0
        until, self._newest = self._newest, vault.packing.newest()
        begun = at = vault.packing.done()
        count = 0
        while self._may_go_on(vault) and (found := vault.packing.next(at, until)) is not None:
            began, at = monotonic(), found.number
            if found.picture is not None:
                count += self._pack(vault, found.picture)
            self._ending.wait((SHARE - 1) * (monotonic() - began))
        if at != begun and not self._ending.is_set():
            vault.packing.remember(at)
        return count

    def _run(self) -> None:
        while not self._ending.wait(ROUND_S):
            try:
                self.round()
            except CountersignError as error:
                if not self._ending.is_set():  # else the vault was closed in between
                    LOG.warning("Pictures are not packed again: %s", error)

    def _may_go_on(self, vault: Vault) -> bool:
        return not self._ending.is_set() and not self._keeping.paused() and vault.disk_has(0)

    def _pack(self, vault: Vault, picture: Picture) -> bool:
        """Pack one picture; return whether it lies there packed now."""
        # A recorder is ready without picture libraries: they are for those who keep pictures.
        from desktop_app.vault.webp import packed  # noqa: PLC0415

        try:
            made = packed(picture.content())
        except VaultDamagedError:  # `verify` says so
            made = None
        if self._ending.is_set():
            return False
        if made is None or not picture.is_worth(made):
            vault.packing.remember(picture.row.id)
            return False
        return vault.packing.swap(picture, made)
