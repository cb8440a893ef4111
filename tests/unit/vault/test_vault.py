"""The vault keeps, gives back and destroys; what it said is durable, what failed left nothing."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import apsw
import pyrage
import pytest

from desktop_app.errors import (
    KeyLostError,
    NotFoundError,
    StorageError,
    UnreadableError,
    VaultDamagedError,
    VaultFullError,
)
from desktop_app.vault import vault as module
from desktop_app.vault.escrow import Escrow
from desktop_app.vault.vault import Use, Vault
from tests.fakes import vfs as shim
from tests.fakes.vault_place import INSTALL, PROMPTS, QUOTA, Place, command_line, noise, prompt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A folder without a vault."""
    return Place(tmp_path)


@pytest.fixture
def vault(place: Place) -> Iterator[Vault]:
    """An open, empty vault."""
    made = place.create()
    yield made
    made.close()


def test_what_is_kept_comes_back(place: Place, vault: Vault) -> None:
    """By its ref, after a restart too; the lines say what it is."""
    pending = place.keep(vault, prompt(b"hello", mark="ab" * 16), command_line(b"ls"))
    first, second = pending.lines
    assert (first.label, first.size, first.mark, first.media) == (
        "prompt",
        5,
        "ab" * 16,
        "text/plain",
    )
    assert pending.kept.to_json()["bytes"] == 7
    assert vault.read(second.ref) == b"ls"
    assert vault.ref_of(second.purpose, b"ls") == second.ref
    assert vault.ref_of(second.purpose, b"none") != second.ref
    assert (vault.has(second.ref), vault.has("x")) == (True, False)
    assert tuple(vault.lines_of(0)) == pending.lines
    vault.close()
    again = place.open()
    assert again.read(first.ref) == b"hello"
    assert tuple(again.lines_of(0)) == pending.lines
    again.close()
    again.close()  # twice is fine


def test_it_is_durable_when_keep_returns(place: Place, vault: Vault, tmp_path: Path) -> None:
    """The files as they are then hold it, pending."""
    pending = vault.keep([prompt(b"hello")], after=3)
    copied = place.copy(tmp_path / "killed").open()
    assert copied.pending_after() == 3
    assert copied.read(pending.lines[0].ref) == b"hello"
    assert copied.recover({pending.kept.root: [1, 5]}) == (1, 0)
    assert copied.pending_after() is None
    assert tuple(copied.lines_of(5)) == pending.lines
    copied.close()


def test_what_no_entry_names_goes_at_the_next_start(place: Place, vault: Vault) -> None:
    """With its payloads."""
    pending = vault.keep([prompt(b"hello")], after=0)
    assert vault.recover({}) == (0, 1)
    with pytest.raises(NotFoundError):
        vault.read(pending.lines[0].ref)
    assert place.rows("SELECT * FROM chunks") == []


def test_what_is_dropped_goes_with_the_next_change(vault: Vault) -> None:
    """Unless another entry keeps it."""
    one, two = (
        vault.keep([prompt(b"a")], after=0),
        vault.keep([prompt(b"a"), prompt(b"b")], after=0),
    )
    vault.settle(one, 0)
    vault.drop(two)
    assert vault.pending_after() is None
    assert vault.read(one.lines[0].ref) == b"a"
    with pytest.raises(NotFoundError):
        vault.read(two.lines[1].ref)


def test_a_full_vault_keeps_nothing_of_it(place: Place, vault: Vault) -> None:
    """It warns before; it says so; what it has stays, and room makes it keep again."""
    kept = place.keep(vault, prompt(noise(300_000)))
    vault.quota_bytes = vault.use().bytes + 1_000
    with pytest.raises(VaultFullError, match="in use"):
        vault.keep([command_line(b"small"), prompt(noise(5_000, "other"))], after=1)
    assert vault.use().warns
    assert vault.pending_after() is None
    assert len(place.rows("SELECT * FROM payloads")) == 1
    assert vault.shred([0]).payloads == 1
    place.keep(vault, prompt(noise(5_000, "other")))
    with pytest.raises(NotFoundError):
        vault.read(kept.lines[0].ref)
    assert (Use(79, 100).warns, Use(80, 100).warns) == (False, True)


