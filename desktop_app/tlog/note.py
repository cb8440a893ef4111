"""C2SP signed notes and verifier keys: parsed strictly, nothing verified.

    countersign/0123456789abcdef        the text: what is signed, ends in a newline
    42
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
                                        an empty line
    — countersign/0123456789abcdef Az3grl...     signature lines: 1 to 16

Promise: `format_note(parse_note(data)) == data`. Beyond the specification, two signature lines by
one key, more than 16 lines, more than 128 KiB and base64 with loose bits are refused.

Source: c2sp.org/signed-note@v1.0.0.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from desktop_app.errors import BadEncodingError

MAX_SIGNATURES = 16
MAX_BYTES = 128 * 1024
KEY_ID_BYTES = 4
_DASH = "— "


class Algorithm(IntEnum):
    """Signature type bytes that we make and verify (append-only; others are unknown signatures)."""

    ED25519 = 0x01
    MLDSA44_COSIGNATURE = 0x06


PUBLIC_KEY_BYTES = {Algorithm.ED25519: 32, Algorithm.MLDSA44_COSIGNATURE: 1312}


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by name; `key_id` is the 4-byte id that signature lines carry."""

    name: str
    key_id: bytes
    algorithm: int
    public_key: bytes


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line: key name, 4-byte key id, and what the algorithm made of the text."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A note as parsed: `text` ends in a newline and means nothing until a signature verified."""

    text: str
    signatures: tuple[SignatureLine, ...]


def key_id(name: str, algorithm: int, public_key: bytes) -> bytes:
    """Return the 4-byte key id: SHA-256(name || 0x0A || algorithm || public key)[:4]."""
    data = encode_utf8(name) + b"\n" + bytes([algorithm]) + public_key
    return sha256(data).digest()[:KEY_ID_BYTES]


def verifier_key(name: str, algorithm: Algorithm, public_key: bytes) -> VerifierKey:
    """Return the verifier key of a public key.

    Raises:
        BadEncodingError: no key name, or a key of another length.
    """
    _check_name(name)
    if len(public_key) != PUBLIC_KEY_BYTES[algorithm]:
        raise BadEncodingError(f"A public key of {len(public_key)} bytes for {algorithm.name}.")
    return VerifierKey(name, key_id(name, algorithm, public_key), algorithm, public_key)


def format_vkey(key: VerifierKey) -> str:
    """Return `<name>+<key id in hex>+<base64 of type byte and public key>`."""
    material = bytes([key.algorithm]) + key.public_key
    return f"{key.name}+{key.key_id.hex()}+{encode_base64(material)}"


def parse_vkey(text: str) -> VerifierKey:
    """Parse a verifier key of a type in `Algorithm`.

    Raises:
        BadEncodingError: not three parts, an unknown type, a wrong length, or another key's id.
    """
    parts = text.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - name, id, key
        raise BadEncodingError("A verifier key is name+id+key.")
    material = decode_base64(parts[2])
    if not material or material[0] not in PUBLIC_KEY_BYTES:
        raise BadEncodingError("A verifier key of a type that is unknown here.")
    key = verifier_key(parts[0], Algorithm(material[0]), material[1:])
    if key.key_id.hex() != parts[1]:
        raise BadEncodingError("The verifier key's id is not its own.")
    return key


def parse_note(data: bytes) -> Note:
    """Parse a note's bytes.

    Raises:
        BadEncodingError: not a note; one sentence per defect.
    """
    if len(data) > MAX_BYTES:
        raise BadEncodingError(f"A note of {len(data)} bytes; at most {MAX_BYTES} are read.")
    try:
        content = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadEncodingError("The note is not UTF-8.") from error
    if any(char < " " and char != "\n" for char in content):
        raise BadEncodingError("The note holds a control character (perhaps CR LF line ends).")
    if not content.endswith("\n"):
        raise BadEncodingError("The note does not end in a newline.")
    text, separator, lines = content.rpartition("\n\n")
    if not separator:
        raise BadEncodingError("The note has no empty line before its signatures.")
    signatures = tuple(_parse_line(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MAX_SIGNATURES:
        raise BadEncodingError(f"{len(signatures)} signatures; at most {MAX_SIGNATURES} are read.")
    if len({(line.name, line.key_id) for line in signatures}) != len(signatures):
        raise BadEncodingError("Two signature lines by one key.")
    return Note(text + "\n", signatures)


def format_note(note: Note) -> bytes:
    """Return the note's bytes.

    Raises:
        BadEncodingError: `parse_note` would not read them.
    """
    lines = [
        f"{_DASH}{line.name} {encode_base64(line.key_id + line.signature)}\n"
        for line in note.signatures
    ]
    data = encode_utf8(note.text + "\n" + "".join(lines))
    if parse_note(data) != note:
        raise BadEncodingError("The note does not read back as it was written.")
    return data


def encode_utf8(text: str) -> bytes:
    """Return UTF-8.

    Raises:
        BadEncodingError: a lone surrogate, which has no UTF-8 form.
    """
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise BadEncodingError("The text holds a lone surrogate.") from error


def encode_base64(data: bytes) -> str:
    """Return standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def decode_base64(text: str) -> bytes:
    """Decode standard base64, accepting only what `encode_base64` writes.

    Raises:
        BadEncodingError: other characters, missing padding, or bits that say nothing.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error) as error:
        raise BadEncodingError("Not standard base64.") from error
    if encode_base64(data) != text:
        raise BadEncodingError("Not the one base64 form of these bytes.")
    return data


def _parse_line(line: str) -> SignatureLine:
    name, space, blob = line.removeprefix(_DASH).rpartition(" ")
    if not line.startswith(_DASH) or not space:
        raise BadEncodingError("A line after the text is not a signature.")
    _check_name(name)
    data = decode_base64(blob)
    if len(data) <= KEY_ID_BYTES:
        raise BadEncodingError("A signature line without a signature.")
    return SignatureLine(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(char.isspace() for char in name):
        raise BadEncodingError("A key name is empty or holds a space or a plus.")
