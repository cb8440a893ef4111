"""What checks a passphrase without holding it: scrypt under a salt of its own (RFC 7914).

Promise: the value tells nothing but when it was made; every guess costs 128 MiB and some 0.3 s, and
what a guess comes to is compared in constant time. It belongs where the keys are: whoever can write
it decides which passphrase is right.

    canonical({"v": 1, "log_n": 17, "salt": hex, "check": hex, "added_us"})

A passphrase is compared in Unicode form NFC (RFC 8265, OpaqueString), so that a terminal and a
window that compose letters in different ways agree.
"""

from __future__ import annotations

import hmac
import unicodedata
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, UnreadableError, UsageError
from desktop_app.host.sealedfile import DEFAULT_LOG_N, LOG_N_RANGE, FileKey, derive_key, new_key
from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource

LEAST, MOST = 12, 1_024  # characters


def new_verifier(
    passphrase: str, ids: IdSource, now_us: int, *, log_n: int = DEFAULT_LOG_N
) -> bytes:
    """Return what checks a new passphrase later (slow on purpose).

    Raises:
        UsageError: it is too short or too long.
    """
    if not LEAST <= len(_form(passphrase)) <= MOST:
        raise UsageError(f"A passphrase has {LEAST} to {MOST:,} characters.")
    made = new_key(_form(passphrase), ids, log_n=log_n)
    value: dict[str, JSON] = {
        "v": 1,
        "log_n": made.log_n,
        "salt": made.salt.hex(),
        "check": made.key.hex(),
        "added_us": now_us,
    }
    return canonical.encode(value)


def is_right(passphrase: str, verifier: bytes) -> bool:
    """Tell whether a passphrase is the one that a verifier was made of (slow on purpose).

    Raises:
        UnreadableError: that is no verifier.
    """
    made, _ = _read(verifier)
    found = derive_key(_form(passphrase), log_n=made.log_n, salt=made.salt)
    return hmac.compare_digest(found.key, made.key)


def added_us(verifier: bytes) -> int:
    """Return when it was made, wall clock.

    Raises:
        UnreadableError: that is no verifier.
    """
    return _read(verifier)[1]


def _read(verifier: bytes) -> tuple[FileKey, int]:
    try:
        match canonical.decode(verifier):
            case {
                "v": 1,
                "log_n": int(log_n),
                "salt": str(salt),
                "check": str(check),
                "added_us": int(at_us),
            } if log_n in LOG_N_RANGE:
                return FileKey(bytes.fromhex(check), log_n, bytes.fromhex(salt)), at_us
    except (BadEncodingError, ValueError) as error:
        raise UnreadableError("What checks this passphrase is damaged.") from error
    raise UnreadableError("What checks this passphrase was not written by this version.")


def _form(passphrase: str) -> str:
    return unicodedata.normalize("NFC", passphrase)