def test_a_reveal_is_written_before_it_is_shown(place: Place, vault: Vault) -> None:
    """Also when nothing can be shown; then it comes in pieces."""
    pending = place.keep(vault, prompt(b"hello"))
    vault.note_reveal(pending.lines[0].ref, 7, 1_000)
    assert b"".join(vault.pieces(pending.lines[0].ref)) == b"hello"
    vault.note_reveal("a" * 32, 8, 2_000)
    with pytest.raises(NotFoundError):
        next(vault.pieces("a" * 32))
    assert place.rows("SELECT ref, seq, at_us FROM reveals ORDER BY id") == [
        (pending.lines[0].ref, 7, 1_000),
        ("a" * 32, 8, 2_000),
    ]


def test_shredding_spares_what_others_keep(place: Place, vault: Vault) -> None:
    """And leaves the list, until that is to be forgotten as well."""
    shared, own = prompt(b"shared"), prompt(b"own")
    first = place.keep(vault, shared, own)
    place.keep(vault, shared)
    vault.flush()
    assert vault.stored_of([(0, 0)]) == vault.stored_of([(0, 9)]) == 6 + 3 + 2 * 16
    assert vault.stored_of([(1, 1)]) == 6 + 16
    assert vault.stored_of([(2, 9)]) == vault.stored_of([]) == 0
    gone = vault.shred([0, 5])
    assert (gone.payloads, gone.bytes, gone.wiped) == (1, 3 + 16, True)
    assert vault.read(first.lines[0].ref) == b"shared"
    assert tuple(vault.lines_of(0)) == first.lines
    assert vault.shred([0], forget=True).payloads == 0
    assert vault.lines_of(0) == []
    assert vault.shred([1], forget=True).bytes == 6 + 16
    for table in ("payloads", "chunks", "lists", "uses"):
        assert place.rows(f"SELECT * FROM {table}") == []  # noqa: S608 - our own words


