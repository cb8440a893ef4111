"""RFC 3161 time stamps: what a token proves, offline, against roots that somebody trusts.

Promise: the time is that of the signed token and of nothing else, and it counts only when the token
is over exactly these bytes, its one signer's certificate is for time stamping alone (critical) and
leads to a given root, and the whole chain was valid at that time.

`rfc3161_client` parses and checks the CMS signature. It trusts every certificate that it is handed,
roots and intermediates alike, so what came with the token is handed over only after `cryptography`
led it to a given root. Not checked: revocation, and ESSCertID (the signer naming its certificate).

Source: RFC 3161 sections 2.3 and 2.4.2, RFC 5280 section 6.1.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from desktop_app.errors import BadEncodingError, BadSignatureError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rfc3161_client import TimeStampResponse

_MAX_CERTIFICATES: Final = 16
_MAX_DEPTH: Final = 4
# All that `cryptography` says of certificates that it cannot read.
_UNREADABLE: Final = (
    ValueError,
    KeyError,  # a name with an ASN.1 type that it does not know
    TypeError,  # a name with one that does not go there
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DIGESTS: Final = {  # of the message imprint
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_LONG_FORMS: Final = {b"\x81": 3, b"\x82": 4, b"\x83": 5}  # of a length: where the content begins
_OID: Final = b"\x06"  # a token begins with one, a response with its status
_GRANTED: Final = bytes.fromhex("3003020100")


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp that holds.

    Attributes:
        time_us: when the bytes existed at the latest, microseconds since 1970 UTC.
        tsa: subject of the authority's certificate, RFC 4514.
    """

    time_us: int
    tsa: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a time stamp says of itself, before anybody stands for it.

    Attributes:
        digest_name: "sha256", "sha384" or "sha512".
        digest: of what it is over.
        time_us: as in `Stamp`.
        tsa: as in `Stamp`; "" where the signer's certificate is not in it.
    """

    digest_name: str
    digest: bytes
    time_us: int
    tsa: str

    def is_over(self, message: bytes) -> bool:
        """Whether it is over exactly these bytes."""
        return hashlib.new(self.digest_name, message).digest() == self.digest


@dataclass(frozen=True, slots=True)
class Untrusted:
    """A time stamp that anchors nothing, for a `reason`.

    No given root stands for it, or the library cannot read it: it reads DER alone, and some
    authorities send certificates that are not in DER's order.
    """

    reason: str


def parse_certificates(pem: bytes) -> list[x509.Certificate]:
    """Return the certificates of a PEM file, at most 16.

    Raises:
        BadEncodingError: none, too many, or something else.
    """
    begun = pem.count(b"-----BEGIN")
    if begun > _MAX_CERTIFICATES:
        raise BadEncodingError(f"More than {_MAX_CERTIFICATES} certificates.")
    try:
        certificates = x509.load_pem_x509_certificates(pem)
    except _UNREADABLE as error:
        raise BadEncodingError(f"No PEM certificates: {error}.") from error
    if len(certificates) != begun:
        raise BadEncodingError("Something else than certificates, or one cut off.")
    return certificates


def is_timestamp(data: bytes) -> bool:
    """Whether bytes look like a time stamp: DER of more than 127 bytes, which no text begins as."""
    return data[:1] == b"\x30" and data[1:2] in _LONG_FORMS


def as_response(token: bytes) -> bytes:
    """Return a TimeStampResp; a token that comes alone (`-token_out`) is put into a granted one."""
    head = _LONG_FORMS.get(token[1:2], 0)
    if not is_timestamp(token) or token[head : head + 1] != _OID:
        return token
    inner = _GRANTED + token
    length = len(inner).to_bytes((len(inner).bit_length() + 7) // 8, "big")
    return b"\x30" + bytes([0x80 | len(length)]) + length + inner


def read_timestamp(token: bytes) -> Told:
    """Return what a time stamp says. Nothing but its form is checked.

    Args:
        token: DER of a TimeStampResp.

    Raises:
        ImportError: `rfc3161_client` is not installed.
        BadEncodingError: without a grant, with other than one signer, too many certificates, or not
            in DER as the library reads it.
        BadSignatureError: over a digest that is not SHA-2.
    """
    try:
        response = _parse(token)
        imprint, name = response.tst_info.message_imprint, _digest_name(response)
        signer = _signer(response, ())
        tsa = "" if signer is None else signer.subject.rfc4514_string()
        return Told(name, imprint.message, _time_us(response), tsa)
    except _UNREADABLE as error:
        raise BadEncodingError(f"The time stamp cannot be read here: {error}.") from error


def embedded_pem(token: bytes) -> bytes:
    """Return the certificates that came in a time stamp as PEM, for who verifies by stock tools.

    Raises:
        as `read_timestamp`.
    """
    try:
        certificates = _embedded(_parse(token))
    except _UNREADABLE as error:
        raise BadEncodingError(f"The time stamp cannot be read here: {error}.") from error
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def verify_timestamp(
    token: bytes,
    message: bytes,
    *,
    roots: Sequence[x509.Certificate],
    others: Sequence[x509.Certificate] = (),
) -> Stamp | Untrusted:
    """Check a time stamp response over a message.

    Args:
        token: DER of a TimeStampResp.
        message: what it must be over.
        roots: certificates that somebody trusts; at least one.
        others: certificates that came with the token, to be trusted for nothing.

    Raises:
        ImportError: `rfc3161_client` is not installed.
        BadEncodingError: without a grant, with other than one signer, or too many certificates.
        BadSignatureError: over another message, or badly signed.
    """
    try:
        return _verify(token, message, roots, others)
    except _UNREADABLE as error:
        return Untrusted(f"it cannot be read here: {error}")


def verify_alone(token: bytes, *, roots: Sequence[x509.Certificate]) -> Stamp | Untrusted:
    """Check a time stamp without what it is over: whose it is, and when it was made.

    Raises:
        as `verify_timestamp`.
    """
    try:
        return _verify(token, None, roots, ())
    except _UNREADABLE as error:
        return Untrusted(f"it cannot be read here: {error}")


def _verify(
    token: bytes,
    message: bytes | None,
    roots: Sequence[x509.Certificate],
    others: Sequence[x509.Certificate],
) -> Stamp | Untrusted:
    response = _parse(token)
    if message is not None:
        _check_imprint(response, message)
    signer = _signer(response, others)
    if signer is None:
        return Untrusted("the certificate that signed it is not there")
    time = response.tst_info.gen_time.astimezone(UTC)
    try:
        chain = _chain(signer, [*_embedded(response), *others], roots, time)
    except (VerificationError, *_UNREADABLE) as error:
        return Untrusted(f"no trusted certificate for time stamps signed it ({error})")
    _check_signature(response, chain)
    return Stamp(_time_us(response), signer.subject.rfc4514_string())


def _parse(token: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415 - optional

    response = decode_timestamp_response(token)
    if response.status != 0 or len(response.signed_data.signer_infos) != 1:
        raise BadEncodingError("The time stamp was not granted, or has not one signer.")
    return response


def _check_imprint(response: TimeStampResponse, message: bytes) -> None:
    name = _digest_name(response)
    if response.tst_info.message_imprint.message != hashlib.new(name, message).digest():
        raise BadSignatureError("The time stamp is over other data.")


def _digest_name(response: TimeStampResponse) -> str:
    oid = response.tst_info.message_imprint.hash_algorithm.dotted_string
    name = _DIGESTS.get(oid)
    if name is None:
        raise BadSignatureError("The time stamp is over a digest that is not SHA-2.")
    return name


def _time_us(response: TimeStampResponse) -> int:
    time = response.tst_info.gen_time.astimezone(UTC)
    return (time - _EPOCH) // timedelta(microseconds=1)


def _embedded(response: TimeStampResponse) -> list[x509.Certificate]:
    encoded = response.signed_data.certificates
    if len(encoded) > _MAX_CERTIFICATES:
        raise BadEncodingError(f"More than {_MAX_CERTIFICATES} certificates.")
    return [x509.load_der_x509_certificate(der) for der in sorted(encoded)]


def _signer(
    response: TimeStampResponse, others: Sequence[x509.Certificate]
) -> x509.Certificate | None:
    """Return the certificate that the signer's issuer and serial number name."""
    (info,) = response.signed_data.signer_infos
    for certificate in (*_embedded(response), *others):
        if (certificate.issuer, certificate.serial_number) == (info.issuer, info.serial_number):
            return certificate
    return None


