"""A file of named secrets under a passphrase: `passphrase-file` custody and key backups.

Promise: without the passphrase the file tells only the install id and how many bytes it holds; any
change of any byte of it is refused; each write draws a new nonce.

Format, in this order::

    countersign-keys/v1                  or countersign-key-backup/v1, and a newline
    {"install":..,"kdf":{..},..}         canonical JSON, one line: install, created_us, nonce,
                                         kdf {"name":"scrypt","log_n","r","p","salt"} (hex)
    <bytes>                              AES-256-GCM of the items, both lines above as its AAD

Items: for each, sorted by name: length of the name (2 bytes, big endian), name, length of the
value (4 bytes), value. Sources: RFC 7914 (scrypt), NIST SP 800-38D (GCM).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from desktop_app.errors import (
    BadEncodingError,
    NewerFormatError,
    UnreadableError,
    WrongPassphraseError,
)
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

    from desktop_app.model.canonical import JSON
    from desktop_app.model.ids import IdSource

KEYS: Final = "countersign-keys"
BACKUP: Final = "countersign-key-backup"
VERSION = 1
MAX_BYTES = 4 << 20
DEFAULT_LOG_N = 17  # 128 MiB for about 0.3 s, as OWASP asks
LOG_N_RANGE = range(14, 21)  # a weaker file is refused, and one that would eat all memory
_BLOCK, _PARALLEL = 8, 1
_SALT_BYTES, _NONCE_BYTES = 16, 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parsed file, still closed.

    Attributes:
        purpose: KEYS or BACKUP.
        install_id: whose secrets; believed only after `open_items`, which covers it.
        created_us: wall time of the write.
        log_n, salt: scrypt parameters.
        nonce, ciphertext: AES-256-GCM.
        aad: the two lines before the ciphertext.
    """

    purpose: str
    install_id: str
    created_us: int
    log_n: int
    salt: bytes
    nonce: bytes
    ciphertext: bytes
    aad: bytes


@dataclass(frozen=True, slots=True)
class FileKey:
    """A derived key with what derives it again; drawn once, used for many writes."""

    key: bytes
    log_n: int
    salt: bytes


def derive_key(passphrase: str, *, log_n: int, salt: bytes) -> FileKey:
    """Return the AES key of a passphrase (slow on purpose)."""
    scrypt = Scrypt(salt=salt, length=32, n=1 << log_n, r=_BLOCK, p=_PARALLEL)
    return FileKey(scrypt.derive(passphrase.encode("utf-8", "surrogateescape")), log_n, salt)


def new_key(passphrase: str, ids: IdSource, *, log_n: int = DEFAULT_LOG_N) -> FileKey:
    """Return a key for a new file, under a new salt."""
    return derive_key(passphrase, log_n=log_n, salt=ids.random_bytes(_SALT_BYTES))


def seal(
    items: Mapping[str, bytes],
    *,
    purpose: str,
    install_id: str,
    key: FileKey,
    ids: IdSource,
    now_us: int,
) -> bytes:
    """Return the bytes of a file that holds `items`."""
    nonce = ids.random_bytes(_NONCE_BYTES)
    header: dict[str, JSON] = {
        "install": install_id,
        "created_us": now_us,
        "nonce": nonce.hex(),
        "kdf": {
            "name": "scrypt",
            "log_n": key.log_n,
            "r": _BLOCK,
            "p": _PARALLEL,
            "salt": key.salt.hex(),
        },
    }
    aad = f"{purpose}/v{VERSION}\n".encode() + canonical.encode(header) + b"\n"
    return aad + AESGCM(key.key).encrypt(nonce, format_items(items), aad)


def parse(data: bytes, *, purpose: str) -> Sealed:
    """Read the open part of a file.

    Raises:
        NewerFormatError: written by a later version.
        UnreadableError: not such a file, damaged, or asking for too much or too little work.
    """
    magic, _, rest = data.partition(b"\n")
    line, found, ciphertext = rest.partition(b"\n")
    name, _, version = magic.decode("ascii", "replace").partition("/v")
    if name != purpose or not version.isdigit() or not found:
        raise UnreadableError(f"This is not a {purpose} file.")
    if int(version[:9]) != VERSION:
        raise NewerFormatError(f"This {purpose} file has format {version[:9]}; we read {VERSION}.")
    try:
        header = canonical.decode(line)
        return _from_header(header, purpose, ciphertext, magic + b"\n" + line + b"\n")
    except (BadEncodingError, KeyError, TypeError, ValueError) as error:
        raise UnreadableError(f"The {purpose} file is damaged in its second line.") from error


def _from_header(header: Mapping[str, JSON], purpose: str, ciphertext: bytes, aad: bytes) -> Sealed:
    kdf, created, install = header["kdf"], header["created_us"], header["install"]
    if not isinstance(kdf, dict) or not isinstance(created, int) or not isinstance(install, str):
        raise TypeError("header")
    log_n, fixed = kdf["log_n"], (kdf["name"], kdf["r"], kdf["p"])
    if log_n not in LOG_N_RANGE or fixed != ("scrypt", _BLOCK, _PARALLEL):
        raise ValueError("kdf")
    salt, nonce = bytes.fromhex(str(kdf["salt"])), bytes.fromhex(str(header["nonce"]))
    if len(salt) != _SALT_BYTES or len(nonce) != _NONCE_BYTES:
        raise ValueError("lengths")
    return Sealed(purpose, install, created, int(log_n), salt, nonce, ciphertext, aad)


def open_items(sealed: Sealed, key: FileKey) -> dict[str, bytes]:
    """Decrypt a parsed file.

    Raises:
        WrongPassphraseError: the passphrase is another, or the file was changed.
        UnreadableError: opened, but not items (written by no version of ours).
    """
    try:
        plain = AESGCM(key.key).decrypt(sealed.nonce, sealed.ciphertext, sealed.aad)
    except InvalidTag as error:
        raise WrongPassphraseError(
            "The passphrase does not open the key file, or the file was changed.",
            hint="Try again; if it is right, use a backup: `countersign keys restore FILE`.",
        ) from error
    return parse_items(plain)


def format_items(items: Mapping[str, bytes]) -> bytes:
    """Return the plain bytes of named secrets."""
    parts: list[bytes] = []
    for name in sorted(items):
        raw = name.encode("ascii")
        parts += [len(raw).to_bytes(2, "big"), raw]
        parts += [len(items[name]).to_bytes(4, "big"), items[name]]
    return b"".join(parts)


def parse_items(data: bytes) -> dict[str, bytes]:
    """Parse what `format_items` wrote, and nothing else.

    Raises:
        UnreadableError: cut, trailing bytes, not sorted, or a name twice.
    """
    items: dict[str, bytes] = {}
    at, last = 0, ""
    while at < len(data):
        raw, at = _take(data, at, 2)
        value, at = _take(data, at, 4)
        name = raw.decode("ascii", "replace")
        if not name.isascii() or name <= last:
            raise UnreadableError("The secrets in the key file are out of order.")
        items[name], last = value, name
    return items


def _take(data: bytes, at: int, width: int) -> tuple[bytes, int]:
    start = at + width
    end = start + int.from_bytes(data[at:start], "big")
    if start > len(data) or end > len(data):
        raise UnreadableError("The secrets in the key file are cut off.")
    return data[start:end], end
