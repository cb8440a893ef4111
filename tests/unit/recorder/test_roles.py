"""recorder.roles: who holds what, as the keystore has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError, UsageError
from tests.fakes.gate import everything
from tests.fakes.roles import OTHER, OTHERS, PASSPHRASE, ROLE, hold

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder


def test_who_knows_the_passphrase_holds_it(made: Recorder) -> None:
    """That of another role is as wrong as any."""
    hold(made)
    hold(made, OTHER, OTHERS)
    roles = made.gating.roles
    assert roles.is_right(ROLE, PASSPHRASE)
    assert not roles.is_right(ROLE, OTHERS)
    assert roles.added_us(ROLE) == 7
    assert roles.held == {ROLE, OTHER}


def test_it_lies_where_the_keys_are(made: Recorder) -> None:
    """Nothing of it is in the data directory; the passphrase is nowhere."""
    roles = made.gating.roles
    roles.add(ROLE, roles.prepared(ROLE, PASSPHRASE))
    assert f"role.{ROLE}" in made.keystore().names()
    verifier = made.keystore().get(f"role.{ROLE}") or b""
    assert verifier
    assert verifier not in everything(made.paths.data_dir)
    assert PASSPHRASE.encode() not in everything(made.paths.data_dir.parent)


def test_removed_means_that_nobody_holds_it(made: Recorder) -> None:
    """Also where it went from the keystore behind our back."""
    hold(made)
    roles = made.gating.roles
    made.keystore().delete(f"role.{ROLE}")
    with pytest.raises(NotFoundError, match="any more"):
        roles.is_right(ROLE, PASSPHRASE)
    roles.remove(ROLE)
    assert roles.held == frozenset()
    with pytest.raises(NotFoundError, match="Nobody holds"):
        roles.is_right(ROLE, PASSPHRASE)


@pytest.mark.parametrize("name", ["", "Lead", "a b", "1st", "../x", "a" * 33, "a.b"])
def test_what_is_no_name_is_refused(made: Recorder, name: str) -> None:
    """It becomes the name of a secret and stands in entries."""
    with pytest.raises(UsageError, match="at most 32"):
        made.gating.roles.prepared(name, PASSPHRASE)


def test_a_role_that_is_held_is_not_given_anew(made: Recorder) -> None:
    """Its passphrase cannot be exchanged in one step: removing it is an entry of its own."""
    hold(made)
    with pytest.raises(UsageError, match="held already"):
        made.gating.roles.prepared(ROLE, OTHERS)