def _chain(
    signer: x509.Certificate,
    others: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    time: datetime,
) -> Sequence[x509.Certificate]:
    """Return signer, intermediates and root, all valid at `time`, or raise VerificationError."""
    authority = (  # the verifier itself asks that `ca` be true
        ExtensionPolicy.permit_all()
        .require_present(x509.BasicConstraints, Criticality.AGNOSTIC, None)
        .may_be_present(x509.KeyUsage, Criticality.AGNOSTIC, _signs_certificates)
    )
    leaf = ExtensionPolicy.permit_all().require_present(
        x509.ExtendedKeyUsage, Criticality.CRITICAL, _only_time_stamping
    )
    verifier = (
        PolicyBuilder()
        .store(Store(list(roots)))
        .time(time.replace(tzinfo=None))
        .max_chain_depth(_MAX_DEPTH)
        .extension_policies(ca_policy=authority, ee_policy=leaf)
        .build_client_verifier()
    )
    return verifier.verify(signer, list(others)).chain


def _signs_certificates(_: Policy, __: x509.Certificate, value: x509.KeyUsage | None) -> None:
    if value is not None and not value.key_cert_sign:
        raise ValueError("a certificate in between may not sign certificates")


def _only_time_stamping(_: Policy, __: x509.Certificate, value: x509.ExtendedKeyUsage) -> None:
    if list(value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ValueError("its certificate is not for time stamping alone")


def _check_signature(response: TimeStampResponse, chain: Sequence[x509.Certificate]) -> None:
    """Check the CMS signature, with certificates that a given root already stands for."""
    from rfc3161_client import VerificationError as BadTimeStampError  # noqa: PLC0415 - optional
    from rfc3161_client import VerifierBuilder  # noqa: PLC0415 - optional

    signer, *rest = chain
    builder = VerifierBuilder(tsa_certificate=signer, intermediates=rest[:-1], roots=[chain[-1]])
    try:
        builder.build().verify(response, response.tst_info.message_imprint.message)
    except BadTimeStampError as error:
        raise BadSignatureError(f"The time stamp is badly signed: {error}.") from error
