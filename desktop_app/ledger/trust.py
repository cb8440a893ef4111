"""What a verifier holds that does not come from the ledger: fingerprint, enrolment, pin, keys.

Promise: nothing in here was read from the ledger's own file. Formats: `resources/docs/ledger.md`,
section "Pin and enrolment".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import UsageError
from desktop_app.ledger.custody import ROOT_NEXT, signers
from desktop_app.ledger.pin import ENROLMENT, PIN, parse_enrolment, parse_pin
from desktop_app.signing.keys import parse_epoch_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.ledger.pin import Enrolment, Pin
    from desktop_app.model.keystore import KeyStore
    from desktop_app.signing.keys import PublicPair

_DIGITS = 30
_GROUP = 5
_NUMBER = re.compile(r"epoch\.([1-9][0-9]{0,8})\Z")


@dataclass(frozen=True, slots=True)
class HeldKeys:
    """What a verifier needs of an epoch whose secrets the keystore holds."""

    public: PublicPair
    mac: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """What to judge a ledger by; all empty = KEY_UNPINNED.

    Attributes:
        fingerprint: six groups of five digits, as on the person's paper.
        enrolment, pin: the keystore's items.
        next_root: keys of a rotation that may have been cut off before the enrolment knew of it.
        epochs: keys by epoch, of those that the keystore still holds.
        keystore: whether a keystore was at hand, so that what it lacks is missing and not just
            out of reach.
        log: origin of the log that ought to be there; None: any.
        tsa_roots: PEM certificates of time stamping authorities that the person trusts.
    """

    fingerprint: str | None = None
    enrolment: Enrolment | None = None
    pin: Pin | None = None
    next_root: PublicPair | None = None
    epochs: Mapping[int, HeldKeys] = field(default_factory=dict)
    keystore: bool = False
    log: str | None = None
    tsa_roots: tuple[bytes, ...] = ()

    @classmethod
    def from_keystore(
        cls,
        store: KeyStore,
        *,
        fingerprint: str | None = None,
        log: str | None = None,
        tsa_roots: tuple[bytes, ...] = (),
    ) -> Trust:
        """Read what a keystore knows; it may know nothing.

        Raises:
            BadEncodingError: an item that is not in its form.
            UsageError: the fingerprint is not 30 digits.
            KeychainLockedError, KeychainUnavailableError: as the keystore says.
        """
        pin, enrolment = store.get(PIN), store.get(ENROLMENT)
        return cls(
            fingerprint=None if fingerprint is None else parse_fingerprint(fingerprint),
            enrolment=None if enrolment is None else parse_enrolment(enrolment),
            pin=None if pin is None else parse_pin(pin),
            next_root=_next_root(store),
            epochs=_epochs(store),
            keystore=True,
            log=log,
            tsa_roots=tsa_roots,
        )


def parse_fingerprint(text: str) -> str:
    """Return six groups of five digits, however they were spaced.

    Raises:
        UsageError: not 30 digits.
    """
    digits = re.sub(r"[\s-]", "", text)
    if len(digits) != _DIGITS or not digits.isascii() or not digits.isdigit():
        raise UsageError("An enrolment fingerprint is 30 digits.")
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def _next_root(store: KeyStore) -> PublicPair | None:
    seeds = store.get(ROOT_NEXT)
    return None if seeds is None else signers(seeds).public


def _epochs(store: KeyStore) -> dict[int, HeldKeys]:
    held = {}
    for name in store.names():
        match = _NUMBER.match(name)
        secret = store.get(name) if match else None
        if match and secret is not None:
            keys = parse_epoch_keys(secret)
            held[int(match[1])] = HeldKeys(keys.signers.public, keys.mac)
    return held
