"""The entries that bring keys, judged without a store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.errors import KeyLogError
from desktop_app.model.kinds import EntryKind
from desktop_app.signing import keylog
from tests.fakes.bundle_forger import standard_log
from tests.fakes.synthetic_log import SyntheticLog, signers

LOG = standard_log()
BY_KIND = {entry.kind: entry for entry in LOG.entries}
START, FIRST = LOG.entry(0), LOG.entry(1)
ROOT = LOG.roots[0].public
STRANGER = signers("stranger").public


def changed(entry, **fields):
    """Return an entry whose subject has other fields."""
    return replace(entry, subject={**entry.subject, **fields})


def test_a_log_starts_with_its_root() -> None:
    """`log.start` and `log.adopted`; the origin is that of the install id."""
    start = keylog.log_start(START)
    assert (start.root, start.custody, start.adopted) == (ROOT, "plain-file", False)
    assert keylog.origin_fits(START)
    assert not keylog.origin_fits(changed(START, install="0" * 16))
    adopted = replace(changed(START, reason="", old={}), kind=EntryKind.LOG_ADOPTED)
    assert keylog.log_start(adopted).adopted


@pytest.mark.parametrize(
    "entry", [FIRST, changed(START, more=1), changed(START, root={"ed25519": "zz"})]
)
def test_what_is_no_start_is_refused(entry) -> None:
    """Another kind, other fields, keys that are none."""
    with pytest.raises(KeyLogError) as raised:
        keylog.log_start(entry)
    assert raised.value.finding == "log_start"


def test_an_epoch_is_introduced_by_root_and_predecessor() -> None:
    """Epoch 1 by the root alone; a recovered one too, and it says so."""
    first = keylog.introduce(FIRST, root=ROOT, previous=None)
    assert (first.keys, first.recovered) == (LOG.epochs[0].signers.public, False)
    assert len(first.mac_commitment) == 32
    recovered = BY_KIND[EntryKind.EPOCH_RECOVERED]
    new = keylog.introduce(recovered, root=LOG.roots[1].public, previous=STRANGER)
    assert new.recovered


@pytest.mark.parametrize(
    ("entry", "finding"),
    [
        (changed(FIRST, more=1), "epoch_fields"),
        (changed(FIRST, epoch=2), "epoch_number"),
        (changed(BY_KIND[EntryKind.EPOCH_RECOVERED], lost_epoch=1), "epoch_number"),
        (changed(FIRST, keys=None), "introduction"),
        (changed(FIRST, keys={**FIRST.subject["keys"], "mac": 7}), "introduction"),
        (changed(FIRST, keys={**FIRST.subject["keys"], "mac": "z" * 64}), "introduction"),
        (changed(FIRST, signatures=None), "introduction"),
        (replace(FIRST, prev=bytes(32)), "introduction"),
        (replace(FIRST, log="countersign/0000000000000000"), "introduction"),
    ],
)
def test_an_introduction_that_does_not_hold_is_refused(entry, finding) -> None:
    """Fields, number, keys, and what the signatures are over."""
    with pytest.raises(KeyLogError) as raised:
        keylog.introduce(entry, root=ROOT, previous=None)
    assert raised.value.finding == finding


def test_an_introduction_by_strangers_is_refused() -> None:
    """Another root; another predecessor."""
    second = next(entry for entry in LOG.entries if entry.epoch == 2)
    previous = LOG.epochs[0].signers.public
    assert keylog.introduce(second, root=ROOT, previous=previous)
    for root, before in ((STRANGER, previous), (ROOT, STRANGER), (ROOT, None)):
        with pytest.raises(KeyLogError):
            keylog.introduce(second, root=root, previous=before)


def test_a_rotation_is_signed_by_both_roots() -> None:
    """And replaces the one in force."""
    rotated = BY_KIND[EntryKind.KEYS_ROTATED]
    assert keylog.rotate(rotated, root=ROOT) == LOG.roots[1].public
    bad = [
        (changed(rotated, more=1), ROOT),
        (changed(rotated, new=None), ROOT),
        (changed(rotated, signatures={}), ROOT),
        (changed(rotated, new=rotated.subject["old"]), ROOT),
        (rotated, STRANGER),
    ]
    for entry, root in bad:
        with pytest.raises(KeyLogError) as raised:
            keylog.rotate(entry, root=root)
        assert raised.value.finding == "rotation"


def test_a_seal_says_its_epoch_and_whether_it_was_late() -> None:
    """Its range is all of the epoch, be it empty."""
    log = SyntheticLog()
    seal = log.entry(log.seal(late=True))
    assert keylog.seal(seal) is True
    assert keylog.seal_covers(seal, epoch=1, first_seq=0)
    assert not keylog.seal_covers(seal, epoch=2, first_seq=0)
    assert not keylog.seal_covers(seal, epoch=1, first_seq=1)
    assert not keylog.seal_covers(FIRST, epoch=1, first_seq=0)
    for entry in (changed(seal, more=1), changed(seal, late=0)):
        with pytest.raises(KeyLogError):
            keylog.seal(entry)


def test_a_seal_says_what_lasts_or_comes_from_before_that() -> None:
    """Number and root; anything else is no seal."""
    log = SyntheticLog("0" * 16)
    seal = log.entry(log.seal())
    bare = dict(seal.subject)
    bare.pop("lasting", None)
    assert keylog.lasting(replace(seal, subject=bare)) is None
    assert keylog.seal(replace(seal, subject=bare)) is False
    told = {**bare, "lasting": {"count": 3, "root": "ab" * 32}}
    assert keylog.lasting(replace(seal, subject=told)) == (3, b"\xab" * 32)
    assert keylog.seal(replace(seal, subject=told)) is False
    for wrong in (
        *(None, {}, {"count": 3}, {"count": True, "root": "ab" * 32}, {"count": 3, "root": "ab"}),
        *({"count": 3, "root": "xy" * 32}, {"count": 3, "root": "ab" * 32, "more": 1}),
    ):
        with pytest.raises(KeyLogError, match="lasts"):
            keylog.seal(replace(seal, subject={**bare, "lasting": wrong}))
