"""A vault passes when it holds what the entries say, and each thing that is wrong has its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.model.verdict import Verdict, worst
from desktop_app.vault import check as module
from tests.fakes.vault_place import Place, codes, command_line, noise, prompt

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Three entries; the second shares a prompt with the first; one was shown."""
    made = Place(tmp_path)
    vault = made.create()
    shown = made.keep(vault, prompt(b"hello"), command_line(b"ls")).lines[0].ref
    made.keep(vault, prompt(b"hello"), prompt(noise(300_000)))
    made.size, made.revealed[2] = 3, shown
    vault.note_reveal(shown, 2, 1_000)
    made.keep(vault, command_line(b"pwd"))
    vault.close()
    return made


def test_a_whole_vault_passes(place: Place) -> None:
    """And what was checked is counted; each payload once."""
    part, found = place.check()
    assert found.kept == []
    assert part is not None
    assert part.to_json() == {
        "lists": 3,
        "pending": 0,
        "payloads": 4,
        "decrypted": 4,
        "bytes": 300_010,
        "reveals": 1,
    }


def test_progress_is_told(place: Place) -> None:
    """To its end."""
    told: list[tuple[int, int]] = []
    module.check(
        place.path,
        place.told(),
        vault_key=place.key,
        found=place.check()[1],
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(4, 4)]


def test_without_the_key_all_but_content_is_checked(place: Place) -> None:
    """It is said; what is missing is found all the same."""
    found = place.check()[1]
    part = module.check(place.path, place.told(), vault_key=None, found=found)
    assert part is not None
    assert (part.lists, part.payloads, part.decrypted) == (3, 4, None)
    assert codes(found) == ["vault_no_key"]
    assert not found.verdicts
    place.edit("UPDATE chunks SET data = x'00'", "DELETE FROM payloads WHERE id = 4")
    module.check(place.path, place.told(), vault_key=None, found=found)
    assert "payload_missing" in codes(found)


def test_another_key_is_said(place: Place) -> None:
    """And the rest is checked."""
    part, found = place.check(key=bytes(32))
    assert codes(found) == ["vault_key"]
    assert part is not None
    assert part.decrypted is None


def test_another_logs_vault_diverges(place: Place) -> None:
    """Somebody exchanged a file; what entries keep is not there."""
    place.edit("UPDATE meta SET value = CAST('0000000000000000' AS BLOB) WHERE key = 'install'")
    found = place.check()[1]
    assert codes(found) == ["vault_install", "vault_missing"]
    assert found.kept[0].verdict is Verdict.DIVERGED


def test_no_vault_is_incomplete_while_entries_keep_something(tmp_path: Path) -> None:
    """What is purged is missed by nobody."""
    place = Place(tmp_path)
    assert place.check()[0] is None
    assert place.check()[1].kept == []
    place.kept, place.size = {3: {}, 5: {}}, 6
    found = place.check()[1]
    assert found.verdicts == {Verdict.INCOMPLETE}
    assert [(one.code, one.seq) for one in found.kept] == [("vault_missing", 3)]
    place.purged = {3, 5}
    assert place.check()[1].kept == []


@pytest.mark.parametrize(
    ("statement", "code", "verdict"),
    [
        ("PRAGMA user_version=2", "vault_newer", Verdict.UNREADABLE),
        ("CREATE TABLE more (a)", "vault_unreadable", Verdict.INVALID),
        ("DELETE FROM meta", "vault_unreadable", Verdict.INVALID),
    ],
)
def test_what_is_no_vault_of_ours_is_said(
    place: Place, statement: str, code: str, verdict: Verdict
) -> None:
    """It raises nothing."""
    place.edit(statement)
    part, found = place.check()
    assert part is not None
    assert part.lists == 0
    assert codes(found) == [code]
    assert worst(found.verdicts) is verdict


def test_no_file_of_sqlites_is_said(place: Place) -> None:
    """Whatever lies there."""
    place.path.write_bytes(b"something" * 1_000)
    assert codes(place.check()[1]) == ["vault_unreadable"]


def test_the_ledger_is_asked_after_the_vaults_state_is_fixed(place: Place) -> None:
    """A purge that is going on meanwhile has its entry by then, and the vault still its content."""
    vault, told = place.open(), place.told()

    def entries() -> object:
        yield from told.entries
        vault.shred([0, 1, 3])

    later = module.Told(told.install, told.size, entries(), told.purged, told.revealed)  # type: ignore[arg-type]  # a generator
    found = place.check()[1]
    part = module.check(place.path, later, vault_key=place.key, found=found)
    assert (codes(found), part and part.decrypted) == ([], 4)
    vault.close()


def test_a_checker_makes_no_keys() -> None:
    """It has none to give."""
    with pytest.raises(AssertionError):
        module._NoIds().random_bytes(12)
