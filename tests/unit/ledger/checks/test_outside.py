"""Steps 12 to 14: enrolment, pin, anchors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError
from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks.outside import parse_anchor, parse_given
from desktop_app.model.verdict import Verdict
from desktop_app.signing.notes import sign_checkpoint
from desktop_app.tlog.checkpoint import Checkpoint
from desktop_app.tlog.merkle import EMPTY_ROOT
from tests.fakes.forger import Forger
from tests.fakes.ledger_attacks import ATTACKS, NOW_US, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "made_anew",
    "no_trust",
    "unknown_root",
    "roll_back",
    "fork_against_pin",
    "fork_against_anchor",
    "anchor_of_another_log",
    "anchor_unsigned",
    "anchor_stale",
    "anchored",
    "cut_tail_pinned",
    "cut_tail_pin_deleted",
    "exchanged_for_another",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_outside_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


def test_an_anchor_must_be_a_checkpoint() -> None:
    """A file that is none is the person's mistake, not the ledger's."""
    with pytest.raises(UsageError, match="not a checkpoint, nor a time stamp"):
        parse_anchor(b"hello")


def test_what_is_brought_is_told_apart_by_its_content() -> None:
    """Text is a checkpoint, DER a time stamp."""
    note = b"countersign/0011223344556677\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n"
    note += "— countersign/0011223344556677 AAAAAAA=\n".encode()
    token = b"\x30\x81\x80" + bytes(128)
    given = parse_given([note, token], ())
    assert ([one.note for one in given.anchors], given.stamps) == ([note], (token,))
    with pytest.raises(UsageError, match="root is no certificate"):
        parse_given([], [b"hello"])


def test_the_empty_log_vouches_for_nothing(tmp_path: Path) -> None:
    """A checkpoint of size 0 is true of every log."""
    built = Bases(tmp_path).copy("stopped")
    keys = Forger(built).steal_epoch(built, 1).signers
    log = built.trust().enrolment.log
    note = sign_checkpoint(Checkpoint(log, 0, EMPTY_ROOT), ed25519=keys.ed25519)
    report = audit(built.path, trust=built.trust(), now_us=NOW_US, anchors=[note])
    assert report.verdict is Verdict.CONSISTENT
    assert report.anchored_size is None


def test_a_fork_shows_both_checkpoints(tmp_path: Path) -> None:
    """Two signed notes of one size and two roots prove a fork to anyone."""
    report = run(ATTACKS["fork_against_anchor"], Bases(tmp_path))
    (finding,) = [one for one in report.findings if one.code == "anchor"]
    ours, theirs = (str(finding.evidence[name]) for name in ("ledger", "anchor"))
    assert ours.splitlines()[:2] == theirs.splitlines()[:2]
    assert ours.splitlines()[2] != theirs.splitlines()[2]


@pytest.mark.parametrize(("name", "code"), [("anchored", 0), ("anchor_stale", 11)])
def test_a_required_anchor_decides_the_exit_code(name: str, code: int, tmp_path: Path) -> None:
    """0 when it agrees, 11 when it is stale."""
    assert run(ATTACKS[name], Bases(tmp_path)).exit_code == code


def test_a_required_anchor_that_is_not_there_is_10(tmp_path: Path) -> None:
    """The verdict stays CONSISTENT."""
    built = Bases(tmp_path).copy("stopped")
    report = audit(built.path, trust=built.trust(), now_us=NOW_US, require_anchor=True)
    assert (report.verdict, report.exit_code) == (Verdict.CONSISTENT, 10)
