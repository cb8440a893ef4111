"""Each payload is used, decrypts, and has the commitment of every line that names it.

A payload is decrypted once, in chunks, however many entries keep it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NewerFormatError, NotFoundError, VaultDamagedError
from desktop_app.model.verdict import Verdict
from desktop_app.vault import lines as listed
from desktop_app.vault.rows import select, stream

if TYPE_CHECKING:
    from collections.abc import Callable

    import apsw

    from desktop_app.model.findings import Findings
    from desktop_app.vault.payloads import Payloads

    Progress = Callable[[int, int], None]

_ALL = "SELECT id, ref FROM main.payloads ORDER BY id"
_USERS = (
    "SELECT l.id, l.seq FROM main.uses u JOIN main.lists l ON l.id = u.list WHERE u.payload = ? "
    "ORDER BY l.id"
)
_REMEMBERED = 64  # lists whose lines are held: payloads of a list lie side by side
_TOLD_EVERY = 100


class Stock:
    """Looks at every payload.

    Attributes:
        count: payloads that are there.
        decrypted: payloads that agree with their commitments.
        size: bytes of their content.
    """

    def __init__(self, db: apsw.Connection, payloads: Payloads | None, found: Findings) -> None:
        """Make it; without `payloads` (no key) nothing is decrypted."""
        self._db, self._payloads, self._found = db, payloads, found
        self._known: dict[int, dict[str, bytes]] = {}
        self.count = self.decrypted = self.size = 0

    def run(self, progress: Progress | None) -> None:
        """Look at everything.

        Raises:
            VaultDamagedError, UnreadableError, StorageError: a row cannot be read.
        """
        total = select(self._db, (int,), "SELECT count(*) FROM main.payloads")[0][0]
        for number, ref in stream(self._db, (int, str | None), _ALL):
            self.count += 1
            if ref is None:
                text = (
                    f"Payload {number} of the vault is on its way in or out, or was cut off there."
                )
                self._found.note("vault_unwritten", text)
            else:
                self._payload(number, ref)
            if progress is not None and (self.count % _TOLD_EVERY == 0 or self.count == total):
                progress(self.count, total)

    def _payload(self, number: int, ref: str) -> None:
        users = stream(self._db, (int, int | None), _USERS, number)
        first = next(users, None)
        if first is None:
            self._found.warn("vault_orphan", f"No entry keeps payload {number} of the vault.")
        if self._payloads is None:
            return
        seq = None if first is None else first[1]
        try:
            size, commitment = self._payloads.measured(ref)
        except (VaultDamagedError, NotFoundError) as error:
            text = f"Content of entry {seq} cannot be read: {error.message}"
            self._found.invalid("payload_damaged", text, seq=seq)
            return
        except NewerFormatError as error:
            text = f"Content of entry {seq} cannot be read: {error.message}"
            self._found.fail(Verdict.UNREADABLE, "vault_newer", text, seq=seq)
            return
        agrees = True
        for one in () if first is None else (first, *users):
            agrees = self._agrees(one[0], one[1], ref, commitment) and agrees
        if agrees:
            self.decrypted, self.size = self.decrypted + 1, self.size + size

    def _agrees(self, number: int, seq: int | None, ref: str, commitment: bytes) -> bool:
        """Compare with the line of one list; what does not name it at all is not held by it."""
        told = self._lines(number).get(ref)
        if told == commitment:
            return True
        if told is None:
            text = f"The vault holds content for entry {seq} that its list does not name."
            self._found.invalid("vault_use", text, seq=seq)
        else:
            text = f"Content of entry {seq} is not what the entry commits to."
            self._found.invalid("payload_commitment", text, seq=seq)
        return False

    def _lines(self, number: int) -> dict[str, bytes]:
        """Return ref -> commitment of a list's lines; none where they cannot be read."""
        if number not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            sql = "SELECT lines FROM main.lists WHERE id = ?"
            packed = select(self._db, (bytes,), sql, number)[0][0]
            try:
                lines = listed.unpack(packed)
            except VaultDamagedError:
                lines = []  # `checks.lists` says so
            self._known[number] = {line.ref: line.commitment for line in lines}
        return self._known[number]
