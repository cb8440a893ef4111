"""Custody names are recorded in ledgers and printed by verdicts: they stay."""

from __future__ import annotations

from desktop_app.model.keystore import Custody, KeyStore


class InMemory:
    """A key store as the protocol asks for it."""

    custody = Custody.PLAIN_FILE

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """Return a secret or None."""
        return self._secrets.get(name)

    def put(self, name: str, value: bytes) -> None:
        """Keep a secret."""
        self._secrets[name] = value

    def delete(self, name: str) -> None:
        """Forget a secret."""
        self._secrets.pop(name, None)

    def names(self) -> frozenset[str]:
        """Return the names kept."""
        return frozenset(self._secrets)


def test_custody_names() -> None:
    """The three kinds of custody."""
    assert [str(custody) for custody in Custody] == [
        "os-keychain",
        "passphrase-file",
        "plain-file",
    ]


def test_the_protocol_is_what_a_store_needs() -> None:
    """Put, get, names, delete; deleting what is not there is no error."""
    store: KeyStore = InMemory()
    store.put("pin", b"1")
    assert (store.get("pin"), store.names()) == (b"1", {"pin"})
    store.delete("pin")
    store.delete("pin")
    assert store.get("pin") is None
    assert store.custody is Custody.PLAIN_FILE
