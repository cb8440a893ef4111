"""Step 6: checkpoints and the manifest, by the keys of their place."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.layout import CHECKPOINT, checkpoint_path
from desktop_app.bundle.verify import checkpoints
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.note import Note, format_note, parse_note
from tests.fakes.bundle_forger import Forged, codes, forge, judged, plain_log, standard_log
from tests.fakes.synthetic_log import draft, epoch_keys

if TYPE_CHECKING:
    from desktop_app.bundle.verify.report import BundleReport

SEAL = 23  # size at the seal of epoch 2
STRANGER = epoch_keys("stranger")


@cache
def whole() -> Forged:
    """Return a bundle with seals, a bundle before it, and one more checkpoint."""
    return forge(log=standard_log(), previous=50, sizes=[60])


def say(forged: Forged, *, finish: bool = True) -> BundleReport:
    """Return the report, with the right fingerprint given."""
    return judged(forged.finish() if finish else forged, fingerprint=forged.log.fingerprint)


def test_every_checkpoint_holds() -> None:
    """Three seals, the bundle before, one more and N."""
    report = say(whole(), finish=False)
    assert report.verdict is Verdict.CONSISTENT
    assert report.size == whole().log.size


@pytest.mark.attack("D01")
@pytest.mark.parametrize(
    ("path", "size", "keys", "told", "code"),
    [
        (checkpoint_path(SEAL), SEAL, STRANGER, 0, "checkpoint"),
        (checkpoint_path(SEAL), SEAL, 0, 0, "checkpoint"),
        (checkpoint_path(SEAL), SEAL, 2, 0, "checkpoint"),
        (checkpoint_path(SEAL), SEAL, None, 24, "checkpoint_size"),
        (checkpoint_path(50), 50, 1, 0, "checkpoint"),
    ],
)
def test_a_checkpoint_by_another_key_or_of_another_size_is_invalid(
    path: str, size: int, keys: object, told: int, code: str
) -> None:
    """By a stranger, by an older epoch, by a newer one (ATTACKS B01, B02)."""
    forged = whole().copy()
    by = forged.log.epochs[keys] if isinstance(keys, int) else keys
    forged.files[path] = forged.log.note(size, keys=by, told=told)
    report = say(forged)
    assert report.verdict is Verdict.INVALID
    assert code in codes(report)


def test_both_signatures_must_be_at_a_seal_and_at_n() -> None:
    """The second one is not to be left out; elsewhere it may be."""
    forged = whole().copy()
    forged.files[checkpoint_path(SEAL)] = forged.log.note(SEAL, cosigned=False)
    forged.files[checkpoint_path(60)] = forged.log.note(60, cosigned=False)
    assert codes(say(forged)) == ["checkpoint_cosignature"]
    forged = whole().copy()
    size = forged.predicate.size
    note = forged.log.note(size, cosigned=False)
    forged.files[CHECKPOINT] = forged.files[checkpoint_path(size)] = note
    assert codes(say(forged))[0] == "checkpoint_cosignature"


def test_a_signature_of_others_does_not_belong_there() -> None:
    """Nobody checks it."""
    forged = whole().copy()
    parsed = parse_note(forged.files[checkpoint_path(60)])
    stranger = parse_note(forged.log.note(60, keys=STRANGER)).signatures[:1]
    note = format_note(Note(parsed.text, parsed.signatures + stranger))
    forged.files[checkpoint_path(60)] = note
    assert codes(say(forged)) == ["checkpoint_lines"]


@pytest.mark.parametrize("size", [0, 1, 10_000])
def test_a_checkpoint_of_a_size_that_has_no_key_is_invalid(size: int) -> None:
    """Before there are keys, or after N."""
    forged = whole().copy()
    forged.files[checkpoint_path(size)] = forged.log.note(60)
    assert codes(say(forged)) == ["checkpoint_size"]


@pytest.mark.parametrize("size", [SEAL, 50, None])
def test_a_checkpoint_that_must_be_there_is_missed(size: int | None) -> None:
    """At a seal, the last one that the recipient got, N itself."""
    forged = whole().copy()
    del forged.files[checkpoint_path(size or forged.predicate.size)]
    report = say(forged)
    assert report.verdict is Verdict.INCOMPLETE
    assert codes(report)[0] == "checkpoint_missing"


def test_without_the_checkpoint_nothing_is_proven() -> None:
    """And what needs it is told as not done."""
    forged = whole().copy()
    del forged.files[CHECKPOINT]
    forged.files[CHECKPOINT + "s/2"] = b""
    report = judged(forged.reseal())
    assert "checkpoint_missing" in codes(report)
    assert str(report.steps[7].outcome) == "not_done"


def test_the_copy_under_its_size_is_the_same() -> None:
    """ML-DSA signatures are randomised: two notes of one tree are two files."""
    forged = whole().copy()
    size = forged.predicate.size
    forged.files[checkpoint_path(size)] = forged.log.note(size)
    assert codes(say(forged)) == ["checkpoint_copy"]


@pytest.mark.attack("D01")
def test_the_manifest_speaks_of_this_checkpoint() -> None:
    """Another size, another root; one too small to have keys cannot be judged."""
    forged = whole().copy()
    report = judged(forged.sign(root=bytes(32)))
    assert codes(report)[0] == "checkpoint_other"
    report = judged(forged.sign(size=forged.predicate.size + 1))
    assert "checkpoint_other" in codes(report)
    assert judged(forged.sign(size=1, epoch=1)).verdict is Verdict.INCOMPLETE


@pytest.mark.parametrize("keys", [STRANGER, 0, 4])
def test_the_manifest_by_another_key_is_invalid(keys: object) -> None:
    """A stranger's, an old epoch's (ATTACKS B01)."""
    forged = whole().copy()
    by = forged.log.epochs[keys] if isinstance(keys, int) else keys
    assert codes(judged(forged.sign(by)))[0] == "manifest_signature"


def test_bytes_that_are_no_checkpoint_are_invalid() -> None:
    """And a fork: the right key over another tree."""
    forged = whole().copy()
    forged.files[checkpoint_path(60)] = b"nothing"
    assert codes(say(forged)) == ["checkpoint"]
    keys = forged.log.epochs[2].signers
    note = sign_checkpoint(Checkpoint(forged.log.origin, 60, bytes(32)), ed25519=keys.ed25519)
    forged.files[checkpoint_path(60)] = note
    assert codes(say(forged)) == ["checkpoint_root"]


def test_too_many_checkpoints_are_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs two signatures (ATTACKS D09)."""
    monkeypatch.setattr(checkpoints, "MAX_CHECKPOINTS", 2)
    assert say(whole(), finish=False).verdict is Verdict.UNREADABLE


@pytest.mark.attack("B04")
def test_no_key_signs_more_than_its_seal() -> None:
    """Entries that were added to a sealed epoch by who stole its keys."""
    log = plain_log()
    log.seal()
    log.add(draft(EntryKind.COMMAND))
    report = judged(forge(log=log), fingerprint=log.fingerprint)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == ["after_seal"] * 2  # the checkpoint, and the export entry


def test_the_checkpoint_by_another_key_proves_nothing() -> None:
    """Nothing that needs it is done."""
    forged = whole().copy()
    size = forged.predicate.size
    note = forged.log.note(size, keys=STRANGER)
    forged.files[CHECKPOINT] = forged.files[checkpoint_path(size)] = note
    report = say(forged)
    assert (report.verdict, codes(report)) == (Verdict.INVALID, ["checkpoint"])
    assert str(report.steps[6].outcome) == "not_done"


def test_the_signatures_of_a_checkpoint_have_one_order() -> None:
    """Proofs carry the first line."""
    forged = whole().copy()
    parsed = parse_note(forged.files[checkpoint_path(60)])
    note = format_note(Note(parsed.text, parsed.signatures[::-1]))
    forged.files[checkpoint_path(60)] = note
    assert codes(say(forged)) == ["checkpoint_lines"]
