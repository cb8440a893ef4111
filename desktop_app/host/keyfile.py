"""Keys in files of the config directory: `plain-file` and `passphrase-file` custody.

Promise: a secret is durable before `put` returns and readable by its owner alone; a file that
others may open is refused with the command that mends it. Neither store ever makes anything at
construction, so that looking for lost keys leaves no trace.

    keys/<install-id>/plain-file/<name>        one file a secret, its bare bytes, 0600
    keys/<install-id>/passphrase-file.keys     all secrets in one file (`host.sealedfile`)
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, StorageError, UnreadableError
from desktop_app.host import files, sealedfile
from desktop_app.host.custody import MAX_SECRET_BYTES, check_name
from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.host.sealedfile import FileKey
    from desktop_app.model.clock import Clock
    from desktop_app.model.ids import IdSource


class PlainFileStore:
    """`model.keystore.KeyStore` without a lock: what a headless machine gets, said at every start.

    Args:
        directory: `keys/<install-id>` of one install.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory / "plain-file"

    @property
    def custody(self) -> Custody:
        """`plain-file`."""
        return Custody.PLAIN_FILE

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        path = self._path(name)
        files.check_private(path)
        return files.read_bounded(path, MAX_SECRET_BYTES)

    def put(self, name: str, value: bytes) -> None:
        """Store a secret, durably."""
        path = self._path(name)
        if len(value) > MAX_SECRET_BYTES:
            raise ConfigError(f"The secret {name} has more than {MAX_SECRET_BYTES} bytes.")
        if not self._directory.is_dir():
            files.make_private_dir(self._directory)
            files.sync_dir(self._directory.parent)
        files.write_durable(path, value)

    def delete(self, name: str) -> None:
        """Overwrite and remove a secret."""
        files.shred(self._path(name))

    def names(self) -> frozenset[str]:
        """Return the names that hold a secret."""
        try:
            found = [path.name for path in self._directory.iterdir()]
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise StorageError(f"Cannot list {self._directory}: {error.strerror}.") from error
        return frozenset(name for name in found if not name.startswith("."))

    def _path(self, name: str) -> Path:
        return self._directory / check_name(name)


class PassphraseFileStore:
    """`model.keystore.KeyStore` in one file under a passphrase; thread safe, one writing process.

    The passphrase is asked for at the first use and not kept; the key derived from it is.

    Args:
        directory: `keys/<install-id>` of one install.
        passphrase: gives it, from the environment or a prompt; may raise.
        log_n: scrypt work of a new file.
    """

    def __init__(
        self,
        directory: Path,
        *,
        install_id: str,
        passphrase: Callable[[], str],
        ids: IdSource,
        clock: Clock,
        log_n: int = sealedfile.DEFAULT_LOG_N,
    ) -> None:
        self._path = directory / "passphrase-file.keys"
        self._install_id = install_id
        self._passphrase = passphrase
        self._ids = ids
        self._clock = clock
        self._log_n = log_n
        self._key: FileKey | None = None
        self._lock = threading.Lock()

    @property
    def custody(self) -> Custody:
        """`passphrase-file`."""
        return Custody.PASSPHRASE_FILE

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None."""
        check_name(name)
        with self._lock:
            return self._load().get(name)

    def put(self, name: str, value: bytes) -> None:
        """Store a secret, durably."""
        check_name(name)
        with self._lock:
            self._save(self._load() | {name: value})

    def delete(self, name: str) -> None:
        """Write the file without a secret; the old file's bytes stay under the passphrase."""
        check_name(name)
        with self._lock:
            items = self._load()
            if items.pop(name, None) is not None:
                self._save(items)

    def names(self) -> frozenset[str]:
        """Return the names that hold a secret."""
        with self._lock:
            return frozenset(self._load())

    def _load(self) -> dict[str, bytes]:
        files.check_private(self._path)
        data = files.read_bounded(self._path, sealedfile.MAX_BYTES)
        if data is None:
            return {}
        sealed = sealedfile.parse(data, purpose=sealedfile.KEYS)
        if sealed.install_id != self._install_id:
            raise UnreadableError(f"{self._path} holds the keys of install {sealed.install_id}.")
        key = self._key
        if key is None or (key.salt, key.log_n) != (sealed.salt, sealed.log_n):
            key = sealedfile.derive_key(self._passphrase(), log_n=sealed.log_n, salt=sealed.salt)
        items = sealedfile.open_items(sealed, key)
        self._key = key
        return items

    def _save(self, items: dict[str, bytes]) -> None:
        if self._key is None:
            self._key = sealedfile.new_key(self._passphrase(), self._ids, log_n=self._log_n)
        data = sealedfile.seal(
            items,
            purpose=sealedfile.KEYS,
            install_id=self._install_id,
            key=self._key,
            ids=self._ids,
            now_us=self._clock.now_us(),
        )
        if not self._path.parent.is_dir():
            files.make_private_dir(self._path.parent)
        files.write_durable(self._path, data)