def test_the_last_room_on_a_disk_is_not_the_vault_s(
    place: Place, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stops before the ledger has to; a disk that does not answer is asked by the write."""
    vault.floor_bytes = 1_000
    monkeypatch.setattr(module, "free_bytes", lambda _path: 1_005)
    place.keep(vault, prompt(b"fits"))
    with pytest.raises(VaultFullError, match="1000 bytes free"):
        place.keep(vault, prompt(b"does not"))

    def silent(_path: Path) -> int:
        raise OSError

    monkeypatch.setattr(module, "free_bytes", silent)
    assert vault.has_room(6)


def test_shredding_goes_in_steps(
    place: Place, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All goes; what is left is told by the ranges that were asked for."""
    monkeypatch.setattr(module, "SHRED_STEP", 2)
    for number in range(5):
        place.keep(vault, prompt(b"%d" % number))
    assert vault.still_keep([(0, 1), (4, 9)]) == [0, 1, 4]
    gone = vault.shred(range(5))
    assert (gone.payloads, gone.bytes) == (5, 5 * 17)
    assert vault.still_keep([(0, 9)]) == []


def test_a_reader_delays_the_wiping_and_that_is_said(place: Place, vault: Vault) -> None:
    """What was shredded stays in the write-ahead log as long as somebody reads an older state."""
    place.keep(vault, prompt(noise(10_000)))
    chunk = place.rows("SELECT data FROM chunks")[0][0]
    assert isinstance(chunk, bytes)
    reader = apsw.Connection(str(place.path), flags=apsw.SQLITE_OPEN_READONLY)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM meta").fetchall()
    assert not vault.shred([0]).wiped
    assert chunk[-200:] in place.files()
    place.keep(vault, command_line(b"ls"))
    assert not vault.wipe()
    assert chunk[-200:] in place.files()
    reader.close()
    place.keep(vault, command_line(b"pwd"))  # a change is enough
    assert chunk[-200:] not in place.files()
    assert vault.wipe()


def test_what_a_killed_process_left_in_the_log_is_wiped(
    place: Place, vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the first change after the start; a disk that fails then harms nobody."""
    place.keep(vault, prompt(noise(10_000)))
    chunk = place.rows("SELECT data FROM chunks")[0][0]
    assert isinstance(chunk, bytes)
    with vault._writing():
        vault._lists.remove((1,))
    killed = place.copy(tmp_path / "killed")
    assert chunk[-200:] in killed.files()
    again = killed.open()
    with monkeypatch.context() as patch:
        patch.setattr(module, "_emptied", _fail)
        again.recover({})
    assert chunk[-200:] in killed.files()
    again.recover({})
    assert chunk[-200:] not in killed.files()
    again.close()


def _fail(*_: object) -> bool:
    raise StorageError("The disk failed.")


def test_a_payload_leads_to_its_first_entry(place: Place, vault: Vault) -> None:
    """And to what that says of it; one that no entry keeps leads nowhere."""
    place.keep(vault, command_line(b"ls"))
    pending = place.keep(vault, command_line(b"pwd"), prompt(b"hello"))
    place.keep(vault, prompt(b"hello"))
    line = pending.lines[1]
    assert vault.about(line.ref) == (1, line)
    vault.shred([1])
    assert vault.about(line.ref)[0] == 2
    vault.shred([2])
    with pytest.raises(NotFoundError, match="Nothing is kept"):
        vault.about(line.ref)


def test_data_subjects_lead_to_entries(place: Place, vault: Vault) -> None:
    """Also those who were found in the same content only later."""
    place.keep(vault, prompt(b"to A", subjects=("t_a", "t_a")))
    place.keep(vault, prompt(b"to A", subjects=("t_a", "t_b")))
    place.keep(vault, prompt(b"to C", subjects=("t_c",)))
    assert vault.entries_of(["t_b"]) == [0, 1]
    assert vault.entries_of(["t_a", "t_c"]) == [0, 1, 2]
    assert vault.entries_of(["t_d"]) == []


def test_escrow_holds_the_key_of_what_is_kept(place: Place, vault: Vault) -> None:
    """For those who were named, once a payload."""
    person = pyrage.x25519.Identity.generate()
    place.keep(vault, prompt(b"before"))
    vault.escrow = Escrow([str(person.to_public())])
    place.keep(vault, prompt(b"hello"))
    place.keep(vault, prompt(b"hello"), prompt(b"before"))
    ((payload, recipients, sealed),) = place.rows("SELECT * FROM escrow")
    assert (payload, recipients) == (2, vault.escrow.digest)
    assert isinstance(sealed, bytes)
    assert len(pyrage.decrypt(sealed, [person])) == 48


def test_another_key_or_another_log_opens_nothing(place: Place) -> None:
    """And changes nothing."""
    place.create().close()
    before = place.path.read_bytes()
    with pytest.raises(KeyLostError, match="another one is"):
        place.open(key=bytes(32))
    with pytest.raises(KeyLostError, match="another log"):
        Vault.open(place.path, place.key, place.ids, install="0" * 16, quota_bytes=QUOTA)
    assert place.path.read_bytes() == before
    place.edit("DELETE FROM meta WHERE key = 'install'")
    with pytest.raises(UnreadableError, match="whose it is"):
        place.open()
    place.path.write_bytes(b"no vault" * 1_000)
    with pytest.raises(UnreadableError):
        place.open()


def test_a_kill_while_it_is_made_leaves_none(place: Place) -> None:
    """A half-made file has another name, and is in nobody's way."""
    new = place.path.with_name("vault.db.new")
    new.write_bytes(b"half")
    new.with_name("vault.db.new-wal").write_bytes(b"half")
    place.create().close()
    assert [path.name for path in place.folder.iterdir()] == ["vault.db"]
    assert place.rows("SELECT value FROM meta WHERE key = 'install'") == [(INSTALL.encode(),)]


def test_a_vault_that_is_not_written_to_its_end_is_not_made(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its write-ahead log would stay behind under the other name."""
    monkeypatch.setattr(module, "_emptied", lambda _db, _wait_ms: False)
    with pytest.raises(StorageError, match="not written"):
        place.create()
    assert not place.path.exists()
    with pytest.raises(StorageError, match="vault's"):
        Vault.create(place.folder / "no" / "vault.db", place.key, place.ids, install=INSTALL)


def test_damaged_content_is_not_kept_again(place: Place, vault: Vault) -> None:
    """An entry must not name what cannot be read; other content is kept as before."""
    place.keep(vault, prompt(b"hello"))
    place.edit("UPDATE chunks SET data = x'00'")
    with pytest.raises(VaultDamagedError):
        vault.keep([command_line(b"new class"), prompt(b"hello")], after=1)
    place.keep(vault, command_line(b"new class"))
    assert len(place.rows("SELECT * FROM payloads")) == 2


def test_close_never_raises(place: Place) -> None:
    """What could not be noted is settled at the next start."""
    vault = place.create()
    pending = vault.keep([prompt(b"hello")], after=0)
    vault.settle(pending, 4)
    place.edit("DROP TABLE lists")
    vault.close()


def test_threads_share_one_vault(vault: Vault) -> None:
    """Each keeps and reads its own; nothing is lost or mixed up."""
    found: dict[int, bytes] = {}

    def work(number: int) -> None:
        for step in range(5):
            pending = vault.keep([prompt(b"%d %d" % (number, step))], after=0)
            vault.settle(pending, 10 * number + step)
            found[10 * number + step] = vault.read(pending.lines[0].ref)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {10 * a + b: b"%d %d" % (a, b) for a in range(4) for b in range(5)}
    assert len(vault.lines_of(31)) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("code", [apsw.SQLITE_FULL, apsw.SQLITE_IOERR_WRITE])
def test_a_disk_that_fails_keeps_nothing_and_the_next_keep_works(place: Place, code: int) -> None:
    """At each write of a keep: nothing of it is there, and what was there is."""
    disk = shim.Recorder("vault-that-fails")
    place.create().close()
    failed = 0
    for at in range(1, 400):
        faults = Faults(at, code)
        vault = place.open(vfs=disk.name)
        disk.before = faults
        try:
            pending = vault.keep([prompt(noise(20_000, str(at)))], after=0)
        except StorageError:
            pending, failed = None, failed + 1
        disk.before = lambda _verb, _name: None
        assert len(vault.keep([command_line(b"next %d" % at)], after=0).lines) == 1
        payloads = len(place.rows("SELECT * FROM payloads"))
        assert payloads == (1 if pending is None else 2)
        vault.recover({})
        vault.close()
        if pending is not None:
            break
    disk.unregister()
    assert failed == at - 1 > 3


class Faults:
    """Fails a number of writes, counted from one on."""

    def __init__(self, at: int, code: int) -> None:
        self.left, self.code = at, code

    def __call__(self, verb: str, _name: str) -> None:
        """Fail, or not."""
        self.left -= verb in {"write", "sync"}
        if self.left == 0:
            self.left = -1
            raise apsw.exception_for(self.code)


def test_what_was_told_is_written_when_asked(place: Place) -> None:
    """And nothing is written where nothing was told."""
    vault = place.create()
    pending = vault.keep([prompt(b"hello")], after=0)
    vault.flush()
    vault.settle(pending, 0)
    vault.flush()
    assert not vault._told
    assert vault.lines_of(0) == list(pending.lines)
    vault.close()


def test_long_content_is_laid_and_then_kept(place: Place, vault: Vault) -> None:
    """Or goes again, if nothing keeps it."""
    kept, other = (vault.lay(PROMPTS, [b"long ", text]) for text in (b"one", b"other"))
    (line,) = place.keep(vault, prompt(b"", laid=kept)).lines
    for laid in (kept, other):
        vault.unlay(laid)
    assert b"".join(vault.pieces(line.ref)) == vault.read(line.ref) == b"long one"
    assert len(place.rows("SELECT * FROM payloads")) == 1
    vault.quota_bytes = 0
    with pytest.raises(VaultFullError):
        vault.lay(PROMPTS, [b"more"])


def test_room_is_given_back_in_steps(place: Place, vault: Vault) -> None:
    """All of it, as often as it takes; the file is then as small as it was."""
    place.keep(vault, prompt(b"one"))
    before = place.path.stat().st_size
    place.keep(vault, prompt(noise(2 * module.GIVE_BACK_PAGES * 4096)))
    vault.shred([1])
    assert place.rows("PRAGMA freelist_count") == [(0,)]
    assert place.path.stat().st_size <= before + 64 * 1024
