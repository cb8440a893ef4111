"""Time stamps in whole bundles: what anchors, what is INVALID, what is only said (D04 to D06)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.bundle import layout
from desktop_app.bundle.verify.verifier import verify
from desktop_app.errors import BadEncodingError, BadSignatureError
from desktop_app.model.verdict import Verdict
from desktop_app.signing.timestamps import Stamp, parse_certificates, verify_timestamp
from tests.fakes.bundle_attacks import base, pinned
from tests.fakes.tsa import Authority, pem

if TYPE_CHECKING:
    from desktop_app.bundle.verify.report import BundleReport
    from tests.fakes.bundle_forger import Forged


@dataclass
class Stamped:
    """A bundle with a time stamp over its checkpoint, and the authority's root."""

    forged: Forged
    root: bytes
    stamp: bytes
    over_fork: bytes

    def judged(self, *, roots: bool = True) -> BundleReport:
        """Verify it, sealed and signed, as a reviewer who has the key and perhaps the root."""
        trust = replace(pinned(self.forged), tsa_roots=(self.root,) if roots else ())
        return verify(self.forged.finish().open(), trust)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Stamped:
    """One authority for all tests of the module."""
    authority = Authority(tmp_path_factory.mktemp("tsa"), "Root of the attacks")
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.certificate(key)
    forged = base("plain")
    stamp = authority.stamp(forged.files[layout.CHECKPOINT], key, certificate, embed=True)
    other = authority.stamp(forged.log.note(8), key, certificate, embed=True)
    return Stamped(forged, pem(authority.root), stamp, other)


@pytest.fixture
def stamped(made: Stamped) -> Stamped:
    """A copy to change."""
    forged = made.forged.copy()
    forged.files[layout.anchor_path(forged.predicate.size)] = made.stamp
    return replace(made, forged=forged)


def outcome(report: BundleReport) -> str:
    """Return what step 13 came to."""
    return str(report.steps[12].outcome)


def test_a_stamp_anchors(stamped: Stamped) -> None:
    """By an authority that the reviewer trusts, over the checkpoint of N."""
    report = stamped.judged()
    assert report.verdict is Verdict.ANCHORED, report.sentence
    assert report.anchored == stamped.forged.predicate.size


@pytest.mark.attack("D05")
def test_a_stamp_without_a_root_anchors_nothing(stamped: Stamped) -> None:
    """The reviewer trusts no authority: it is said, and nothing is anchored."""
    report = stamped.judged(roots=False)
    assert (report.verdict, report.anchored) == (Verdict.CONSISTENT, None)
    assert outcome(report) == "not_checked"


@pytest.mark.attack("D05")
def test_a_stamp_of_an_unknown_authority_anchors_nothing(
    stamped: Stamped, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Another root of the same name."""
    other = Authority(tmp_path_factory.mktemp("other"), "Root of the attacks")
    report = replace(stamped, root=pem(other.root)).judged()
    assert (report.verdict, report.anchored) == (Verdict.CONSISTENT, None)


@pytest.mark.attack("D04")
def test_a_stamp_over_another_checkpoint_is_invalid(stamped: Stamped) -> None:
    """A right token of the same authority over an older checkpoint (openssl's -queryfile trap)."""
    stamped.forged.files[layout.anchor_path(12)] = stamped.over_fork
    report = stamped.judged()
    assert report.verdict is Verdict.INVALID
    assert outcome(report) == "failed"


@pytest.mark.attack("D04")
def test_a_stamp_under_another_size_is_invalid(stamped: Stamped) -> None:
    """The stamp of N stands under a size of which there is another checkpoint."""
    stamped.forged.files[layout.checkpoint_path(8)] = stamped.forged.log.note(8)
    stamped.forged.files[layout.anchor_path(8)] = stamped.stamp
    assert stamped.judged().verdict is Verdict.INVALID


@pytest.mark.attack("D04")
def test_a_stamp_of_no_checkpoint_is_invalid(stamped: Stamped) -> None:
    """There is nothing that it could be over."""
    stamped.forged.files[layout.anchor_path(5)] = stamped.stamp
    assert stamped.judged().verdict is Verdict.INVALID


@pytest.mark.attack("D06")
@pytest.mark.parametrize("cut", [1, 100])
def test_a_cut_stamp_anchors_nothing(stamped: Stamped, cut: int) -> None:
    """It cannot be read: that is said, and the record is sound without it."""
    stamped.forged.files[layout.anchor_path(stamped.forged.predicate.size)] = stamped.stamp[:-cut]
    report = stamped.judged()
    assert (report.verdict, report.anchored) == (Verdict.CONSISTENT, None)
    assert any("cannot be read" in finding.text for finding in report.findings)


@pytest.mark.attack("D06")
def test_a_badly_signed_stamp_anchors_nothing(stamped: Stamped) -> None:
    """Anything on the computer can have brought it into the ledger: it breaks nothing, either."""
    token = stamped.stamp[:-1] + bytes([stamped.stamp[-1] ^ 1])
    stamped.forged.files[layout.anchor_path(stamped.forged.predicate.size)] = token
    report = stamped.judged()
    assert (report.verdict, report.anchored) == (Verdict.CONSISTENT, None)
    assert any("badly signed" in finding.text for finding in report.findings)


@pytest.mark.attack("D06")
def test_a_stamp_with_a_byte_changed_says_nothing_else(stamped: Stamped) -> None:
    """Any byte: where it still holds, the byte is one that CMS does not sign, and all is the same.

    Those are version numbers and the name of the signature's algorithm.
    """
    note, roots = stamped.forged.files[layout.CHECKPOINT], parse_certificates(stamped.root)
    whole = verify_timestamp(stamped.stamp, note, roots=roots, others=())
    assert isinstance(whole, Stamp)
    unsigned = 0
    for at in range(len(stamped.stamp)):
        data = bytearray(stamped.stamp)
        data[at] ^= 1
        try:
            found = verify_timestamp(bytes(data), note, roots=roots, others=())
        except (BadEncodingError, BadSignatureError):
            continue
        assert found == whole or not isinstance(found, Stamp), at
        unsigned += found == whole
    assert unsigned < 20


@pytest.mark.attack("D06")
def test_a_stamp_of_a_bad_checkpoint_mends_nothing(stamped: Stamped) -> None:
    """A right time stamp in a bundle whose entries do not hold."""
    stamped.forged.files["entries/4.json"] = stamped.forged.files["entries/5.json"]
    assert stamped.judged().verdict is Verdict.INVALID
