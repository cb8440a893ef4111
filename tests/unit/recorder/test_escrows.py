"""Whom kept content is escrowed to: who was named and not taken out again."""

from __future__ import annotations

import pyrage
import pytest

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.recorder import escrows
from desktop_app.recorder.escrows import Escrows

ONE, TWO = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))


def test_named_and_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody at first; twice, too many and who is none are refused."""
    found = Escrows()
    assert not found.escrow()
    found.recipients = found.with_one(ONE)
    found.recipients = found.with_one(TWO)
    assert found.recipients == (ONE, TWO)
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
    assert found.without(ONE) == (TWO,)
