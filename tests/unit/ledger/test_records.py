"""Values that are handed out are values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from desktop_app.ledger.records import Appended, StoredCheckpoint


def test_they_cannot_be_changed() -> None:
    """Who got one has it as it was."""
    with pytest.raises(FrozenInstanceError):
        Appended(1, b"", 2).seq = 5
    with pytest.raises(FrozenInstanceError):
        StoredCheckpoint(1, 2, 3, "time", b"").size = 5
