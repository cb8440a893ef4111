"""operations.unlock: only here is the system's own dialog asked for."""

from __future__ import annotations

import pytest

from desktop_app.errors import KeychainLockedError
from desktop_app.operations import unlock


class Backend:
    """A keychain whose dialog is answered, or dismissed."""

    def __init__(self, *, answered: bool) -> None:
        self.answered, self.asked = answered, 0

    def unlock(self) -> None:
        """Show the dialog."""
        self.asked += 1
        if not self.answered:
            raise KeychainLockedError("The keychain is still locked.")


@pytest.mark.parametrize("answered", [True, False])
def test_the_person_is_asked_once(monkeypatch, answered):
    """Dismissed is told as locked."""
    backend = Backend(answered=answered)
    monkeypatch.setattr(unlock, "system_backend", lambda: backend)
    if answered:
        unlock.unlock(None)
    else:
        with pytest.raises(KeychainLockedError):
            unlock.unlock(None)
    assert backend.asked == 1
