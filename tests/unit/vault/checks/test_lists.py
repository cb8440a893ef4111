"""Every way in which lists and entries can disagree is found, at its entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.verdict import Verdict
from desktop_app.vault import lines as listed
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


INVALID = Verdict.INVALID


def test_a_list_without_entry_and_an_entry_without_list(place: Place) -> None:
    """Both are INVALID; each is named by its entry."""
    place.kept[2] = place.kept.pop(0)
    place.size = 3
    assert findings(place) == [("vault_list", INVALID, 0), ("vault_list", INVALID, 2)]
    place.purged = {2}
    assert findings(place) == [("vault_list", INVALID, 0)]


def test_a_list_of_a_later_entry_is_not_judged(place: Place) -> None:
    """The recorder went on while the ledger was read."""
    del place.kept[1]
    place.size = 1
    part, found = place.check()
    assert found.kept == []
    assert part is not None
    assert (part.lists, part.payloads) == (1, 2)


def test_the_entry_must_say_the_same(place: Place) -> None:
    """Another root, another count, another size, no form at all."""
    kept = place.kept[1]
    assert isinstance(kept, dict)
    for change in ({"root": "00" * 32}, {"payloads": 2}, {"bytes": 6}):
        place.kept[1] = {**kept, **change}
        assert ("vault_lines", INVALID, 1) in findings(place)
    for odd in ({}, {**kept, "more": 1}, {**kept, "payloads": True}, [], {**kept, "root": "00"}):
        place.kept[1] = odd
        assert findings(place) == [("vault_kept", INVALID, 1)]


def test_lines_that_were_changed_are_found(place: Place) -> None:
    """Or that nobody can read."""
    lines = place.open()
    (one,) = lines.lines_of(1)
    lines.close()
    other = listed.pack([listed.Line(one.ref, bytes(32), 5, "x", "y", None, "z")])
    place.edit("UPDATE lists SET lines = ? WHERE seq = 1", values=(other,))
    assert ("vault_lines", INVALID, 1) in findings(place)
    place.edit("UPDATE lists SET lines = x'00' WHERE seq = 1")
    assert ("vault_lines", INVALID, 1) in findings(place)


def test_a_payload_that_is_gone_without_a_purge(place: Place) -> None:
    """Is INVALID for each entry that keeps it; with a purge it is fine (ATTACKS F02)."""
    place.edit("DELETE FROM payloads WHERE id = 1", "DELETE FROM uses WHERE payload = 1")
    assert findings(place) == [("payload_missing", INVALID, 0), ("payload_missing", INVALID, 1)]
    place.edit("DELETE FROM payloads", "DELETE FROM uses", "DELETE FROM chunks")
    place.purged = {0, 1}
    assert findings(place) == []


def test_a_purge_that_is_not_finished_is_a_warning(place: Place) -> None:
    """The next start of the recorder goes on with it."""
    place.purged = {0}
    assert findings(place) == [("vault_unfinished", None, 0)]


def test_sizes_and_uses_agree(place: Place) -> None:
    """What nothing holds for an entry would go too early."""
    place.edit("UPDATE payloads SET bytes = 3 WHERE id = 2")
    assert ("payload_size", INVALID, 0) in findings(place)
    place.edit("UPDATE payloads SET bytes = 2 WHERE id = 2", "DELETE FROM uses WHERE list = 2")
    assert findings(place) == [("vault_use", INVALID, 1)]


def test_a_pending_list_is_its_entrys_too(place: Place) -> None:
    """A recorder notes the entry with its next change; two entries need two lists."""
    vault = place.open()
    for _ in range(2):
        place.append(vault.keep([prompt(b"twice")], after=2))
    vault.close()
    assert findings(place) == [("vault_pending", None, None)]
    (told,) = place.check()[1].kept
    assert told.text.startswith("2 lists of the vault: the recorder notes their entries with ")
    place.kept[4] = place.kept[3]
    place.size = 5
    assert findings(place)[:1] == [("vault_list", INVALID, 4)]
    place.edit("UPDATE lists SET after = 9 WHERE seq IS NULL")
    assert [one[2] for one in findings(place)] == [2, 3, 4, None]


def test_what_is_pending_without_entry_is_a_note(place: Place) -> None:
    """The next start removes it."""
    vault = place.open()
    vault.keep([prompt(b"more")], after=2)
    vault.close()
    assert codes(place.check()[1]) == ["vault_pending"]
    (told,) = place.check()[1].kept
    assert told.text.startswith("1 list of the vault: the recorder notes its entry with ")
