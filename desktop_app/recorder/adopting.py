"""Go on from a diverged ledger: a new log that names the old one.

Made while nothing else writes. What the old log kept in its vault stays with it: the new log gets
a vault of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.host import hardening
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.instance import DataDirLock
from desktop_app.host.keystore import KeyStores
from desktop_app.host.lastlog import LastLog
from desktop_app.ledger.adopt import adopt
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder.rules import KEY_BYTES, make_redactor
from desktop_app.recorder.vault_aside import put_aside

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.host.paths import Paths


def adopt_ledger(
    paths: Paths, reason: str, *, ask_passphrase: Callable[[str], str] | None = None
) -> Path | None:
    """Begin a new log in place of the one in the data directory.

    Returns:
        Where the old file is; None when it was gone already.

    The reason is redacted first: an entry 0 is there for ever.

    Raises:
        RecorderRunningError: a recorder has it open.
        NotFoundError, KeychainLockedError, StorageError: as `ledger.adopt`.
    """
    hardening.harden()
    paths.prepare()
    clock, ids = SystemClock(), SystemIds()
    key = ids.random_bytes(KEY_BYTES)  # of no log: the old keys may be what was lost
    clean, _ = make_redactor(key, strict=False).redact_text(reason, key)
    stores = KeyStores(paths.keys, ids=ids, clock=clock, ask_passphrase=ask_passphrase)
    last = LastLog(paths)
    with DataDirLock(paths.lock):
        lost = last.install()
        old = adopt(
            paths.ledger,
            clean,
            keystore_for=stores.open,
            clock=clock,
            ids=ids,
            version=__version__,
            lost=lost,
        )
        gone = f"ledger-{lost or 'unknown'}-{clock.now_us() // 1_000_000}.db"
        put_aside(paths.vault, gone if old is None else old.name)
        with LedgerReader(paths.ledger) as reader:
            last.remember(reader.install_id())
    return old
