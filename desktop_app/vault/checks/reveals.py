"""Each time that content was shown has its own `vault.reveal` entry, of that content (ATTACKS F08).

An entry without a row is fine: it was asked for, and never shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.verdict import Verdict
from desktop_app.vault.rows import stream

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    import apsw

    from desktop_app.model.findings import Findings

_ALL = "SELECT seq, ref FROM main.reveals ORDER BY seq, ref"


def check_reveals(
    db: apsw.Connection, revealed: Callable[[int], Container[str]], found: Findings
) -> int:
    """Compare the rows with the ledger; return how many there are.

    Args:
        db: the vault.
        revealed: gives the refs that a `vault.reveal` entry names; none where there is no such.
        found: where findings go.

    Raises:
        VaultDamagedError, UnreadableError, StorageError: a row cannot be read.
    """
    count = 0
    before: tuple[int, str] | None = None
    for seq, ref in stream(db, (int, str), _ALL):
        count += 1
        if (seq, ref) == before:
            text = f"Content was shown twice and entry {seq} asked for it once."
            found.fail(Verdict.POLICY_VIOLATION, "vault_reveal", text, seq=seq)
        elif ref not in revealed(seq):
            text = f"Content was shown and entry {seq} does not say so."
            found.fail(Verdict.POLICY_VIOLATION, "vault_reveal", text, seq=seq)
        before = seq, ref
    return count
