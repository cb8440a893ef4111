"""A class key is made once, comes back, and opens under its vault key and name alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import KeyLostError, VaultDamagedError
from desktop_app.vault import schema
from desktop_app.vault.classes import ClassKeys
from tests.fakes.ids import FakeIds

if TYPE_CHECKING:
    from collections.abc import Iterator

VAULT_KEY = FakeIds("vault key").random_bytes(32)


@pytest.fixture
def db() -> Iterator[apsw.Connection]:
    """The tables of a vault, in memory."""
    made = apsw.Connection(":memory:")
    schema.create(made)
    yield made
    made.close()


def keys(db: apsw.Connection, vault_key: bytes = VAULT_KEY) -> ClassKeys:
    """Return the class keys as another process would see them."""
    return ClassKeys(db, vault_key, FakeIds("classes"))


def test_a_key_is_made_once(db: apsw.Connection) -> None:
    """By name or by number it is the same, for the next process too."""
    first = keys(db)
    one, other = first.of("keep prompts"), first.of("keep pictures")
    assert one.key != other.key
    assert first.of("keep prompts") is one
    assert keys(db).of("keep prompts").key == one.key
    assert keys(db).by_id(other.id).key == other.key
    assert db.execute("SELECT count(*) FROM class_keys").fetchall() == [(2,)]
    assert repr(one) == f"ClassKey(id={one.id})"


def test_what_was_rolled_back_is_forgotten(db: apsw.Connection) -> None:
    """The next one that is made is the one that is written."""
    made = keys(db)
    db.execute("BEGIN").fetchall()
    lost = made.of("keep prompts").key
    db.execute("ROLLBACK").fetchall()
    made.forget()
    assert made.of("keep prompts").key != lost
    assert keys(db).of("keep prompts").key == made.of("keep prompts").key


def test_the_vault_key_is_told_from_others(db: apsw.Connection) -> None:
    """Before anything is opened or made."""
    stored = keys(db).enrol()
    keys(db).check(stored)
    with pytest.raises(KeyLostError, match="another one"):
        keys(db, bytes(32)).check(stored)


def test_swapped_names_open_nothing(db: apsw.Connection) -> None:
    """A class key stays with its name."""
    keys(db).of("keep prompts")
    db.execute("UPDATE class_keys SET name = 'keep pictures'").fetchall()
    with pytest.raises(VaultDamagedError):
        keys(db).of("keep pictures")


def test_a_number_without_a_key_is_damage(db: apsw.Connection) -> None:
    """No key is made for it."""
    with pytest.raises(VaultDamagedError, match="not there"):
        keys(db).by_id(7)
    one = keys(db).of("keep prompts")
    made = keys(db)
    assert made.by_id(one.id) is made.by_id(one.id)
    assert db.execute("SELECT count(*) FROM class_keys").fetchall() == [(1,)]
