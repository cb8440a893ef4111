"""A thief changes the vault's file in any way: never other content, never a crash (ATTACKS F, E10).

Flips go through every kind of page; rows are exchanged between payloads, classes and vaults.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import CountersignError, KeyLostError, UnreadableError, VaultDamagedError
from desktop_app.model.verdict import Verdict
from tests.fakes.vault_place import Place, codes, command_line, noise, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it
FLIPS = 20_000 if os.environ.get("COUNTERSIGN_LONG") == "1" else 300
PIECES = (
    prompt(b"hello", subjects=("t_a",)),
    prompt(noise(600_000)),
    prompt(b"words " * 20_000),
    command_line(b"ls -l"),
    command_line(b""),
)


@pytest.fixture(scope="module")
def standard(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Four entries, two classes, payloads of one and of several chunks; one was shown."""
    place = Place(tmp_path_factory.mktemp("standard"))
    vault = place.create()
    place.keep(vault, *PIECES)
    place.keep(vault, PIECES[0])
    shown = place.keep(vault, PIECES[3]).lines[0].ref
    place.revealed[place.size] = shown
    vault.note_reveal(shown, place.size, 1)
    place.size += 1
    vault.close()
    return place


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: this syncs thousands of times."""
    if not MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


def contents(place: Place) -> dict[str, bytes]:
    """Return what each ref should give."""
    vault = place.open()
    found = {line.ref: vault.read(line.ref) for line in vault.lines_of(0)}
    vault.close()
    assert sorted(found.values()) == sorted(one.data for one in PIECES)
    return found


def use(place: Place, expected: dict[str, bytes]) -> bool:
    """Use a vault in every way; return whether all content came back as it was."""
    whole = True
    try:
        vault = place.open()
    except CountersignError:
        return False
    for ref, data in expected.items():
        try:
            assert vault.read(ref) == data
        except CountersignError:
            whole = False
    for step in (
        lambda: vault.recover({}),
        lambda: vault.lines_of(0),
        lambda: vault.about(next(iter(expected))),
        lambda: vault.entries_of(["t_a"]),
        lambda: vault.keep([prompt(b"more"), *PIECES[:1]], after=9),
        lambda: vault.note_reveal(next(iter(expected)), 9, 9),
        lambda: [*vault.pieces(next(iter(expected)))],
        lambda: vault.shred([0, 1], forget=True),
        lambda: vault.shred([2]),
    ):
        try:
            step()
        except CountersignError:
            whole = False
    vault.close()
    return whole


def test_nothing_is_wrong_with_it_before(standard: Place, tmp_path: Path) -> None:
    """The vault that the others attack."""
    assert standard.check()[1].kept == []
    place = standard.copy(tmp_path / "copy")
    assert use(place, contents(standard))


@pytest.mark.attack("E10")
def test_no_flipped_bit_gives_other_content(standard: Place, quick_path: Path) -> None:
    """Each use gives what was kept or an error of ours; what the check passes can be read."""
    expected = contents(standard)
    original = standard.path.read_bytes()
    random = Random(6)  # noqa: S311 - not for secrets
    pages = range(0, len(original), 4096)
    refused = 0
    for number in range(FLIPS):
        place = standard.copy(quick_path / "flipped")
        data = bytearray(original)
        page = pages[number % len(pages)]
        end = random.choice((16, 128, 4096))  # headers and cell pointers more often
        at = page + random.randrange(end)
        data[at] ^= 1 << random.randrange(8)
        place.path.write_bytes(data)
        found = place.check()[1]
        whole = use(place, expected)
        refused += not whole
        assert whole or found.kept, f"byte {at} of page {page // 4096 + 1} was passed"
        shutil.rmtree(place.folder)
    assert refused > FLIPS // 4


def other(table: str, column: str) -> str:
    """Return what gives each of two rows the other's value of a column."""
    two = f"SELECT id FROM {table} WHERE id IN (1, 4)"  # noqa: S608 - our own words
    value = f"SELECT {column} FROM {table} AS o WHERE o.id IN ({two}) AND o.id != {table}.id"  # noqa: S608 - likewise
    return f"UPDATE {table} SET {column} = ({value}) WHERE id IN ({two})"  # noqa: S608 - likewise


