"""The place up to which was looked holds over what comes, what goes, and numbers given anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.vault import packed_to, schema
from desktop_app.vault.classes import ClassKeys
from desktop_app.vault.payloads import Payloads
from tests.fakes.ids import FakeIds
from tests.fakes.vault_place import PROMPTS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def db() -> Iterator[apsw.Connection]:
    """The tables, in memory."""
    made = apsw.Connection(":memory:")
    schema.create(made)
    yield made
    made.close()


@pytest.fixture
def payloads(db: apsw.Connection) -> Payloads:
    """Three of them are there."""
    ids = FakeIds("payloads")
    made = Payloads(db, ClassKeys(db, bytes(32), ids), ids)
    for number in range(3):
        made.put(PROMPTS, b"%d" % number)
    return made


@pytest.mark.usefixtures("payloads")
def test_it_is_where_it_was_put(db: apsw.Connection) -> None:
    """At a payload that is there, else where it was."""
    assert packed_to.read(db) == 0
    for number, wanted in ((9, 0), (2, 2), (9, 2), (3, 3), (1, 1)):
        packed_to.write(db, number)
        assert packed_to.read(db) == wanted


def test_it_steps_back_with_what_goes(db: apsw.Connection, payloads: Payloads) -> None:
    """So that a number that is given anew is looked at; what goes elsewhere does not move it."""
    packed_to.write(db, 3)
    payloads.delete(2)
    assert packed_to.read(db) == 3
    payloads.delete(3)
    assert packed_to.read(db) == 1
    assert payloads.put(PROMPTS, b"another").id == 2
    assert packed_to.read(db) == 1
    payloads.delete(1)
    assert packed_to.read(db) == 0
    payloads.delete(2)
    assert db.execute("SELECT count(*) FROM meta").fetchall() == [(0,)]


@pytest.mark.usefixtures("payloads")
@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE payloads SET tag = x'00' WHERE id = 3",
        "DELETE FROM payloads WHERE id = 3",
        "UPDATE meta SET value = x'01'",
        "UPDATE meta SET value = x''",
        "UPDATE meta SET value = zeroblob(40)",
        "UPDATE meta SET value = x'ffffffffffffffff00'",
    ],
)
def test_what_somebody_else_changed_is_no_place(db: apsw.Connection, edit: str) -> None:
    """All are looked at again."""
    packed_to.write(db, 3)
    db.execute(edit)
    assert packed_to.read(db) == 0
