"""Each verdict says in words what it found and what it does not prove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger import sentences
from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks.retention import Gone
from desktop_app.ledger.pin import Pin
from desktop_app.ledger.report import Report, StampLine, VaultPart
from desktop_app.ledger.trust import Trust
from desktop_app.model.findings import MAX_FINDINGS, Finding, Findings
from desktop_app.model.verdict import Verdict
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("name", "said", "not_proven"),
    [
        ("nothing", "All 288 entries recompute.", "The last 5 entries are signed by no checkpoint"),
        ("cut_tail_no_pin", "recompute", "That nothing was cut from the end"),
        ("no_trust", "No trusted key", "Whose log this is"),
        ("anchored", "vouches for the first 283", "never sent"),
        ("anchor_stale", "26 h or more behind", "never sent"),
        ("stolen_root_recovers", "root key alone: epoch 2", "That epoch 2 was begun by"),
        ("edit_tail_rechained_on_paper", "recompute", "their MACs had no key"),
        ("delete_middle", "Entry 30 is missing", "never sent"),
        ("cut_below_anchor", "Against an anchor", "nothing was cut from the end"),
    ],
)
def test_the_words_fit_the_verdict(name: str, said: str, not_proven: str, tmp_path: Path) -> None:
    """In the sentence and in the list."""
    report = run(ATTACKS[name], Bases(tmp_path))
    assert said in report.sentence
    assert any(not_proven in one for one in report.not_proven), report.not_proven


def test_an_anchor_without_a_pin_says_how_far(tmp_path: Path) -> None:
    """It vouches for its part and not for the end."""
    bases = Bases(tmp_path)
    one = ATTACKS["anchored"]
    built = bases.copy("killed")
    judged = one.act(built)
    assert judged is not None
    report = audit(
        built.path,
        trust=built.trust(pin=None, keystore=False),
        now_us=NOW_US,
        anchors=judged.anchors,
    )
    assert any("cut after entry 283" in said for said in report.not_proven)


REPORT = Report(Verdict.CONSISTENT, 0, "", None, (), 0, (), size=9)


def words(report: Report, *, stale: bool = False, trust: Trust | None = None) -> tuple[str, str]:
    """Return the sentence and the list, joined, of a report made by hand."""
    told = sentences.sentence(report, None, stale=stale).sentence
    return told, " ".join(sentences.not_proven(report, trust or Trust()).not_proven)


def test_every_word_by_itself() -> None:
    """Each state of a report adds its sentence, and no other does."""
    assert words(REPORT)[0] == "All 9 entries recompute."
    assert "26 h or more behind" in words(REPORT, stale=True)[0]
    anchored = replace(REPORT, verdict=Verdict.ANCHORED, anchored_size=4)
    assert "vouches for the first 4" in words(anchored)[0]
    assert "nothing was cut after entry 4" in words(anchored)[1]
    line = StampLine(3, 1_790_000_000_000_000, "CN=A", 5)
    stamped = replace(REPORT, verdict=Verdict.ANCHORED, anchored_size=3, stamps=(line,))
    by = "says that the first 3 existed by 2026-09-21 14:13:20 UTC."
    assert words(stamped)[0].endswith(f"recompute, and a time stamp of CN=A {by}")
    assert "the only record of its time" in words(stamped)[1]
    both = words(replace(stamped, kept_size=4))[0]
    assert "vouches for the first 4, and a time stamp" in both
    for report, said in (
        (replace(REPORT, stamps=(line,)), "The time stamp is 26 h"),
        (replace(REPORT, kept_size=4), "The checkpoint from elsewhere is 26 h"),
        (replace(REPORT, kept_size=4, stamps=(line,)), "elsewhere and the time stamp are 26 h"),
    ):
        assert said in words(report, stale=True)[0]
    recovered = replace(REPORT, recovered_epochs=(2, 3))
    assert "root key alone: epoch 2, 3." in words(recovered)[0]
    assert "epoch 3 was begun by" in words(recovered)[1]
    assert "cut from the end" in words(REPORT)[1]
    pinned = Trust(pin=Pin("countersign/0011223344556677", 9, bytes(32), "", 1))
    assert "cut" not in words(REPORT, trust=pinned)[1]
    tail = replace(REPORT, unsealed_tail=5)
    assert "The last 5 entries are signed by no checkpoint yet, and their MACs" in words(tail)[1]
    assert "their MACs hold." in words(replace(tail, tail_macs_checked=True))[1]
    one = replace(REPORT, unsealed_tail=1, tail_macs_checked=True)
    assert "The last entry is signed by no checkpoint yet; its MAC holds." in words(one)[1]
    assert "Whose log" in words(replace(REPORT, verdict=Verdict.KEY_UNPINNED))[1]
    bad = Finding("x", Verdict.INVALID, "error", "Entry 3 is wrong.")
    told = sentences.sentence(replace(REPORT, verdict=Verdict.INVALID), bad, stale=False)
    assert told.sentence == "Entry 3 is wrong."


PART = VaultPart(lists=3, payloads=412, decrypted=412)


def test_what_was_decrypted_is_said() -> None:
    """In one sentence more; of an empty vault nothing is."""
    report = replace(REPORT, sentence="All 9 entries recompute.")
    told = sentences.with_vault(report, PART, Findings())
    assert told.sentence == (
        "All 9 entries recompute. 412 payloads in the vault were decrypted and agree with their "
        "commitments."
    )
    assert told.vault is PART
    one = sentences.with_vault(report, VaultPart(payloads=1, decrypted=1), Findings())
    assert one.sentence.endswith(
        "1 payload in the vault was decrypted and agrees with its commitment."
    )
    empty = sentences.with_vault(report, VaultPart(decrypted=0), Findings())
    assert empty.sentence == report.sentence
    assert sentences.with_vault(report, None, Findings()) == report


def test_without_the_key_that_is_not_proven() -> None:
    """Where there is something to decrypt."""
    told = sentences.with_vault(REPORT, replace(PART, decrypted=None), Findings())
    assert "not checked without the vault key" in told.not_proven[-1]
    empty = sentences.with_vault(REPORT, VaultPart(), Findings())
    assert empty.not_proven == ()


def test_the_worse_verdict_wins() -> None:
    """The vault's finding is the sentence then; a ledger that is worse keeps its own."""
    found = Findings()
    found.invalid("payload_missing", "It is gone.", seq=4)
    told = sentences.with_vault(replace(REPORT, verdict=Verdict.ANCHORED), PART, found)
    assert (told.verdict, told.exit_code) == (Verdict.INVALID, 40)
    assert (told.sentence, told.first_bad_seq) == ("It is gone.", 4)
    assert [one.code for one in told.findings] == ["payload_missing"]
    worse = replace(REPORT, verdict=Verdict.UNREADABLE, exit_code=60, sentence="Nothing.")
    told = sentences.with_vault(worse, PART, found)
    assert (told.verdict, told.exit_code, told.sentence) == (Verdict.UNREADABLE, 60, "Nothing.")
    assert len(told.findings) == 1
    bad = replace(REPORT, verdict=Verdict.INVALID, exit_code=40, sentence="Edited.")
    assert sentences.with_vault(bad, PART, Findings()).sentence == "Edited."


