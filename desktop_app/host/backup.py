"""Key backups: one passphrase-encrypted file with all secrets of an install, for a new machine.

Promise: `restore` only fills in what is missing. It never overwrites a secret (a newer pin, a
running epoch) and refuses a store whose root keys are others. Format: `host.sealedfile`, purpose
`countersign-key-backup`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, NotFoundError
from desktop_app.host import custody, files, sealedfile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource
    from desktop_app.model.keystore import KeyStore

MIN_PASSPHRASE = 8
_ROOT = "root.ed25519"


@dataclass(frozen=True, slots=True)
class Backup:
    """An opened backup.

    Attributes:
        install_id: whose keys.
        created_us: wall time of the backup.
        items: the secrets by name.
    """

    install_id: str
    created_us: int
    items: Mapping[str, bytes]


def write_backup(
    path: Path,
    *,
    store: KeyStore,
    install_id: str,
    passphrase: str,
    ids: IdSource,
    clock: Clock,
    log_n: int = sealedfile.DEFAULT_LOG_N,
) -> int:
    """Write all secrets of a store into a new file; return how many.

    Raises:
        ConfigError: the file exists, or the passphrase is shorter than 8 characters.
        NotFoundError: the store holds no root key.
    """
    if len(passphrase) < MIN_PASSPHRASE:
        raise ConfigError(f"A passphrase has {MIN_PASSPHRASE} characters or more.", hint="")
    if path.exists():
        raise ConfigError(f"{path} exists already.", hint="Choose another file name.")
    # Not the running epoch's keys: a copy of them would outlive their destruction at its seal.
    names = sorted(name for name in store.names() if not name.startswith("epoch."))
    found = {name: store.get(name) for name in names}
    items = {name: value for name, value in found.items() if value is not None}
    if _ROOT not in items:
        raise NotFoundError(f"There are no keys of install {install_id} to back up.")
    key = sealedfile.new_key(passphrase, ids, log_n=log_n)
    data = sealedfile.seal(
        items,
        purpose=sealedfile.BACKUP,
        install_id=install_id,
        key=key,
        ids=ids,
        now_us=clock.now_us(),
    )
    files.write_durable(path, data)
    return len(items)


def read_backup(path: Path, passphrase: str) -> Backup:
    """Open a backup.

    Raises:
        NotFoundError: no such file.
        WrongPassphraseError: another passphrase, or the file was changed.
        UnreadableError: not a backup. NewerFormatError: of a later version.
    """
    data = files.read_bounded(path, sealedfile.MAX_BYTES)
    if data is None:
        raise NotFoundError(f"There is no file {path}.")
    sealed = sealedfile.parse(data, purpose=sealedfile.BACKUP)
    key = sealedfile.derive_key(passphrase, log_n=sealed.log_n, salt=sealed.salt)
    items = sealedfile.open_items(sealed, key)
    return Backup(custody.check_install_id(sealed.install_id), sealed.created_us, items)


def restore(backup: Backup, store: KeyStore) -> frozenset[str]:
    """Put what is missing into a store; return the names put.

    Raises:
        ConfigError: the store holds another root key; nothing was changed.
    """
    present = store.names()
    if _ROOT in present and store.get(_ROOT) != backup.items.get(_ROOT):
        raise ConfigError(
            f"The keys of install {backup.install_id} here are not those of the backup.",
            hint="If the root was rotated since, the backup is out of date: make a new one.",
        )
    missing = frozenset(backup.items) - present
    for name in sorted(missing):
        store.put(name, backup.items[name])
    return missing
