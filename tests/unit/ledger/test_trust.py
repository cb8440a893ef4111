"""What a verifier holds from elsewhere is read from the keystore and from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError
from desktop_app.ledger.audit import audit
from desktop_app.ledger.trust import Trust, parse_fingerprint
from desktop_app.model.verdict import Verdict
from tests.fakes.ledger_attacks import NOW_US, Bases

if TYPE_CHECKING:
    from pathlib import Path

DIGITS = "18157 48510 64905 11502 98867 61612"


@pytest.mark.parametrize("text", [DIGITS, DIGITS.replace(" ", ""), DIGITS.replace(" ", "-")])
def test_a_fingerprint_is_read_however_it_is_spaced(text: str) -> None:
    """As a person types it."""
    assert parse_fingerprint(text) == DIGITS


@pytest.mark.parametrize(
    "text", ["", "123", DIGITS + "1", DIGITS[:-1] + "x", DIGITS[:-1] + "\u0661"]
)
def test_what_is_not_thirty_digits_is_refused(text: str) -> None:
    """Letters, and digits of other scripts, too."""
    with pytest.raises(UsageError):
        parse_fingerprint(text)


def test_an_empty_keystore_trusts_nothing(tmp_path: Path) -> None:
    """And says that it was there."""
    built = Bases(tmp_path).copy("stopped")
    built.keystore.items = {"epoch.x": b"", "token": b""}
    trust = Trust.from_keystore(built.keystore)
    assert trust == Trust(keystore=True)
    assert Trust.from_keystore(built.keystore, fingerprint=DIGITS).fingerprint == DIGITS


def test_a_rotation_that_was_cut_off_is_trusted(tmp_path: Path) -> None:
    """A kill between the commit and the enrolment's update leaves the next root in the keystore."""
    built = Bases(tmp_path).copy("stopped")
    before = built.keystore.items["enrolment"]
    writer = built.open()
    writer.rotate_root().result()
    items = built.keystore.items
    seeds = items["root.ed25519"] + items["root.mldsa44"]
    writer.close()
    items["enrolment"] = before
    assert audit(built.path, trust=built.trust(), now_us=NOW_US).verdict is Verdict.DIVERGED
    items["root.next"] = seeds
    assert audit(built.path, trust=built.trust(), now_us=NOW_US).verdict is Verdict.CONSISTENT
