"""RFC 3161 tokens made by openssl: what is believed, and everything that is not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.signing import timestamps
from desktop_app.signing.timestamps import (
    Stamp,
    Told,
    Untrusted,
    as_response,
    embedded_pem,
    is_timestamp,
    parse_certificates,
    read_timestamp,
    verify_alone,
    verify_timestamp,
)
from tests.fakes.tsa import Authority, pem

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography import x509

MESSAGE = b"countersign/0123456789abcdef\n42\n..."


@dataclass
class Stamping:
    authority: Authority
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    token: bytes

    def verify(self, token: bytes | None = None, **changes: object) -> Stamp | Untrusted:
        options = {"roots": [self.authority.root], "others": [], "message": MESSAGE, **changes}
        return verify_timestamp(
            self.token if token is None else token,
            options["message"],
            roots=options["roots"],
            others=options["others"],
        )


@pytest.fixture(scope="module")
def stamping(tmp_path_factory: pytest.TempPathFactory) -> Stamping:
    """A token that holds, and who made it."""
    authority = Authority(tmp_path_factory.mktemp("tsa"), "Root of the tests")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.certificate(key)
    return Stamping(authority, key, certificate, authority.stamp(MESSAGE, key, certificate))


def test_good_token(stamping: Stamping):
    """A token over these bytes, by a certificate that leads to a given root, tells its time."""
    stamp = stamping.verify()
    assert isinstance(stamp, Stamp)
    assert stamp.tsa == "CN=Stamper"
    told = datetime.fromtimestamp(stamp.time_us / 1_000_000, UTC)
    assert abs(told - stamping.authority.now) < timedelta(hours=1)


@pytest.mark.attack("D04")
def test_token_over_other_data_is_refused(stamping: Stamping):
    """A token swapped with that of another checkpoint is over other data."""
    with pytest.raises(BadSignatureError, match="over other data"):
        stamping.verify(message=MESSAGE + b"\n")


@pytest.mark.attack("D05")
@pytest.mark.parametrize(
    "changes",
    [
        {"starts": -20, "ends": -10},
        {"starts": 10, "ends": 20},
    ],
    ids=["expired", "not yet valid"],
)
def test_certificate_not_valid_at_that_time_anchors_nothing(
    stamping: Stamping, changes: dict[str, int]
):
    """The certificate must be valid at the time of the token, whatever the time is now."""
    certificate = stamping.authority.certificate(stamping.key, **changes)
    token = stamping.authority.stamp(MESSAGE, stamping.key, certificate)
    assert isinstance(stamping.verify(token), Untrusted)


@pytest.mark.attack("D05")
@pytest.mark.parametrize(
    "changes",
    [
        {"eku": ()},
        {"critical": False},
        {"eku": (ExtendedKeyUsageOID.CODE_SIGNING,)},
        {"eku": (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING)},
    ],
    ids=["no usage", "not critical", "another usage", "one more usage"],
)
def test_certificate_not_for_time_stamping_alone_anchors_nothing(
    stamping: Stamping, changes: dict[str, object]
):
    """No openssl signs with such a certificate: one of the same name and key takes its place."""
    token = stamping.authority.stamp(MESSAGE, stamping.key, stamping.certificate, embed=False)
    other = stamping.authority.certificate(stamping.key, **changes)
    assert isinstance(stamping.verify(token, others=[other]), Untrusted)
    assert isinstance(stamping.verify(token, others=[stamping.certificate]), Stamp)
    assert isinstance(stamping.verify(token), Untrusted)


@pytest.mark.attack("D05")
def test_unknown_authority_anchors_nothing(stamping: Stamping, tmp_path: Path):
    """What came with the token is trusted for nothing, even a root."""
    foreign = Authority(tmp_path, "Root of somebody")
    certificate = foreign.certificate(stamping.key)
    token = foreign.stamp(MESSAGE, stamping.key, certificate)
    assert isinstance(stamping.verify(token, others=[foreign.root]), Untrusted)
    same_name = Authority(tmp_path, "Root of the tests")
    token = same_name.stamp(MESSAGE, stamping.key, same_name.certificate(stamping.key))
    assert isinstance(stamping.verify(token, others=[same_name.root]), Untrusted)


@pytest.mark.attack("D05")
@pytest.mark.parametrize(
    ("ca", "signs", "holds"),
    [(True, True, True), (False, True, False), (True, False, False)],
    ids=["an authority", "no authority", "may not sign"],
)
def test_chain_of_three(stamping: Stamping, tmp_path: Path, ca: bool, signs: bool, holds: bool):  # noqa: FBT001 - a table
    """A certificate in between must be an authority's; it comes beside the token."""
    below = stamping.authority.intermediate(tmp_path, ca=ca, signs=signs)
    token = below.stamp(MESSAGE, stamping.key, below.certificate(stamping.key))
    assert isinstance(stamping.verify(token, others=[below.root]), Stamp) is holds
    assert isinstance(stamping.verify(token), Untrusted)


