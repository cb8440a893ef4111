"""A time stamp authority of the tests: certificates of our own, tokens by `openssl ts -reply`."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from pathlib import Path

_CONFIG = """
[tsa]
default_tsa = tsa1
[tsa1]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_chain = no
"""
DAY = timedelta(days=1)


def today() -> datetime:
    """Return the time that openssl will stamp with."""
    return datetime.now(UTC)  # noqa: TID251 - openssl stamps with the real time


def openssl() -> str:
    """Return where openssl is, or skip the test."""
    found = shutil.which("openssl")
    if found is None:
        pytest.skip("openssl is not installed: it makes the time stamps of these tests")
    return found


class Authority:
    """A root, and certificates for time stamping that it signs."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.now = today()
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = _name(name)
        self.root = self._sign(self.name, self.key.public_key(), ca=True, serial=1)
        (folder / "serial").write_text("01\n")
        (folder / "openssl.cnf").write_text(_CONFIG.format(folder=folder))

    def intermediate(self, folder: Path, *, ca: bool = True, signs: bool = True) -> Authority:
        """Return an authority whose own certificate is by this one, or is no authority's."""
        below = Authority(folder, "Between")
        below.root = self._sign(
            below.name, below.key.public_key(), serial=2, ca=ca, signs=signs, path=0 if ca else None
        )
        return below

    def certificate(
        self,
        key: ec.EllipticCurvePrivateKey,
        *,
        serial: int = 7,
        eku: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,),
        critical: bool = True,
        starts: int = -10,
        ends: int = 10,
    ) -> x509.Certificate:
        """Return a certificate of a stamping key; times in days from today."""
        return self._sign(
            _name("Stamper"),
            key.public_key(),
            serial=serial,
            eku=eku,
            critical=critical,
            starts=starts,
            ends=ends,
        )

    def stamp(
        self,
        message: bytes,
        key: ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        *,
        embed: bool = True,
    ) -> bytes:
        """Return a TimeStampResp over the message, made by openssl."""
        (self.folder / "data").write_bytes(message)
        query = ["-query", "-data", "data", "-sha256", "-out", "query", *(["-cert"] * embed)]
        self._openssl("ts", *query)
        return self.answer((self.folder / "query").read_bytes(), key, certificate)

    def answer(
        self, request: bytes, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate
    ) -> bytes:
        """Return a TimeStampResp to a request, made by openssl."""
        files = {name: self.folder / name for name in ("query", "signer", "key", "reply")}
        files["query"].write_bytes(request)
        files["signer"].write_bytes(pem(certificate))
        files["key"].write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
        reply = ["-reply", "-config", "openssl.cnf", "-section", "tsa1", "-queryfile", "query"]
        reply += ["-signer", "signer", "-inkey", "key", "-out", "reply"]
        self._openssl("ts", *reply)
        return files["reply"].read_bytes()

    def _openssl(self, *args: str) -> None:
        subprocess.run([openssl(), *args], cwd=self.folder, capture_output=True, check=True)

    def _sign(
        self,
        subject: x509.Name,
        public: ec.EllipticCurvePublicKey,
        *,
        serial: int,
        ca: bool = False,
        signs: bool | None = None,
        path: int | None = None,
        eku: tuple[x509.ObjectIdentifier, ...] = (),
        critical: bool = True,
        starts: int = -1000,
        ends: int = 1000,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(public)
            .serial_number(serial)
            .not_valid_before(self.now + starts * DAY)
            .not_valid_after(self.now + ends * DAY)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=path), critical=True)
        )
        if eku:
            builder = builder.add_extension(x509.ExtendedKeyUsage(eku), critical=critical)
        if signs is not None:
            unused = dict.fromkeys(
                ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
                False,
            )
            usage = x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=signs,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
                **unused,
            )
            builder = builder.add_extension(usage, critical=True)
        return builder.sign(self.key, hashes.SHA256())


class Stamper:
    """An authority with one stamping key, ready to stamp.

    Args:
        folder: made; the authority's files lie there.
        name: of its root; the stamper's own is always CN=Stamper.
        certificate: what `Authority.certificate` is given.
    """

    def __init__(self, folder: Path, name: str = "Root of the tests", **certificate: int) -> None:
        folder.mkdir(parents=True)
        self.authority = Authority(folder, name)
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self.authority.certificate(self.key, **certificate)

    @property
    def root(self) -> bytes:
        """The root certificate, PEM."""
        return pem(self.authority.root)

    def stamp(self, message: bytes, *, embed: bool = True) -> bytes:
        """Return a TimeStampResp over the message."""
        return self.authority.stamp(message, self.key, self.certificate, embed=embed)

    def answer(self, request: bytes) -> bytes:
        """Return a TimeStampResp to a TimeStampReq that somebody else made."""
        return self.authority.answer(request, self.key, self.certificate)


def pem(*certificates: x509.Certificate) -> bytes:
    """Return certificates as PEM."""
    return b"".join(each.public_bytes(serialization.Encoding.PEM) for each in certificates)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