SWAPS = {
    "wrapped": (other("payloads", "wrapped"),),
    "tag": (other("payloads", "tag"),),
    "class": (other("payloads", "class"),),
    "chunks": (
        "UPDATE chunks SET payload = CASE payload WHEN 1 THEN 91 WHEN 4 THEN 1 ELSE payload END",
        "UPDATE chunks SET payload = 4 WHERE payload = 91",
    ),
    "chunk order": (
        (
            "UPDATE chunks SET idx = CASE idx WHEN 0 THEN 91 WHEN 1 THEN 0 ELSE idx END "
            "WHERE payload = 2"
        ),
        "UPDATE chunks SET idx = 1 WHERE idx = 91",
    ),
    "class names": (
        "UPDATE class_keys SET name = name || 'x'",
        (
            "UPDATE class_keys SET name = (SELECT substr(o.name, 1, length(o.name) - 1) "
            "FROM class_keys o WHERE o.id != class_keys.id AND o.name LIKE '%x') WHERE id = 1"
        ),
    ),
    "class keys": (
        (
            "UPDATE class_keys SET wrapped = (SELECT o.wrapped FROM class_keys o WHERE o.id != 1) "
            "WHERE id = 1"
        ),
    ),
    "refs": (
        "CREATE TEMP TABLE was AS SELECT id, ref FROM payloads WHERE id IN (1, 4)",
        "UPDATE payloads SET ref = NULL WHERE id IN (1, 4)",
        (
            "UPDATE payloads SET ref = (SELECT ref FROM was WHERE was.id != payloads.id) "
            "WHERE id IN (1, 4)"
        ),
    ),
    "truncated": ("UPDATE payloads SET chunks = 0, bytes = 0, encoding = ''",),
    "without its last chunk": (
        "DELETE FROM chunks WHERE payload = 2 AND idx = 2",
        "UPDATE payloads SET chunks = 2, bytes = 524288 WHERE id = 2",
    ),
    "not unpacked": ("UPDATE payloads SET encoding = '', bytes = stored - 16 WHERE id = 3",),
}


@pytest.mark.parametrize("name", SWAPS)
def test_what_is_exchanged_is_refused(standard: Place, tmp_path: Path, name: str) -> None:
    """Content is given as it was, or not at all; the check says INVALID."""
    expected = contents(standard)
    place = standard.copy(tmp_path / "swapped")
    place.edit(*SWAPS[name])
    found = place.check()[1]
    assert Verdict.INVALID in found.verdicts, codes(found)
    vault = place.open()
    refused = 0
    for ref, data in expected.items():
        try:
            assert vault.read(ref) == data
        except VaultDamagedError:
            refused += 1
    vault.close()
    assert refused


def test_another_key_log_or_schema_opens_nothing(standard: Place, tmp_path: Path) -> None:
    """And each has its own words."""
    place = standard.copy(tmp_path / "foreign")
    with pytest.raises(KeyLostError):
        place.open(key=bytes(32))
    place.edit("UPDATE meta SET value = x'00' WHERE key = 'install'")
    with pytest.raises(KeyLostError, match="another log"):
        place.open()
    place.edit("UPDATE meta SET value = x'00' WHERE key = 'check'")
    with pytest.raises(KeyLostError):
        place.open()
    place.edit("CREATE TRIGGER t AFTER INSERT ON payloads BEGIN DELETE FROM reveals; END")
    with pytest.raises(UnreadableError, match="schema"):
        place.open()


def test_chunks_of_another_vault_are_refused(standard: Place, tmp_path: Path) -> None:
    """Even of the same content under the same vault key."""
    expected = contents(standard)
    twin = Place(tmp_path / "twin", "another seed")
    twin.folder.mkdir()
    vault = twin.create()
    twin.keep(vault, *PIECES)
    vault.close()
    place = standard.copy(tmp_path / "copy")
    place.edit(
        f"ATTACH '{twin.path}' AS twin",
        "DELETE FROM main.chunks",
        "INSERT INTO main.chunks SELECT * FROM twin.chunks",
    )
    vault = place.open()
    for ref in expected:
        with pytest.raises(VaultDamagedError):
            vault.read(ref)
    vault.close()


@pytest.mark.attack("F05")
def test_what_was_shredded_is_nowhere(tmp_path: Path) -> None:
    """Neither content nor ciphertext nor a wrapped key: not in the file, its WAL or its -shm.

    Enough payloads for pages to be split and merged; a half of them goes, in a random order.
    """
    place = Place(tmp_path)
    vault = place.create()
    random = Random(3)  # noqa: S311 - not for secrets
    for number in range(300):
        size = random.choice((10, 200, 3_000, 9_000))
        place.keep(vault, prompt(noise(size, str(number))))
    assert vault.pending_after() is None  # each entry is noted
    rows = place.rows(
        "SELECT l.seq, p.wrapped, p.tag, c.data FROM lists l JOIN uses u ON u.list = l.id "
        "JOIN payloads p ON p.id = u.payload JOIN chunks c ON c.payload = p.id"
    )
    chosen = random.sample(range(300), 150)
    for at in range(0, 150, 10):
        done = vault.shred(chosen[at : at + 10], forget=at % 20 == 0)
        assert (done.payloads, done.wiped) == (10, True)
    _none_of(place, rows, set(chosen))
    vault.close()
    _none_of(place, rows, set(chosen))
    place.purged = set(chosen)
    assert place.check()[1].kept == []


def _none_of(place: Place, rows: list[tuple[object, ...]], gone: set[int]) -> None:
    """Look for 12 bytes in a row of anything that was shredded, and find all the others."""
    files = place.files()
    for seq, *values in rows:
        for value in values:
            assert isinstance(value, bytes)
            at = range(0, len(value) - 12, 500)
            parts = [value[start : start + 12] for start in (0, *at, len(value) - 12)]
            found = [part in files for part in parts]
            assert not any(found) if seq in gone else any(found), seq