@pytest.mark.attack("D09")
def test_too_many_certificates_are_refused(stamping: Stamping, monkeypatch: pytest.MonkeyPatch):
    """Sixteen certificates are enough for any chain."""
    monkeypatch.setattr(timestamps, "_MAX_CERTIFICATES", 0)
    with pytest.raises(BadEncodingError, match="More than"):
        stamping.verify()


@pytest.mark.attack("D06")
def test_every_flipped_byte_is_refused_or_changes_nothing_that_is_told(stamping: Stamping):
    """With any byte changed, no token tells another time, and what is signed never passes."""
    good = stamping.verify()
    info = stamping.token.index(bytes.fromhex("060b2a864886f70d0109100104"))  # id-ct-TSTInfo
    passed = []
    for at in range(len(stamping.token)):
        token = bytearray(stamping.token)
        token[at] ^= 0x01
        try:
            outcome = stamping.verify(bytes(token))
        except (BadEncodingError, BadSignatureError):
            continue
        if isinstance(outcome, Stamp):
            assert outcome == good
            passed.append(at)
    assert not [at for at in passed if info + 13 <= at < info + 150]
    assert len(passed) < 40


@pytest.mark.attack("D06")
def test_a_name_of_a_type_that_no_name_has_cannot_be_read(stamping: Stamping):
    """Bits for a common name: an error like any other, not the end of who asks."""
    before, name, after = stamping.token.rpartition(b"\x0c\x11Root of the tests")
    assert name
    token = before + b"\x03" + name[1:] + after
    with pytest.raises(BadEncodingError):
        read_timestamp(token)
    assert isinstance(stamping.verify(token), Untrusted)


@pytest.mark.parametrize("cut", [0, 1, 10, 100, -1])
def test_cut_or_extended_token_is_refused(stamping: Stamping, cut: int):
    """DER has one end."""
    assert isinstance(stamping.verify(stamping.token[:cut]), Untrusted)
    assert isinstance(stamping.verify(stamping.token + b"\0"), Untrusted)


def test_refused_request_is_no_time_stamp(stamping: Stamping):
    """A response without a grant has no time."""
    with pytest.raises(BadEncodingError, match="not granted"):
        stamping.verify(bytes.fromhex("30053003020102"))


def test_what_a_token_says_needs_no_trust(stamping: Stamping):
    """Digest, time and name, also where nobody stands for them; without its certificate no name."""
    told, stamp = read_timestamp(stamping.token), stamping.verify()
    assert isinstance(stamp, Stamp)
    digest = hashlib.sha256(MESSAGE).digest()
    assert told == Told("sha256", digest, stamp.time_us, "CN=Stamper")
    assert told.is_over(MESSAGE)
    assert not told.is_over(MESSAGE + b"\n")
    bare = stamping.authority.stamp(MESSAGE, stamping.key, stamping.certificate, embed=False)
    assert read_timestamp(bare).tsa == ""
    for bad in (b"", stamping.token[:-1], b"\x30\x82\x00\x00", b"countersign/0"):
        with pytest.raises(BadEncodingError):
            read_timestamp(bad)


def test_what_came_with_a_token_is_for_stock_tools(stamping: Stamping):
    """All its certificates, as PEM; none, where none came; what is no token has none."""
    assert parse_certificates(embedded_pem(stamping.token)) == [stamping.certificate]
    bare = stamping.authority.stamp(MESSAGE, stamping.key, stamping.certificate, embed=False)
    assert embedded_pem(bare) == b""
    with pytest.raises(BadEncodingError, match="cannot be read here"):
        embedded_pem(stamping.token[:-1])


def test_a_token_alone_tells_whose_it_is(stamping: Stamping, tmp_path: Path):
    """Without its message; an unknown root stands for nothing."""
    roots = [stamping.authority.root]
    assert verify_alone(stamping.token, roots=roots) == stamping.verify()
    foreign = Authority(tmp_path, "Root of somebody")
    assert isinstance(verify_alone(stamping.token, roots=[foreign.root]), Untrusted)
    assert isinstance(verify_alone(b"\x30\x81", roots=roots), Untrusted)


def test_a_token_that_comes_alone_is_read_as_a_response(stamping: Stamping):
    """`openssl ts -reply -token_out` leaves the status out; what is no token stays as it is."""
    length = int.from_bytes(stamping.token[2:4], "big")
    assert len(stamping.token) == length + 4
    status = stamping.token[4:]
    token = status[2 + status[1] :]  # what follows the status
    assert is_timestamp(token)
    assert stamping.verify(as_response(token)) == stamping.verify()
    assert as_response(stamping.token) == stamping.token
    for other in (b"", b"0", b"countersign/0\n1\n", b"\x30\x82"):
        assert as_response(other) == other
    assert not is_timestamp(b"0123456789 as text")


def test_certificates_parse(stamping: Stamping):
    """PEM files hold one to sixteen certificates."""
    two = pem(stamping.certificate, stamping.authority.root)
    assert parse_certificates(two) == [stamping.certificate, stamping.authority.root]
    for bad in (b"", b"nothing", two[:-40], pem(*[stamping.certificate] * 17)):
        with pytest.raises(BadEncodingError):
            parse_certificates(bad)
