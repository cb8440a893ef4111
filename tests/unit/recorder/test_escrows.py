"""Whom kept content is escrowed to: a file of the person's, read strictly, never half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage
import pytest

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.recorder import escrows
from desktop_app.recorder.escrows import Escrows

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))


def test_named_and_taken_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody without a file; a change is written whole; twice and too many are refused."""
    found = Escrows(tmp_path / escrows.FILE)
    assert found.recipients() == ()
    assert not found.escrow()
    found.write(found.with_one(ONE))
    found.write(found.with_one(TWO))
    assert found.recipients() == (ONE, TWO)
    assert found.escrow()
    with pytest.raises(UsageError, match="there already"):
        found.with_one(ONE)
    with pytest.raises(UsageError, match="no age recipient"):
        found.with_one("age1x")
    monkeypatch.setattr(escrows, "MAX_RECIPIENTS", 2)
    with pytest.raises(UsageError, match="2 recipients"):
        found.with_one(str(pyrage.x25519.Identity.generate().to_public()))
    with pytest.raises(NotFoundError):
        found.without("age1x")
    found.write(found.without(ONE))
    assert (tmp_path / escrows.FILE).read_text() == f"{TWO}\n"


def test_what_a_person_wrote_by_hand(tmp_path: Path) -> None:
    """Comments and empty lines are theirs; a line that is none is an error, not left out."""
    path = tmp_path / escrows.FILE
    path.write_text(f"# the auditor\n\n  {ONE}  \n")
    assert Escrows(path).recipients() == (ONE,)
    path.write_text("somebody\n")
    with pytest.raises(UsageError):
        Escrows(path).escrow()
