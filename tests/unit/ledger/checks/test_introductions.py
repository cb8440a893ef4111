"""Step 6: who must have signed what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.checks import introductions
from desktop_app.ledger.checks.introductions import introduce, log_start, rotate
from desktop_app.ledger.checks.source import WalkEndedError
from desktop_app.model.entry import Draft
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.keys import SignerPair
from tests.fakes.leaf_maker import leaf
from tests.fakes.ledger_attacks import ATTACKS, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "stolen_epochs_rewrite",
    "rotation_unsigned",
    "rotation_by_stranger",
    "stolen_root_recovers",
    "foreign_log",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_introductions_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


PAIR = SignerPair(bytes(32), bytes(32)).public
KEYS = {"ed25519": PAIR.ed25519.hex(), "mldsa44": PAIR.mldsa44.hex(), "mac": "00" * 32}
START = {"install": "00112233445566aa", "version": "1", "custody": "plain-file"}


@pytest.mark.parametrize(
    "subject",
    [{}, START, {**START, "root": {}}, {**START, "root": {"ed25519": "zz", "mldsa44": "zz"}}],
)
def test_a_log_that_does_not_start_is_refused(subject: dict[str, object]) -> None:
    """Fields missing, or keys that are none."""
    with pytest.raises(WalkEndedError):
        log_start(leaf(0, Draft(EntryKind.LOG_START, {}, subject)), Findings())


def test_a_log_of_another_install_is_told() -> None:
    """The origin must be that of the install id."""
    found = Findings()
    subject = {**START, "install": "0" * 16, "root": KEYS}
    assert log_start(leaf(0, Draft(EntryKind.LOG_START, {}, subject)), found) == (
        PAIR,
        "plain-file",
    )
    assert [one.code for one in found.kept] == ["install"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"more": 1}, "epoch_fields"),
        ({"epoch": 2}, "epoch_number"),
        ({"keys": None}, "introduction"),
        ({"keys": {**KEYS, "mac": 7}}, "introduction"),
        ({"keys": {**KEYS, "mac": "z" * 64}}, "introduction"),
        ({"signatures": None}, "introduction"),
    ],
)
def test_an_introduction_of_another_shape_is_refused(changes: dict[str, object], code: str) -> None:
    """Whatever it holds instead."""
    found = Findings()
    subject = {"epoch": 1, "reason": "start", "keys": KEYS, "signatures": {}} | changes
    with pytest.raises(WalkEndedError):
        introduce(
            leaf(1, Draft(EntryKind.EPOCH_START, {}, subject)),
            root=PAIR,
            previous=None,
            found=found,
        )
    assert [one.code for one in found.kept] == [code]


@pytest.mark.parametrize("subject", [{}, {"old": KEYS, "new": None, "signatures": {}}])
def test_a_rotation_of_another_shape_is_refused(subject: dict[str, object]) -> None:
    """Fields missing, or keys that are none."""
    with pytest.raises(WalkEndedError):
        rotate(leaf(7, Draft(EntryKind.KEYS_ROTATED, {}, subject)), root=PAIR, found=Findings())


def test_an_adopted_log_and_an_old_library_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither fails a ledger."""
    monkeypatch.setattr(introductions, "HAS_MLDSA44", False)
    found = Findings()
    subject = {**START, "root": KEYS, "reason": "", "old": {}}
    log_start(leaf(0, Draft(EntryKind.LOG_ADOPTED, {}, subject)), found)
    assert [(one.code, one.severity) for one in found.kept] == [
        ("adopted", "warning"),
        ("second_signatures", "warning"),
    ]
