"""A certificate authority of the tests, and what it signs for servers and clients."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from pathlib import Path

DAY = timedelta(days=1)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - OpenSSL compares with the real time


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _san(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@dataclass(frozen=True)
class Pair:
    """A certificate and its key, as PEM."""

    certificate: str
    key: str

    def file(self, folder: Path, name: str) -> Path:
        """Write both into one file, as a server loads them."""
        path = folder / name
        path.write_text(self.certificate + self.key)
        return path


class Authority:
    """A root that signs."""

    def __init__(self, name: str = "Root of the tests") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        self._root = self._signed(self._name, self._key, ca=True, names=(), ends=10)

    @property
    def pem(self) -> str:
        """The root, as a person would give it."""
        return self._root.public_bytes(serialization.Encoding.PEM).decode()

    def pair(
        self, *names: str, starts: int = -1, ends: int = 10, passphrase: bytes | None = None
    ) -> Pair:
        """Sign a certificate for these names; times in days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(_name(names[0]), key, names=names, starts=starts, ends=ends)
        coding = serialization.NoEncryption()
        if passphrase is not None:
            coding = serialization.BestAvailableEncryption(passphrase)
        text = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, coding
        )
        return Pair(made.public_bytes(serialization.Encoding.PEM).decode(), text.decode())

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        *,
        names: tuple[str, ...],
        ca: bool = False,
        starts: int = -1,
        ends: int = 10,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_now() + starts * DAY)
            .not_valid_after(_now() + ends * DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )
        if names:
            extension = x509.SubjectAlternativeName([_san(name) for name in names])
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(self._key, hashes.SHA256())
