"""Long content on its way into the vault: in short transactions, and under no entry yet.

Promise: the vault's lock is held for some chunks at a time, so that what is kept meanwhile waits
for milliseconds, not for all of it. Until `keep` names what was laid its row has no `ref`; a kill
leaves such a row, whose key was in memory alone, and the next start destroys it. Thread safe.
`resources/docs/vault.md`, "Order of writing".
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError, VaultDamagedError
from desktop_app.model.content import Laid
from desktop_app.vault.payloads import Stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from desktop_app.vault.payloads import Begun, Payloads, Whole

_BY_S = 0.002
BATCH = 16  # chunks of one transaction: 4 MiB


class _ExchangedError(Exception):
    """The payload was packed again while it was read: the same content, under another key."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What was laid; `earlier`: the same content, which was there before."""

    begun: Begun
    whole: Whole
    earlier: Stored | None


class Laying:
    """What is laid in one open vault.

    Args:
        payloads: of the vault.
        writing: its lock, and a transaction.
        check_room: raises VaultFullError where so many bytes may not be kept.
    """

    def __init__(
        self,
        payloads: Payloads,
        writing: Callable[[], AbstractContextManager[None]],
        check_room: Callable[[int], None],
    ) -> None:
        self._payloads, self._writing, self._check_room = payloads, writing, check_room
        self._known: dict[int, _Known] = {}

    def lay(self, name: str, pieces: Iterable[bytes]) -> Laid:
        """Write content of a class; what `pieces` raises is raised, and nothing stays then."""
        with self._writing():
            begun = self._payloads.begin(name)
        try:
            whole = self._write(begun, pieces)
            earlier = self._earlier(whole.ref)
        except BaseException:
            self._destroy(begun.number)
            raise
        self._known[begun.number] = _Known(begun, whole, earlier)
        return Laid(begun.number, whole.size)

    def take(self, laid: Laid) -> Stored:
        """Return what was laid as a payload; in the transaction that keeps it.

        The same content may have come, or gone, since it was looked for.
        """
        known = self._known[laid.number]
        ref, earlier = known.whole.ref, known.earlier
        now = self._payloads.named(ref)
        if now is not None and earlier is not None and earlier.key == now[2]:
            return earlier
        return self._payloads.found(ref) or self._payloads.finish(known.begun, known.whole)

    def end(self, laid: Laid) -> None:
        """Destroy what was laid unless it is a payload by now; in steps."""
        if self._known.pop(laid.number, None) is not None:
            self._destroy(laid.number)

    def read(self, ref: str) -> Iterator[bytes]:
        """Yield a payload's content; the lock is held for one piece at a time.

        Raises:
            NotFoundError: it is not there, or was purged meanwhile.
            VaultDamagedError, NewerFormatError: as `Payloads.read`.
        """
        given = 0
        while True:
            try:
                for piece in self._from(ref, given):
                    given += len(piece)
                    yield piece
            except _ExchangedError:
                continue
            return

    def _from(self, ref: str, skip: int) -> Iterator[bytes]:
        """Yield what follows the first `skip` bytes of a payload."""
        with self._writing():
            key = self._payloads.row(ref).key
        pieces = self._payloads.read(ref)
        while True:
            with self._writing():
                try:
                    piece = next(pieces, None)
                except VaultDamagedError:
                    now = self._payloads.named(ref)
                    if now is None:
                        raise NotFoundError(f"{ref[:40]} was purged while it was read.") from None
                    if now[2] != key:
                        raise _ExchangedError from None
                    raise
            if piece is None:
                return
            if after := piece[skip:]:
                yield after
            skip = max(0, skip - len(piece))

    def sweep(self) -> None:
        """Destroy the chunks of long payloads that ended, in steps."""
        ended = self._payloads.ended
        while ended:
            self._destroy(ended[0])
            del ended[0]

    def _write(self, begun: Begun, pieces: Iterable[bytes]) -> Whole:
        batch: list[tuple[int, bytes]] = []

        def flush() -> None:
            self._check_room(sum(len(sealed) for _, sealed in batch))
            with self._writing():
                for index, sealed in batch:
                    self._payloads.put_chunk(begun.number, index, sealed)
            batch.clear()

        def put(index: int, sealed: bytes) -> None:
            batch.append((index, sealed))
            if len(batch) == BATCH:
                flush()

        whole = begun.write(pieces, put)
        flush()
        return whole

    def _earlier(self, ref: str) -> Stored | None:
        """Return the payload that has the address already, read through; None for none."""
        with self._writing():
            there = self._payloads.named(ref)
        if there is None:
            return None
        number, size, key = there
        committing = key.committing()
        try:
            for piece in self.read(ref):
                committing.update(piece)
        except NotFoundError:
            return None
        return Stored(number, ref, committing.digest(), size, key, is_new=False)

    def _destroy(self, number: int) -> None:
        gone = False
        while not gone:
            with self._writing():
                gone = self._payloads.delete_begun(number, BATCH)
            let_others_by()


def let_others_by() -> None:
    """Let whoever waits for the lock have it: who lets it go and asks again at once gets it."""
    time.sleep(_BY_S)
