"""Who was named can open a payload's key with their own identity, and nobody else."""

from __future__ import annotations

import pyrage
import pytest

from desktop_app.errors import UsageError
from desktop_app.vault.crypto import PayloadKey
from desktop_app.vault.escrow import Escrow
from tests.fakes.ids import FakeIds

KEY = PayloadKey.new(FakeIds("key"))


def test_without_recipients_nothing_is_escrowed() -> None:
    """It is false."""
    assert not Escrow(())


def test_each_recipient_opens_it() -> None:
    """Key and salt, 48 bytes; a stranger gets nothing."""
    people = [pyrage.x25519.Identity.generate() for _ in range(3)]
    escrow = Escrow([str(one.to_public()) for one in people[:2]])
    assert escrow
    sealed = escrow.seal(KEY)
    for one in people[:2]:
        assert pyrage.decrypt(sealed, [one]) == KEY.key + KEY.salt
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, people[2:])


def test_the_digest_is_of_the_set() -> None:
    """In whatever order it was given."""
    one, two = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
    assert Escrow([one, two]).digest == Escrow([two, one]).digest
    assert Escrow([one]).digest != Escrow([two]).digest


def test_what_is_no_recipient_is_refused() -> None:
    """By its name."""
    with pytest.raises(UsageError, match="no age recipient"):
        Escrow(["age1nobody"])
