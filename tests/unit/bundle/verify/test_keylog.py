"""Step 5: whose keys may sign what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop_app.bundle.layout import CHECKPOINT_VKEY, KEY_LOG
from desktop_app.bundle.verify import keylog
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.steps import StepEndedError
from desktop_app.errors import KeyLogError, UnreadableError
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing.keylog import KEY_KINDS
from tests.fakes.bundle_forger import DictFiles, codes, forge, judged, standard_log
from tests.fakes.synthetic_log import SyntheticLog, draft

LOG = standard_log()
KEYS = [entry for entry in LOG.entries if entry.kind in KEY_KINDS]


def read(entries, found=None, *, log=LOG.origin, epoch=6, first_seq=13):
    """Read a key log."""
    return keylog.read_key_log(
        entries, log=log, epoch=epoch, first_seq=first_seq, found=found or Findings()
    )


def places(log):
    """Return the key entries of a log."""
    return [entry for entry in log.entries if entry.kind in KEY_KINDS]


def without(kind: EntryKind, nth: int = 0):
    """Return the key log without the nth entry of a kind."""
    gone = [entry for entry in KEYS if entry.kind is kind][nth]
    return [entry for entry in KEYS if entry is not gone]


def test_a_key_log_names_the_epoch_of_each_entry() -> None:
    """With all roots, the fingerprint, and the seals from the first epoch in range on."""
    found = Findings()
    known = read(KEYS, found)
    assert [era.number for era in known.eras] == [1, 2, 3, 4, 5, 6]
    assert [known.era_of(seq).number for seq in (0, 1, 12, 13, LOG.size)] == [1, 1, 1, 2, 6]
    assert known.roots == [root.public for root in LOG.roots]
    assert known.fingerprint == LOG.fingerprint
    assert known.first_in_range == 2
    assert len(list(known.seals_in_range())) == 3  # of 2, 3 and 5; 4 was lost
    assert [one.code for one in found.kept] == ["epoch_recovered"]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([], "log_start_missing"),
        (KEYS[1:], "log_start_missing"),
        (KEYS[:1], "epoch_missing"),
        (without(EntryKind.EPOCH_START), "epoch_missing"),
        (without(EntryKind.EPOCH_START, 1), "epoch_missing"),
        (without(EntryKind.EPOCH_RECOVERED), "epoch_missing"),
        (without(EntryKind.EPOCH_START, 4), "epoch_missing"),
        ([KEYS[0], KEYS[1], KEYS[5]], "epoch_missing"),
        ([KEYS[0], next(one for one in KEYS if one.kind is EntryKind.EPOCH_SEAL)], "epoch_missing"),
    ],
)
def test_what_is_missing_is_incomplete(entries, code) -> None:
    """Entry 0, or an introduction: the first, one in between, the last."""
    found = Findings()
    with pytest.raises(StepEndedError):
        read(entries, found)
    assert (found.verdicts, codes(found)) == ({Verdict.INCOMPLETE}, [code])


def test_a_seal_in_range_must_be_shown() -> None:
    """Unless the next epoch was recovered; one before the range need not be."""
    found = Findings()
    read([one for one in KEYS if one.kind is not EntryKind.EPOCH_SEAL], found)
    assert codes(found) == ["seal_missing"] * 3
    found = Findings()
    read([one for one in KEYS if one.kind is not EntryKind.EPOCH_SEAL], found, first_seq=None)
    assert codes(found) == ["seal_missing"] * 4


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([replace(KEYS[0], kind=EntryKind.COMMAND), *KEYS[1:]], "log_start"),
        ([*KEYS[:2], replace(KEYS[0], seq=2)], "log_start"),
        ([*KEYS[:2], KEYS[1]], "epoch_order"),
        ([KEYS[0], replace(KEYS[1], seq=2)], "epoch_order"),
        ([*KEYS[:2], replace(KEYS[2], log="countersign/" + "0" * 16)], "origin"),
        ([*KEYS[:3], KEYS[2]], "after_seal"),
        ([*KEYS[:3], replace(KEYS[3], seq=KEYS[3].seq + 1)], "after_seal"),
        ([*KEYS[:2], replace(KEYS[2], seq=KEYS[2].seq + 1)], "seal_range"),
        ([*KEYS[:4], replace(KEYS[2], seq=KEYS[3].seq + 1)], "epoch"),
    ],
)
def test_what_does_not_follow_is_invalid(entries, code) -> None:
    """A second start, an epoch out of turn, two seals, an epoch not behind its seal."""
    found = Findings()
    with pytest.raises(StepEndedError):
        read(entries, found)
    assert (found.verdicts, codes(found)) == ({Verdict.INVALID}, [code])


def test_another_log_than_the_manifest_says_is_invalid() -> None:
    """By origin, or by an install id that is not that of the origin."""
    for changes in ({"log": "countersign/" + "1" * 16}, {}):
        first = KEYS[0] if changes else replace(KEYS[0], subject=_install(KEYS[0]))
        found = Findings()
        with pytest.raises(StepEndedError):
            read([first, *KEYS[1:]], found, **changes)
        assert codes(found) == ["origin"]


def _install(entry):
    return {**entry.subject, "install": "0" * 16}


def test_an_adopted_log_is_told() -> None:
    """It goes on from another one."""
    subject = {**KEYS[0].subject, "reason": "", "old": {}}
    first = replace(KEYS[0], kind=EntryKind.LOG_ADOPTED, subject=subject)
    found = Findings()
    read([first, *KEYS[1:]], found)
    assert "adopted" in {one.code for one in found.kept}


def test_an_epoch_that_began_after_entry_n_is_not_shown() -> None:
    """The manifest says which is the last."""
    found = Findings()
    with pytest.raises(StepEndedError):
        read(KEYS, found, epoch=5)
    assert codes(found) == ["epoch"]


def test_a_rotation_ends_its_epoch() -> None:
    """Seal and introduction follow at once; there are not two in one epoch."""
    log = SyntheticLog()
    log.rotate()
    entries = places(log)
    known = keylog.KeyLog(log.origin, [log.roots[0].public])
    for entry in entries[1:3]:
        known.see(entry)
    with pytest.raises(KeyLogError, match="already"):
        known.see(entries[2])
    with pytest.raises(KeyLogError, match="rotation of the root"):
        keylog.check_follows(entries[4], None, entries[4].seq - 3)


def test_too_many_epochs_are_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each costs four signatures."""
    monkeypatch.setattr(keylog, "MAX_EPOCHS", 5)
    with pytest.raises(UnreadableError):
        read(KEYS)


def test_key_files_are_made_again() -> None:
    """One that is gone is INCOMPLETE, an edited one INVALID."""
    forged = forge()
    del forged.files[KEY_LOG]
    forged.files[CHECKPOINT_VKEY] += b"\n"
    report = judged(forged.finish(), fingerprint=forged.log.fingerprint)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == ["key_file", "key_file_missing"]


def test_key_files_of_no_keys_cannot_be_made() -> None:
    """A log that ends before its first epoch."""
    found = Findings()
    keylog.check_key_files(Listed(DictFiles({})), KEYS[:1], found)
    assert codes(found) == ["key_files"]


def test_a_log_that_was_sealed_late_is_no_failure() -> None:
    """A crash leaves that."""
    log = SyntheticLog()
    log.roll("crash", late=True)
    log.add(draft(EntryKind.RUN_START, run_id="run-1"))
    report = judged(forge(log=log), fingerprint=log.fingerprint)
    assert report.verdict is Verdict.CONSISTENT
