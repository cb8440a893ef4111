"""Step 14: whose log this is, by what the reviewer has from elsewhere."""

from __future__ import annotations

from functools import cache

import pytest

from desktop_app.bundle.verify.trust import Trust, anchor_sizes, parse_fingerprint
from desktop_app.errors import BadEncodingError
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.merkle import root
from desktop_app.tlog.note import Algorithm, verifier_key
from tests.fakes.bundle_forger import Forged, codes, forge, judged, standard_log
from tests.fakes.synthetic_log import SyntheticLog, epoch_keys, signers


@cache
def whole() -> Forged:
    """Return a bundle of which checkpoints of 50 and 305 entries are known, too."""
    return forge(log=standard_log(), sizes=[50, 305])


def vkey(log: SyntheticLog, public: bytes, algorithm: Algorithm = Algorithm.ED25519):
    """Return a verifier key of a log."""
    return verifier_key(log.origin, algorithm, public)


def test_without_a_pin_nobody_can_tell() -> None:
    """KEY_UNPINNED, with the fingerprint to compare."""
    report = judged(whole())
    assert (report.verdict, report.word) == (Verdict.KEY_UNPINNED, "CANNOT TELL")
    assert report.fingerprint == whole().log.fingerprint


def test_any_root_of_the_log_pins_it() -> None:
    """That of entry 0, one that a rotation names, of either kind; one of several is enough."""
    log = whole().log
    first, second = (pair.public for pair in log.roots)
    stranger = vkey(log, signers("stranger").public.ed25519)
    for keys in (
        (vkey(log, first.ed25519),),
        (stranger, vkey(log, second.ed25519)),
        (vkey(log, second.mldsa44, Algorithm.MLDSA44_COSIGNATURE),),
    ):
        assert judged(whole(), vkeys=keys).verdict is Verdict.CONSISTENT


@pytest.mark.attack("A10")
def test_another_pin_diverges() -> None:
    """A stranger's key, the right key of another log, an epoch's key, another fingerprint."""
    log = whole().log
    other = SyntheticLog("aa" * 8)
    for key in (
        vkey(log, signers("stranger").public.ed25519),
        vkey(other, log.roots[0].public.ed25519),
        vkey(log, log.epochs[0].signers.public.ed25519),
    ):
        assert judged(whole(), vkeys=(key,)).verdict is Verdict.DIVERGED
    report = judged(whole(), fingerprint=" ".join(["00000"] * 6))
    assert (report.verdict, codes(report)) == (Verdict.DIVERGED, ["fingerprint"])


def anchored(*notes: bytes):
    """Return the report when these checkpoints were kept."""
    return judged(whole(), fingerprint=whole().log.fingerprint, anchors=notes)


def test_an_anchor_that_covers_the_scope_makes_it_anchored() -> None:
    """One that covers less is told, and the verdict stays."""
    log = whole().log
    report = anchored(log.note(305, cosigned=False), log.note(50))
    assert (report.verdict, report.anchored) == (Verdict.ANCHORED, 305)
    assert "305" in report.sentence
    report = anchored(log.note(50))
    assert (report.verdict, report.anchored) == (Verdict.CONSISTENT, 50)


@pytest.mark.attack("A09")
def test_an_anchor_of_another_history_diverges() -> None:
    """Of the same size, or of another log."""
    log = whole().log
    keys = log.epochs[2].signers
    fork = sign_checkpoint(Checkpoint(log.origin, 50, bytes(32)), ed25519=keys.ed25519)
    report = anchored(fork)
    assert (report.verdict, codes(report)) == (Verdict.DIVERGED, ["anchor"])
    assert report.findings[-1].evidence["anchor"] == fork.decode()
    assert anchored(SyntheticLog("aa" * 8).note(2)).verdict is Verdict.DIVERGED


@pytest.mark.parametrize(
    ("note", "code"),
    [
        (b"nothing", "anchor_unreadable"),
        (whole().log.note(50, told=9_999), "anchor_aside"),
        (whole().log.note(50, keys=epoch_keys("stranger")), "anchor_unsigned"),
    ],
)
@pytest.mark.attack("A11")
def test_an_anchor_that_says_nothing_is_told(note: bytes, code: str) -> None:
    """No checkpoint, newer, or not signed by the log."""
    report = anchored(note)
    assert report.verdict is Verdict.CONSISTENT
    assert code in {one.code for one in report.findings}


def test_a_fingerprint_is_thirty_digits() -> None:
    """However they are grouped."""
    digits = "123456789012345678901234567890"
    wanted = "12345 67890 12345 67890 12345 67890"
    assert parse_fingerprint(digits) == parse_fingerprint(wanted) == wanted
    assert parse_fingerprint(wanted.replace(" ", "-")) == wanted
    for bad in ("", digits[1:], digits + "1", "x" * 30, "\N{ARABIC-INDIC DIGIT ONE}" * 30):
        with pytest.raises(BadEncodingError):
            parse_fingerprint(bad)


def test_the_log_of_these_tests_is_what_it_says() -> None:
    """Its root is that of its leaves."""
    assert root(whole().log.hashes) == whole().predicate.root


def test_sizes_of_anchors_are_those_that_can_be_compared() -> None:
    """1 to N, of what is a checkpoint at all."""
    log = whole().log
    given = Trust(anchors=(log.note(5), log.note(9), log.note(11), b"no note"))
    assert anchor_sizes(given, 9) == {5, 9}
