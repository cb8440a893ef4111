"""Content that was shown was asked for first, each time (ATTACKS F08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.verdict import Verdict
from tests.fakes.vault_place import Place, prompt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Entry 0 keeps a prompt; entry 1 asked for it, and it was shown; entry 2 asked, too."""
    made = Place(tmp_path)
    vault = made.create()
    ref = made.keep(vault, prompt(b"hello")).lines[0].ref
    vault.note_reveal(ref, 1, 1_000)
    vault.close()
    made.revealed, made.size = {1: ref, 2: ref}, 3
    return made


@pytest.mark.attack("F08")
def test_asked_for_and_never_shown_is_fine(place: Place) -> None:
    """And asked for and shown, of course."""
    part, found = place.check()
    assert found.kept == []
    assert part is not None
    assert part.reveals == 1


@pytest.mark.attack("F08")
@pytest.mark.parametrize(
    ("edit", "seq"),
    [
        ("UPDATE reveals SET seq = 7", 7),
        ("UPDATE reveals SET ref = 'another'", 1),
        ("INSERT INTO reveals SELECT 2, ref, seq, at_us FROM reveals", 1),
        ("INSERT INTO reveals SELECT 2, ref, 0, at_us FROM reveals", 0),
    ],
)
def test_shown_without_its_entry_is_a_violation(place: Place, edit: str, seq: int) -> None:
    """No entry, one of other content, one for two times, or one of another kind."""
    place.edit(edit)
    found = place.check()[1]
    assert [(one.code, one.verdict, one.seq) for one in found.kept] == [
        ("vault_reveal", Verdict.POLICY_VIOLATION, seq)
    ]
