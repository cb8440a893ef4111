"""A keystore of plain files for child processes of tests; durable enough to survive kill -9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from pathlib import Path


class FileKeyStore:
    """`model.keystore.KeyStore` in a folder, one file an item."""

    custody = Custody.PLAIN_FILE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, name: str) -> bytes | None:
        """Return a secret."""
        path = self._folder / name
        return path.read_bytes() if path.exists() else None

    def put(self, name: str, value: bytes) -> None:
        """Store a secret: whole or not at all."""
        made = self._folder / f".{name}"
        made.write_bytes(value)
        made.rename(self._folder / name)

    def delete(self, name: str) -> None:
        """Destroy a secret."""
        (self._folder / name).unlink(missing_ok=True)

    def names(self) -> frozenset[str]:
        """Return the names there are."""
        return frozenset(path.name for path in self._folder.iterdir() if path.name[0] != ".")
