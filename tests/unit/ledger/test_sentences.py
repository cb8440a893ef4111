"""Each verdict says in words what it found and what it does not prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.ledger.audit import audit
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
