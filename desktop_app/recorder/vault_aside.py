"""A vault whose ledger was put aside goes beside it: the new log gets a vault of its own.

Promise: nothing is deleted and nothing of another log's vault is opened for writing. The name of
the old vault says of which ledger it is: `ledger-<install>-<seconds>.db` and
`vault-<install>-<seconds>.db`. `resources/docs/ledger.md`, "Recovery".
"""

from __future__ import annotations

from pathlib import Path

from desktop_app.errors import CountersignError, StorageError
from desktop_app.vault.reader import VaultReader

# The database comes last: one that lost its write-ahead log is never taken for a whole one.
_SUFFIXES = ("-wal", "-shm", "")


def put_aside(vault: Path, ledger: str) -> Path | None:
    """Give a vault the name that goes with its ledger's; no recorder may have it open.

    Args:
        vault: `vault.db`.
        ledger: the file name under which its ledger was put aside.

    Returns:
        Where it is; None when there was none.

    Raises:
        StorageError: the system refuses, or there is one by that name already.
    """
    if not vault.exists():
        return None
    made = vault.with_name(f"vault-{ledger.removeprefix('ledger-')}")
    if made.exists():
        raise StorageError(f"{made} is there already.", hint="Move one of the two vaults away.")
    try:
        for suffix in _SUFFIXES:
            old = Path(f"{vault}{suffix}")
            if old.exists():
                old.replace(f"{made}{suffix}")
    except OSError as error:
        raise StorageError(f"{vault} cannot be moved: {error.strerror}.") from error
    return made


def finish(vault: Path, install: str) -> Path | None:
    """Put aside what an adoption that was cut off left: a vault whose ledger is aside already.

    Args:
        vault: `vault.db`.
        install: the install id of the ledger that is open.

    Returns:
        Where it is; None when there was nothing to do.
    """
    owner = _owner(vault)
    if owner in (None, install):
        return None
    ledgers = sorted(path.name for path in vault.parent.glob(f"ledger-{owner}-*.db"))
    return put_aside(vault, ledgers[-1]) if ledgers else None


def _owner(vault: Path) -> str | None:
    """Return the install id that a vault names; None where it cannot be told."""
    if not vault.exists():
        return None
    try:
        with VaultReader(vault) as reader:
            found = reader.install()
    except CountersignError:
        return None  # whoever opens it says why
    return found if found.isalnum() else None
