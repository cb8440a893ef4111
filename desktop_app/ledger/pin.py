"""The pin and the enrolment: what the keystore remembers of a ledger, so that its file cannot lie.

Both are canonical JSON. The pin is the newest checkpoint; a ledger that is shorter than its pin, or
has another root at that size, is DIVERGED. The enrolment names the keys the log began with, and
every root since. Specification: `resources/docs/ledger.md`, section "Pin and enrolment".
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from desktop_app.signing.statements import fingerprint, keys_from_json, keys_to_json

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.signing.keys import PublicPair

PIN = "pin"
ENROLMENT = "enrolment"
_PIN_FIELDS = frozenset(("log", "size", "root", "note", "ts"))
_ENROLMENT_FIELDS = frozenset(
    (
        *("log", "fingerprint", "roots"),
        *("root_ed25519", "root_mldsa44", "epoch1_ed25519", "epoch1_mldsa44"),
    )
)
_HEX_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Pin:
    """The newest checkpoint that the keystore holds.

    Attributes:
        log: the origin.
        size: entries it covers.
        root: 32 bytes.
        note: the signed note.
        ts_us: when it was pinned.
    """

    log: str
    size: int
    root: bytes
    note: str
    ts_us: int


@dataclass(frozen=True, slots=True)
class Enrolment:
    """The keys that a log began with, and the roots that followed.

    Attributes:
        log: the origin.
        root: root keys of entry 0.
        epoch1: keys of entry 1.
        roots: `root_digest` of every root so far, the first included, the current one last.
    """

    log: str
    root: PublicPair
    epoch1: PublicPair
    roots: tuple[bytes, ...]

    @property
    def fingerprint(self) -> str:
        """The 30 digits that a person or a reviewer keeps."""
        return fingerprint(log=self.log, root=self.root, epoch1=self.epoch1)


def root_digest(pair: PublicPair) -> bytes:
    """Return the 32 bytes by which the enrolment remembers a root: SHA-256 of both public keys."""
    return sha256(canonical.encode(keys_to_json(pair))).digest()


def format_pin(pin: Pin) -> bytes:
    """Return the keystore's bytes of a pin."""
    return canonical.encode(
        {
            "log": pin.log,
            "size": pin.size,
            "root": pin.root.hex(),
            "note": pin.note,
            "ts": pin.ts_us,
        }
    )


def parse_pin(data: bytes) -> Pin:
    """Parse a pin.

    Raises:
        BadEncodingError: not one.
    """
    value = _object(data, _PIN_FIELDS, "pin")
    size, ts_us = value["size"], value["ts"]
    if not isinstance(size, int) or not isinstance(ts_us, int) or size < 1 or ts_us < 0:
        raise BadEncodingError("The pin's size or time is not a number it can have.")
    return Pin(
        _text(value["log"]), size, _digest(_text(value["root"]), "pin"), _text(value["note"]), ts_us
    )


def format_enrolment(enrolment: Enrolment) -> bytes:
    """Return the keystore's bytes of an enrolment."""
    return canonical.encode(
        {
            "log": enrolment.log,
            "root_ed25519": enrolment.root.ed25519.hex(),
            "root_mldsa44": enrolment.root.mldsa44.hex(),
            "epoch1_ed25519": enrolment.epoch1.ed25519.hex(),
            "epoch1_mldsa44": enrolment.epoch1.mldsa44.hex(),
            "fingerprint": enrolment.fingerprint,
            "roots": [digest.hex() for digest in enrolment.roots],
        }
    )


def parse_enrolment(data: bytes) -> Enrolment:
    """Parse an enrolment.

    Raises:
        BadEncodingError: not one, or its fingerprint is not that of its keys.
    """
    value = _object(data, _ENROLMENT_FIELDS, "enrolment")
    roots = value["roots"]
    if not isinstance(roots, list) or not roots:
        raise BadEncodingError("The enrolment names no roots.")
    enrolment = Enrolment(
        log=_text(value["log"]),
        root=_pair(value, "root"),
        epoch1=_pair(value, "epoch1"),
        roots=tuple(_digest(_text(digest), "root") for digest in roots),
    )
    if format_enrolment(enrolment) != data:
        raise BadEncodingError("The enrolment contradicts itself.")
    return enrolment


def _pair(value: dict[str, JSON], role: str) -> PublicPair:
    return keys_from_json(
        {"ed25519": value[f"{role}_ed25519"], "mldsa44": value[f"{role}_mldsa44"]}
    )


def _object(data: bytes, fields: frozenset[str], name: str) -> dict[str, JSON]:
    value = canonical.decode(data)
    if value.keys() != fields:
        raise BadEncodingError(f"The {name} has other fields than it should.")
    return value


def _digest(text: str, whose: str) -> bytes:
    try:
        data = bytes.fromhex(text)
    except ValueError as error:
        raise BadEncodingError(f"The digest of the {whose} is not hex.") from error
    if len(text) != _HEX_DIGITS or data.hex() != text:
        raise BadEncodingError(f"The digest of the {whose} is not 32 bytes in lower-case hex.")
    return data


def _text(value: JSON) -> str:
    if not isinstance(value, str):
        raise BadEncodingError("A field that should be text is not.")
    return value
