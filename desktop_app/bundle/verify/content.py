"""Step 12: opens `payloads/content.zip.age` for who has an identity, and checks what came out.

Promise: the plaintext is the one whose digest the bundle names, or it is refused (ATTACKS D12: one
ciphertext, two plaintexts). It lies in a temporary file that no name leads to, and only for as long
as it is open. Without pyrage or an identity nothing is wrong: `NotOpened` says why.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final

from desktop_app.bundle.layout import CONTENT, CONTENT_SUM, MAX_SMALL_BYTES, NONCE, NONCE_BYTES
from desktop_app.bundle.verify.source import open_content, scratch_file
from desktop_app.bundle.verify.ziplist import CHUNK_BYTES
from desktop_app.errors import BadEncodingError, HostileBundleError, StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from desktop_app.bundle.verify.source import Files

# age's time to read a header grows with the square of its length.
_MAX_HEADER_BYTES: Final = 1 << 15
_HEADER_END = b"\n--- "
_SUM = re.compile(rb"([0-9a-f]{64})  content\.zip\n")


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The content was not checked; `reason` is a sentence for people."""

    reason: str


def open_sealed(files: Files, identities: Sequence[str]) -> Files | NotOpened:
    """Return the files that were encrypted; close them when done.

    Args:
        files: a bundle with `payloads/`.
        identities: texts of age identity files or of OpenSSH private keys.

    Raises:
        UsageError: a text that is no identity.
        BadEncodingError: the ciphertext or its digest is damaged, the plaintext is another one, or
            it has no nonce.
        HostileBundleError: the zip in it is no bundle's.
        StorageError: the disk does not take the plaintext.
    """
    named = _named_digest(files)
    if not identities:
        return NotOpened("The content is encrypted, and no identity was given to open it.")
    try:
        import pyrage  # type: ignore[import-untyped]  # noqa: F401, PLC0415 - optional; no stubs
    except ImportError:
        return NotOpened(
            "The content is encrypted, and the library `pyrage` is not here to open it."
        )
    scratch = scratch_file()
    try:
        refused = _decrypt(files, identities, scratch)
        if refused is not None:
            scratch.close()
            return refused
        _check_digest(scratch, named)
    except BaseException:
        scratch.close()
        raise
    content = open_content(scratch)
    if not content.has(NONCE) or content.size(NONCE) != NONCE_BYTES:
        content.close()
        raise BadEncodingError("The encrypted content has no nonce of 32 bytes.")
    return content


def _named_digest(files: Files) -> bytes:
    if not files.has(CONTENT) or not files.has(CONTENT_SUM):
        raise BadEncodingError(f"{CONTENT} and {CONTENT_SUM} are not both there.")
    match = _SUM.fullmatch(files.read(CONTENT_SUM, MAX_SMALL_BYTES))
    if match is None:
        raise BadEncodingError(f"{CONTENT_SUM} is not a digest of content.zip.")
    return bytes.fromhex(match[1].decode("ascii"))


def _decrypt(files: Files, identities: Sequence[str], scratch: IO[bytes]) -> NotOpened | None:
    """Write the plaintext to `scratch`, or say why it stays shut."""
    import pyrage  # noqa: PLC0415 - optional

    parsed = [identity for text in identities for identity in _identities(text)]
    reader, writer = _Reader(files.stream(CONTENT)), _Writer(scratch)
    reader.check_header()
    try:
        pyrage.decrypt_io(reader, writer, parsed)
    except (pyrage.DecryptError, OSError) as error:
        for met in (reader.error, writer.error):
            if met is not None:
                raise met from error
        if isinstance(error, OSError):
            raise BadEncodingError("The encrypted content is damaged.") from error
        return NotOpened(f"The content does not open with the given identity: {error}.")
    return None


def _identities(text: str) -> Iterator[object]:
    import pyrage  # noqa: PLC0415 - optional

    try:
        if "-----BEGIN" in text:
            yield pyrage.ssh.Identity.from_buffer(text.encode())
            return
        for line in text.splitlines():
            if line.strip() and not line.startswith("#"):
                yield pyrage.x25519.Identity.from_str(line.strip())
    except pyrage.IdentityError as error:
        raise UsageError(
            f"This is no age identity: {error}.", hint="Give the file that `age-keygen` made."
        ) from error


def _check_digest(file: IO[bytes], named: bytes) -> None:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK_BYTES):
        digest.update(chunk)
    if digest.digest() != named:
        raise BadEncodingError("The encrypted content is not the one that was signed.")


class _Reader:
    """What pyrage reads from. It turns every error into its own; the one that we met stays here."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""
        self.error: HostileBundleError | None = None

    def check_header(self) -> None:
        while _HEADER_END not in self._rest:
            chunk = next(self._chunks, b"")
            if not chunk or len(self._rest) > _MAX_HEADER_BYTES:
                break
            self._rest += chunk
        if not 0 <= self._rest.find(_HEADER_END) <= _MAX_HEADER_BYTES:
            raise HostileBundleError("The encrypted content is no age file, or for very many.")

    def read(self, count: int = -1) -> bytes:
        try:
            if not self._rest:
                self._rest = next(self._chunks, b"")
        except HostileBundleError as error:
            self.error = error
            raise
        count = len(self._rest) if count < 0 else count
        data, self._rest = self._rest[:count], self._rest[count:]
        return data


class _Writer:
    """What pyrage writes to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: StorageError | None = None

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        try:
            while view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self.error = StorageError(f"The content cannot be unpacked: {error.strerror}.")
            raise
        return len(data)

    def flush(self) -> None:
        """Do nothing: the file has no buffer."""
