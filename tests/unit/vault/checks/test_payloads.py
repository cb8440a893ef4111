"""Every payload that does not hold what was committed to is found, at an entry that keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.findings import Findings
from desktop_app.model.verdict import Verdict
from desktop_app.vault.checks import payloads as module
from desktop_app.vault.checks import source
from tests.fakes.vault_place import Place, codes, command_line, prompt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Entries 0 and 1; the prompt is shared."""
    made = Place(tmp_path)
    vault = made.create()
    made.keep(vault, prompt(b"hello"), command_line(b"ls"))
    made.keep(vault, prompt(b"hello"))
    vault.close()
    return made


def findings(place: Place) -> list[tuple[str, Verdict | None, int | None]]:
    """Return code, verdict and entry of what is found."""
    return [(one.code, one.verdict, one.seq) for one in place.check()[1].kept]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chunks SET data = x'00' WHERE payload = 2",
        "DELETE FROM chunks WHERE payload = 2",
        "UPDATE payloads SET wrapped = NULL WHERE id = 2",
        "UPDATE payloads SET tag = x'00' WHERE id = 2",
        "UPDATE class_keys SET wrapped = x'00' WHERE id = 2",
        "UPDATE payloads SET class = 1 WHERE id = 2",
    ],
)
def test_what_does_not_decrypt_is_invalid(place: Place, statement: str) -> None:
    """And the others are counted."""
    place.edit(statement)
    assert findings(place) == [("payload_damaged", Verdict.INVALID, 0)]
    part, _ = place.check()
    assert part is not None
    assert (part.payloads, part.decrypted, part.bytes) == (2, 1, 5)


def test_what_a_later_version_stored_is_not_called_damaged(place: Place) -> None:
    """It is not known what it is; the others are looked at."""
    place.edit("UPDATE payloads SET encoding = 'jxl' WHERE id = 2")
    assert findings(place) == [("vault_newer", Verdict.UNREADABLE, 0)]
    part, _ = place.check()
    assert part is not None
    assert (part.payloads, part.decrypted) == (2, 1)


def test_a_payload_that_was_made_anew_has_another_commitment(place: Place) -> None:
    """By somebody with the vault key: the salt that the entry committed to is gone."""
    place.edit("DELETE FROM payloads WHERE id = 1", "DELETE FROM chunks WHERE payload = 1")
    vault = place.open()
    place.keep(vault, prompt(b"hello"))
    vault.close()
    place.edit("DELETE FROM lists WHERE seq = 2")
    place.edit("DELETE FROM uses WHERE list = 3", "UPDATE uses SET payload = 3 WHERE payload = 1")
    del place.kept[2]
    assert findings(place) == [
        ("payload_commitment", Verdict.INVALID, 0),
        ("payload_commitment", Verdict.INVALID, 1),
    ]


def test_a_payload_that_no_entry_keeps_is_a_warning(place: Place) -> None:
    """Without a use, or with the use of no list; one that is being written is noted."""
    place.edit(
        "INSERT INTO payloads VALUES (7, NULL, 1, x'00', NULL, 0, 0, '', 0)",
        "INSERT INTO payloads SELECT 8, 'a', class, tag, wrapped, bytes, stored, encoding, chunks "
        "FROM payloads WHERE id = 1",
    )
    assert findings(place) == [
        ("vault_unwritten", None, None),
        ("vault_orphan", None, None),
        ("payload_damaged", Verdict.INVALID, None),
    ]


def test_content_that_is_held_for_an_entry_that_does_not_name_it(place: Place) -> None:
    """Is not the entry's."""
    place.edit("INSERT INTO uses VALUES (2, 2)")
    assert findings(place) == [("vault_use", Verdict.INVALID, 1)]


def test_lines_that_cannot_be_read_name_nothing(place: Place) -> None:
    """The lists' own step says so, too."""
    place.edit("UPDATE lists SET lines = x'00' WHERE seq = 1")
    assert codes(place.check()[1]) == ["vault_lines", "vault_use"]


def test_many_lists_are_looked_at_in_little_memory(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines are unpacked again instead of held; progress is told now and then."""
    monkeypatch.setattr(module, "_REMEMBERED", 2)
    monkeypatch.setattr(module, "_TOLD_EVERY", 3)
    vault = place.open()
    for number in range(6):
        place.keep(vault, prompt(b"hello"), prompt(b"%d" % number))
    vault.close()
    part, found = place.check()
    assert found.kept == []
    assert part is not None
    assert part.decrypted == 8
    told: list[tuple[int, int]] = []
    with source.opened(place.path) as db:
        stock = module.Stock(db, None, Findings())
        stock.run(lambda done, total: told.append((done, total)))
    assert told == [(3, 8), (6, 8), (8, 8)]
