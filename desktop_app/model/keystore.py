"""Where secrets live, as a value that is passed in: never the data directory."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Custody(StrEnum):
    """Who guards the keys. Recorded in the ledger, printed by `status`, `verify` and bundles."""

    OS_KEYCHAIN = "os-keychain"
    PASSPHRASE_FILE = "passphrase-file"  # noqa: S105 - a name, not a password
    PLAIN_FILE = "plain-file"


class KeyStore(Protocol):
    """Named secrets of one install id.

    Names in use (append-only): `root.ed25519`, `root.mldsa44` (32-byte seeds), `epoch.<n>` (96
    bytes: Ed25519 seed, ML-DSA-44 seed, MAC key), `token`, `digest`, `vault` (32 bytes), `pin`,
    `enrolment` (canonical JSON, see `resources/docs/ledger.md`), `role.<name>`
    (`host.passphrase`), `upstream.<id>` (`upstream.credentials`).

    Raises (all methods):
        KeychainLockedError: locked; the caller waits and tells the person.
        KeychainUnavailableError: cannot be reached at all.
    """

    @property
    def custody(self) -> Custody:
        """Who guards the keys."""
        ...

    def get(self, name: str) -> bytes | None:
        """Return a secret, or None when there is none of that name."""
        ...

    def put(self, name: str, value: bytes) -> None:
        """Store a secret, durably before returning."""
        ...

    def delete(self, name: str) -> None:
        """Destroy a secret; no error when there is none."""
        ...

    def names(self) -> frozenset[str]:
        """Return the names that hold a secret."""
        ...
