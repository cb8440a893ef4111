"""Reveals of this process: the next piece needs the entry of the first."""

from __future__ import annotations

import pytest

from desktop_app.errors import UsageError
from desktop_app.recorder.revealed import REMEMBERED, Revealed


def test_a_piece_goes_with_its_entry() -> None:
    """Not with another's, and not with one that was never written."""
    revealed = Revealed()
    revealed.note(7, "a")
    revealed.check(7, "a")
    for entry, ref in ((7, "b"), (8, "a")):
        with pytest.raises(UsageError, match="ask anew"):
            revealed.check(entry, ref)


def test_the_oldest_is_forgotten() -> None:
    """Memory is bounded."""
    revealed = Revealed()
    for entry in range(REMEMBERED + 1):
        revealed.note(entry, "a")
    revealed.check(REMEMBERED, "a")
    with pytest.raises(UsageError):
        revealed.check(0, "a")
