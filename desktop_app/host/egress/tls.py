"""How a server is believed, and how we show it who we are.

Promise: TLS 1.2 or later, the server's name and certificate checked against the roots of this
system, or against one given CA alone; no environment variable changes that. A client key is given
as text and, where the system can do that, never lies in a file: Python's `ssl` reads keys by path
only, so on Linux it reads a file in memory (`memfd_create`), elsewhere one of mode 0600 in the
user's temporary directory, which is deleted as soon as it was read.

Source: RFC 9325 (TLS 1.2 at least, host names by subjectAltName alone).
"""

from __future__ import annotations

import os
import ssl
import sys
import tempfile
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPEN_FILES = Path("/proc/self/fd")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who we are, to a server that asks for a client certificate.

    Attributes:
        certificate_pem: the certificate, and those between it and its root.
        key_pem: its private key, without a passphrase; a credential.
    """

    certificate_pem: str
    key_pem: str = field(repr=False)


def context(*, ca_pem: str | None = None, identity: Identity | None = None) -> ssl.SSLContext:
    """Return what TLS connections are made with.

    Args:
        ca_pem: certificates that are trusted in place of the system's roots.
        identity: shown to a server that asks.

    Raises:
        UpstreamError: a certificate or key cannot be used, or there are no roots.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # checks certificate and host name
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.hostname_checks_common_name = False
    if ca_pem is None:
        _trust_system(made)
    else:
        _trust_alone(made, ca_pem)
    if identity is not None:
        _show(made, identity)
    return made


def _trust_system(made: ssl.SSLContext) -> None:
    """Trust the roots at the places built into OpenSSL; SSL_CERT_FILE and its like say nothing."""
    if sys.platform == "win32":
        for store in ("CA", "ROOT"):
            for der, encoding, trust in ssl.enum_certificates(store):
                if encoding == "x509_asn" and (
                    trust is True or ssl.Purpose.SERVER_AUTH.oid in trust
                ):
                    with suppress(ssl.SSLError):  # one odd certificate in the system's store
                        made.load_verify_locations(cadata=der)
        return
    built_in = ssl.get_default_verify_paths()
    file, folder = Path(built_in.openssl_cafile), Path(built_in.openssl_capath)
    cafile = str(file) if file.is_file() else None
    capath = str(folder) if folder.is_dir() else None
    if cafile is None and capath is None:
        raise UpstreamError(
            f"This computer has no root certificates where its OpenSSL looks ({folder}).",
            kind="certificate",
            hint="Install them (Debian: ca-certificates), or give the server's CA.",
        )
    made.load_verify_locations(cafile=cafile, capath=capath)


def _trust_alone(made: ssl.SSLContext, ca_pem: str) -> None:
    try:
        made.load_verify_locations(cadata=ca_pem)
    except (ssl.SSLError, ValueError, TypeError) as error:  # TypeError: text beyond ASCII
        raise UpstreamError(
            "The CA file holds no certificate in PEM form.", kind="certificate"
        ) from error
    # What is given is trusted as it is, also when it is a server's own certificate.
    made.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN


def _show(made: ssl.SSLContext, identity: Identity) -> None:
    text = f"{identity.certificate_pem.strip()}\n{identity.key_pem.strip()}\n"
    try:
        with _as_file(text.encode()) as path:
            # Without a passphrase of ours OpenSSL would ask for one on the terminal.
            made.load_cert_chain(path, password=lambda: "")
    except (ssl.SSLError, ValueError) as error:
        raise UpstreamError(
            "The client certificate and its key cannot be used: not PEM, not a pair, or under a "
            "passphrase.",
            kind="certificate",
        ) from error


@contextmanager
def _as_file(content: bytes) -> Iterator[str]:
    """Give content a path for as long as it is read."""
    if sys.platform == "linux" and _OPEN_FILES.is_dir():
        handle = os.memfd_create("identity", os.MFD_CLOEXEC)
        try:
            _write(handle, content)
            yield str(_OPEN_FILES / str(handle))
        finally:
            os.close(handle)
        return
    handle, path = tempfile.mkstemp()  # mode 0600
    try:
        try:
            _write(handle, content)
        finally:
            os.close(handle)
        yield path
    finally:
        Path(path).unlink()


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]
