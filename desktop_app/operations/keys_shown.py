"""The keys that a person hands to a reviewer: verifier key, fingerprint, and who guards them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.ledger.pin import ENROLMENT, parse_enrolment
from desktop_app.ledger.reader import LedgerReader
from desktop_app.operations.keystores import key_stores
from desktop_app.query.keys import published_keys

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context


def shown_keys(context: Context, *, ask: bool = True) -> dict[str, JSON]:
    """Return the ledger's public keys (`query.keys`), `custody`, and the keystore's `fingerprint`.

    Needs no recorder. `fingerprint` is None where the keys are not on this machine.

    Args:
        context: whose.
        ask: whether a terminal may be asked for a passphrase.

    Raises:
        NotFoundError: there is no ledger.
        KeychainLockedError, KeychainUnavailableError: as the keystore says.
    """
    store = key_stores(context, ask=ask).open(install_id(context))
    enrolment = store.get(ENROLMENT)
    return {
        **published_keys(context.paths.ledger),
        "custody": str(store.custody),
        "fingerprint": None if enrolment is None else parse_enrolment(enrolment).fingerprint,
    }


def install_id(context: Context) -> str:
    """Return the install id that the ledger names; raises NotFoundError without a ledger."""
    if not context.paths.ledger.exists():
        raise NotFoundError(
            "There is no ledger yet.", hint="It is made at the first `countersign serve`."
        )
    with LedgerReader(context.paths.ledger) as reader:
        return reader.install_id()