def test_the_findings_of_both_are_bounded() -> None:
    """What does not fit is counted."""
    found = Findings()
    for number in range(MAX_FINDINGS + 7):
        found.warn("vault_orphan", "It is nobody's.", seq=number)
    mine = (Finding("x", None, "note", "Mine."),) * 3
    told = sentences.with_vault(replace(REPORT, findings=mine, findings_dropped=2), PART, found)
    assert (len(told.findings), told.findings_dropped) == (MAX_FINDINGS, 12)


def test_what_is_gone_is_told_by_rule() -> None:
    """One or many, by schedule or by somebody, with keys or without."""
    rules = {
        (Class.BODIES, By.SCHEDULE, 365): Gone(1_204, 9, 0, 14_002),
        (Class.BODIES, By.PERSON, None): Gone(1, 9, 0, 7),
        (Class.PAYLOADS, By.SCHEDULE, 90): Gone(2, 9, 3, 8),
        (Class.PAYLOADS, By.SUBJECT, None): Gone(1, 9, 1, 9),
    }
    bodies, one, keys, subject = sentences.gone(rules)
    assert bodies == "1,204 bodies were purged by the 365-day rule, newest purge entry #14,002."
    assert one == "1 body was purged by a person, newest purge entry #7."
    assert keys.startswith("What 2 entries kept was purged by the 90-day rule, and the keys of 3 ")
    assert subject.startswith("What 1 entry kept was purged for a person whom it is about, and ")
    assert subject.endswith("the key of 1 run, newest purge entry #9.")
