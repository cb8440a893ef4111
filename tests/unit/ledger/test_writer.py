"""The writer: what it acknowledges, what it refuses, and how it opens again after anything."""

from __future__ import annotations

from concurrent.futures import Future
from threading import Event
from typing import TYPE_CHECKING

import apsw
import pytest

from desktop_app.errors import (
    BadEncodingError,
    BugError,
    CountersignError,
    DiskFullError,
    ExportOutdatedError,
    KeychainLockedError,
    KeyLostError,
    LedgerDivergedError,
    LedgerInvalidError,
    OverloadedError,
    StorageError,
    UnreadableError,
)
from desktop_app.ledger import commit, connection, limits
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.pin import Pin, format_pin
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.dsse import pae
from desktop_app.signing.keys import verify_ed25519
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note
from tests.fakes.ids import FakeIds
from tests.fakes.ledger_place import BODY, COMMAND, RUN, Place, poke, until

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ledger.writer import LedgerWriter
    from tests.fakes.keystore import MemoryKeyStore

TWICE = (
    "UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE seq = 8), leaf_hash = "
    "(SELECT leaf_hash FROM entries WHERE seq = 8) WHERE seq = 9"
)


# --- appending -----------------------------------------------------------------------------------


def test_a_new_ledger_begins_with_its_keys(place: Place) -> None:
    """Entry 0 names install, custody and root, entry 1 the first epoch; sealed and pinned."""
    place.open().close()
    first, second, third = place.entries()
    (install,) = place.stores.by_install
    assert first.subject["install"] == install
    assert first.subject["custody"] == "plain-file"
    assert first.log == f"countersign/{install}"
    assert [str(e.kind) for e in (first, second, third)] == [
        "log.start",
        "epoch.start",
        "epoch.seal",
    ]
    assert set(place.store.items) == {
        *("root.ed25519", "root.mldsa44", "epoch.2", "pin", "enrolment")
    }
    place.verify()


def test_entries_of_one_call_are_together_and_in_order(place: Place) -> None:
    """Places are consecutive and runs are counted per sender."""
    writer = place.open()
    other = Draft(EntryKind.COMMAND, {"sender": "b", "auth": "none"}, {}, run_id="r1")
    appended = writer.append([RUN, COMMAND, RUN, other, BODY]).result(60)
    assert [item.seq for item in appended] == [2, 3, 4, 5, 6]
    writer.close()
    assert [e.run_seq for e in place.entries()[2:7]] == [0, None, 1, 0, None]
    with LedgerReader(place.path) as reader:
        assert reader.body(6) == b"abc"
        assert reader.leaf_hash(6) == appended[4].leaf_hash
    place.verify()


def test_run_end_carries_the_count_and_is_cosigned(place: Place) -> None:
    """`run.end` gets the number of the run's entries before it, also after a restart."""
    writer = place.open()
    writer.append([RUN, RUN]).result(60)
    writer.close()
    writer = place.open()
    end = Draft(EntryKind.RUN_END, RUN.actor, {"reason": "exit"}, run_id="r1")
    (appended,) = writer.append([end]).result(60)
    until(lambda: writer.state().sealed_size > appended.seq)
    writer.close()
    assert place.entries()[appended.seq].subject == {"entries": 2, "reason": "exit"}
    with LedgerReader(place.path) as reader:
        made = [item for item in reader.checkpoints() if item.reason == "run.end"]
    assert len(made) == 1
    assert len(made[0].note) > 3_000
    place.verify()


def test_many_threads_share_commits(place: Place) -> None:
    """Everything queued is answered, in the order of its call, in few transactions."""
    writer = place.open()
    futures = [writer.append([RUN] * 3) for _ in range(400)]
    seqs = [item.seq for future in futures for item in future.result(30)]
    assert seqs == list(range(2, 1_202))
    writer.close()
    place.verify()


def test_a_bad_draft_fails_alone(place: Place) -> None:
    """A draft without canonical form refuses its call and nothing else."""
    writer = place.open()
    bad = Draft(EntryKind.COMMAND, {"sender": ""}, {"x": "y" * 70_000}, run_id="r1")
    futures = [writer.append(drafts) for drafts in ([RUN], [RUN, bad], [RUN])]
    assert futures[0].result(60)
    with pytest.raises(BadEncodingError):
        futures[1].result(60)
    assert futures[2].result(60)[0].seq == 3
    writer.close()
    place.verify()


@pytest.mark.parametrize(
    "draft",
    [
        Draft(EntryKind.EPOCH_SEAL, {}, {}),
        Draft(EntryKind.COMMAND, {}, {}, body=b"x"),
        Draft(EntryKind.COMMAND, {}, {}, payload=PayloadRef(bytes(32), None, 1, "body")),
    ],
    ids=["ours", "body without payload", "payload without body"],
)
def test_drafts_that_nobody_may_hand_in(place: Place, draft: Draft) -> None:
    """Kinds that only the writer makes, and bodies without commitments, are refused at once."""
    with pytest.raises(BugError):
        place.open().append([draft])


def test_a_cancelled_append_harms_nobody(place: Place) -> None:
    """A sender that gave up meanwhile does not stop the writer."""
    writer = place.open()
    held, release = Future[None](), Event()
    writer._call(lambda: (held.set_result(None), release.wait(10)))
    held.result(60)
    future = writer.append([COMMAND])
    assert future.cancel()
    release.set()
    assert writer.append([COMMAND]).result(60)


def test_closed_is_closed(place: Place) -> None:
    """After close everything is refused with a sentence."""
    writer = place.open()
    writer.close()
    writer.close()
    for future in (writer.append([COMMAND]), writer.checkpoint("x")):
        with pytest.raises(StorageError, match="stopping"):
            future.result(60)


# --- room ----------------------------------------------------------------------------------------


def test_quota_refuses_telemetry_and_keeps_a_reserve(place: Place) -> None:
    """Telemetry stops before the quota; reserve entries go on until it."""
    writer = place.open(Limits(quota_bytes=600_000, free_floor_bytes=0, reserve_bytes=300_000))
    assert _until_refused(writer, reserve=False).code == "DISK_FULL"
    assert writer.append([COMMAND], reserve=True).result(60)
    assert "quota" in _until_refused(writer, reserve=True).message
    writer.close()
    place.verify()


def _until_refused(writer: LedgerWriter, *, reserve: bool) -> CountersignError:
    for _ in range(500):
        error = writer.append([COMMAND] * 20, reserve=reserve).exception(10)
        if isinstance(error, CountersignError):
            return error
    raise AssertionError


def test_free_space_floor(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the floor telemetry is refused, and taken again when there is room."""
    free = 1_500_000
    monkeypatch.setattr(limits, "free_bytes", lambda _path: free)
    writer = place.open(Limits(free_floor_bytes=1_000_000, reserve_bytes=600_000))
    assert writer.append([COMMAND]).result(60)
    free = 900_000
    place.clock.advance(1)
    with pytest.raises(DiskFullError, match="free"):
        writer.append([COMMAND]).result(60)
    assert writer.append([COMMAND], reserve=True).result(60)
    free = 5_000_000
    place.clock.advance(1)
    assert writer.append([COMMAND]).result(60)


def test_a_disk_that_does_not_answer(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """When free space cannot be told, nothing is taken."""
    writer = place.open()

    def fail(_path: Path) -> int:
        raise OSError("gone")

    monkeypatch.setattr(limits, "free_bytes", fail)
    with pytest.raises(StorageError, match="gone"):
        writer.append([COMMAND]).result(60)


def test_too_much_waiting_is_pushed_back(place: Place) -> None:
    """More bytes than may wait are refused as OVERLOADED; reserve entries still queue."""
    writer = place.open(Limits(free_floor_bytes=0, reserve_bytes=0, max_waiting_bytes=500))
    with pytest.raises(OverloadedError):
        writer.append([COMMAND]).result(60)
    assert writer.append([COMMAND], reserve=True).result(60)


# --- checkpoints, epochs, rotation, pin ----------------------------------------------------------


def test_a_checkpoint_follows_within_ten_seconds(place: Place) -> None:
    """By the boot clock; the pin follows its checkpoint."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.clock.advance(9.9)
    poke(writer)
    assert writer.state().sealed_size == 2
    place.clock.advance(0.2)
    poke(writer)
    until(lambda: writer.state().pinned_size == 3)
    assert writer.state().sealed_size == 3


def test_times_of_seal_and_pin_are_told(place: Place) -> None:
    """Before the first seal of a writer by its pin, where that is the newest checkpoint's."""
    writer = place.open()
    assert writer.state().sealed_us == writer.state().pinned_us == place.clock.now_us()
    place.clock.advance(3)
    writer.append([COMMAND]).result(60)
    waits_us = place.clock.now_us()
    place.clock.advance(2)
    assert writer.state().unsealed_since_us == waits_us
    sealed = writer.checkpoint("asked").result(60)
    until(lambda: writer.state().pinned_size == 3)
    state = writer.state()
    assert state.sealed_us == state.pinned_us == sealed.ts_us == place.clock.now_us()
    assert state.unsealed_since_us is None
    place.kill(writer)
    later = place.open()
    later._keeper.pinned_size = 2  # the keystore was behind: of the newest one nothing is known
    assert later.state().sealed_us == 0


def test_a_checkpoint_after_many_entries(place: Place) -> None:
    """Every 10,000 entries, without waiting for the clock."""
    writer = place.open()
    for future in [writer.append([COMMAND] * 2_500) for _ in range(4)]:
        future.result(30)
    until(lambda: writer.state().sealed_size == 10_002)


def test_a_checkpoint_on_request_covers_what_came_before(place: Place) -> None:
    """A second request for the same size is the same note, unless it wants the cosignature."""
    writer = place.open()
    writer.append([COMMAND])
    plain = writer.checkpoint("export").result(60)
    assert plain.size == 3
    assert writer.checkpoint("export").result(60) == plain
    cosigned = writer.checkpoint("export", cosign=True).result(60)
    assert len(cosigned.note) > len(plain.note)
    assert writer.checkpoint("export", cosign=True).result(60) == cosigned


def test_the_epoch_rolls_with_the_utc_day(place: Place) -> None:
    """Also when the clock jumps back over midnight; old secrets are destroyed."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.clock.advance(86_400)
    poke(writer)
    until(lambda: "epoch.1" not in place.store.items)
    until(lambda: not writer._rolling)
    place.clock.wall_us -= 400 * 86_400_000_000
    poke(writer)
    until(lambda: "epoch.2" not in place.store.items)
    assert writer.state().epoch == 3
    writer.close()
    assert set(place.store.items) >= {"epoch.4"}
    place.verify()


def test_a_locked_keychain_stops_no_recording(place: Place) -> None:
    """The day's change waits, the pin waits, entries go on; the stop leaves the epoch open."""
    writer = place.open()
    place.store.locked = True
    place.clock.advance(86_400)
    poke(writer)
    until(lambda: writer.state().keys_error is not None)
    assert writer.append([COMMAND]).result(60)
    writer.close()
    assert "epoch.seal" not in place.kinds()
    with pytest.raises(KeychainLockedError):
        place.open()
    place.store.locked = False
    place.open().close()
    seal = next(e for e in place.entries() if e.kind is EntryKind.EPOCH_SEAL)
    assert seal.subject["late"] is True
    place.verify()


def test_a_keychain_that_never_answers_delays_the_stop_only_so_long(place: Place) -> None:
    """Close gives up waiting, leaves the epoch open, and the next start seals it."""
    writer = place.open()
    release = Event()
    place.store.before = lambda _operation, _name: release.wait(10)
    writer.append([COMMAND]).result(60)
    writer.close(timeout_s=0.05)
    release.set()
    writer._keeper._thread.join(10)
    place.store.before = lambda _operation, _name: None
    place.open().close()
    place.verify()


def test_rotation(place: Place) -> None:
    """The new root introduces the next epoch, the enrolment remembers both."""
    writer = place.open()
    old = dict(place.store.items)
    fingerprint = writer.state().fingerprint
    writer.rotate_root().result(60)
    assert writer.state().fingerprint == fingerprint
    assert place.store.items["root.ed25519"] != old["root.ed25519"]
    assert "root.next" not in place.store.items
    writer.append([COMMAND]).result(60)
    writer.rotate_root().result(60)
    writer.close()
    place.open().close()
    assert place.kinds().count("keys.rotated") == 2
    place.verify()


def test_the_running_epoch_signs_dsse_payloads(place: Place) -> None:
    """With its own key, over the pre-authentication encoding; no other epoch, and none after."""
    writer = place.open()
    signed = writer.sign_dsse("type", b"payload", epoch=1).result(60)
    verify_ed25519(signed.public, signed.signature, pae("type", b"payload"))
    writer.roll_epoch().result(60)
    for epoch in (1, 3):
        with pytest.raises(ExportOutdatedError):
            writer.sign_dsse("type", b"payload", epoch=epoch).result(60)
    assert writer.sign_dsse("type", b"payload", epoch=2).result(60).public != signed.public
    writer.close()
    with pytest.raises(StorageError, match="stopping"):
        writer.sign_dsse("type", b"payload", epoch=2).result(60)


def test_run_secrets(place: Place) -> None:
    """One run has one secret, durable with the entry that follows, also after a restart."""
    writer = place.open()
    secret = writer.run_secret("a", "r1")
    assert writer.run_secret("a", "r1") == secret
    assert writer.run_secret("b", "r1") != secret
    writer.append([COMMAND]).result(60)
    assert writer.run_secret("a", "r1") == secret
    place.kill(writer)
    assert place.open().run_secret("a", "r1") == secret


# --- kills between keystore and database ---------------------------------------------------------


class KilledError(Exception):
    """The process died here."""


def _life(place: Place) -> None:
    """A life with every change of keys."""
    writer = place.open()
    try:
        writer.append([RUN]).result(60)
        writer.roll_epoch().result(60)
        writer.rotate_root().result(60)
        writer.append([RUN]).result(60)
        writer._keeper.do(lambda: writer._seal_for_stop("stop")).result(60)
    finally:
        place.kill(writer)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_around_any_change_of_the_keystore(quick_path: Path, when: str) -> None:
    """Opening again always works, verifies, and leaves no secret of an epoch that is over."""
    number, done = 0, False
    while not done:
        number += 1
        folder = quick_path / f"{number}"
        folder.mkdir()
        place = Place(folder)
        done = _killed_at(place, number, when)
        for store in place.stores.by_install.values():
            store.before = lambda _operation, _name: None
            store.after = lambda: None
        writer = place.open()
        assert writer.append([RUN]).result(60)
        writer.close()
        stores = [store for store in place.stores.by_install.values() if store.items]
        place.stores.by_install = {"one": stores[-1]}
        assert len(stores) == 1, "keys of a ledger that never was are left"
        assert len([name for name in place.store.items if name.startswith("epoch.")]) == 1
        assert "root.next" not in place.store.items
        place.verify()
    assert number > 15


def _killed_at(place: Place, number: int, when: str) -> bool:
    """Live until the n-th change of the keystore; True when there were fewer."""
    count = 0

    def hit(*_: object) -> None:
        nonlocal count
        count += 1
        if count >= number:
            raise KilledError

    def store_for(install: str) -> MemoryKeyStore:
        store = stores(install)
        setattr(store, when, hit)
        return store

    stores = place.stores
    place.stores = store_for
    try:
        _life(place)
    except KilledError:
        return False
    finally:
        place.stores = stores
    return True


# --- opening what is not right -------------------------------------------------------------------


def _used(place: Place) -> None:
    writer = place.open()
    writer.append([RUN] * 5).result(60)
    writer.checkpoint("test").result(60)
    writer.append([RUN] * 5).result(60)
    until(lambda: writer.state().pinned_size == 7)
    place.kill(writer)


@pytest.mark.attack("B07")
@pytest.mark.parametrize("lost", ["pin", "enrolment", "root.ed25519", "root.mldsa44", "everything"])
def test_lost_keys_are_no_new_start(place: Place, lost: str) -> None:
    """The ledger stays as it is, and the error says how to go on."""
    _used(place)
    before = place.path.read_bytes()
    for name in list(place.store.items) if lost == "everything" else [lost]:
        del place.store.items[name]
    with pytest.raises(KeyLostError) as caught:
        place.open()
    assert "adopt" in caught.value.hint
    assert place.path.read_bytes()[:4096] == before[:4096]
    assert "epoch.seal" not in place.kinds()


@pytest.mark.parametrize("name", ["pin", "enrolment"])
def test_a_damaged_memory_is_lost_keys(place: Place, name: str) -> None:
    """A pin or enrolment that does not parse is not taken for none."""
    _used(place)
    place.store.items[name] = b"{}"
    with pytest.raises(KeyLostError, match="damaged"):
        place.open()


def test_keys_of_another_ledger(place: Place, quick_path: Path) -> None:
    """Root keys that are not this ledger's are lost keys; an enrolment of another diverges."""
    _used(place)
    (quick_path / "other").mkdir()
    other = Place(quick_path / "other")
    other.ids = FakeIds("other")
    other.open().close()
    mine = dict(place.store.items)
    for name in ("root.ed25519", "root.mldsa44"):
        place.store.items[name] = other.store.items[name]
    with pytest.raises(KeyLostError, match="not those"):
        place.open()
    place.store.items = {**mine, "enrolment": other.store.items["enrolment"]}
    with pytest.raises(LedgerDivergedError, match="enrolled"):
        place.open()
    place.store.items = {**mine, "pin": other.store.items["pin"]}
    with pytest.raises(LedgerDivergedError, match="pin is of"):
        place.open()


@pytest.mark.parametrize("damage", [None, b"short"], ids=["gone", "damaged"])
def test_lost_epoch_keys_are_recovered_by_the_root(place: Place, damage: bytes | None) -> None:
    """The next epoch is introduced by the root alone and names the lost one."""
    _used(place)
    del place.store.items["epoch.1"]
    if damage is not None:
        place.store.items["epoch.1"] = damage
    place.open().close()
    entry = next(e for e in place.entries() if e.kind is EntryKind.EPOCH_RECOVERED)
    assert entry.subject["lost_epoch"] == 1
    place.verify()


@pytest.mark.parametrize("how", ["keys", "handover", "forged", "odd"])
def test_a_broken_handover_is_recovered_by_the_root(place: Place, how: str) -> None:
    """After a clean stop too: prepared keys gone, or their introduction gone or forged."""
    place.open().close()
    if how == "keys":
        del place.store.items["epoch.2"]
    elif how == "handover":
        place.sql("DELETE FROM meta WHERE key = 'handover'")
    else:
        value = '{"signatures":{}}' if how == "forged" else '{"signatures":[]}'
        place.sql("UPDATE meta SET value = ? WHERE key = 'handover'", value)
    place.open().close()
    assert "epoch.recovered" in place.kinds()
    place.verify()


def _cut(place: Place, size: int) -> None:
    place.forge(
        f"DELETE FROM entries WHERE seq >= {size:d}",  # noqa: S608 - a number
        f"DELETE FROM checkpoints WHERE size > {size:d}",  # noqa: S608 - a number
        f"UPDATE run_seqs SET next = {size - 2:d}",  # noqa: S608 - a number
    )


@pytest.mark.attack("A07")
@pytest.mark.attack("A08")
def test_a_cut_tail_is_diverged(place: Place) -> None:
    """Shorter than the pin: never appended to, and both sizes are told."""
    _used(place)
    _cut(place, 6)
    with pytest.raises(LedgerDivergedError, match="6 entries and had 7"):
        place.open()
    assert len(place.entries()) == 6


@pytest.mark.attack("A11")
def test_another_history_of_the_same_size_is_diverged(place: Place) -> None:
    """A fork made with the real keys contradicts the pin."""
    writer = place.open()
    backup = {name: (place.path.parent / name).read_bytes() for name in ("ledger.db",)}
    writer.append([COMMAND]).result(60)
    writer.checkpoint("x").result(60)
    until(lambda: writer.state().pinned_size == 3)
    pinned = place.store.items["pin"]
    place.kill(writer)
    for suffix in ("", "-wal", "-shm"):
        (place.path.parent / f"ledger.db{suffix}").unlink(missing_ok=True)
    (place.path).write_bytes(backup["ledger.db"])
    place.store.items["pin"] = pinned
    old = {name: value for name, value in place.store.items.items() if name != "pin"}
    # Whoever holds the keys grows another history over the old file, the pin aside.
    with LedgerReader(place.path) as reader:
        note = reader.checkpoints()[0]
    root = parse_checkpoint(parse_note(note.note).text)
    place.store.items = {
        **old,
        "pin": format_pin(Pin(root.origin, 2, root.root, note.note.decode(), 1)),
    }
    fork = place.open()
    fork.append([RUN, RUN]).result(60)
    fork.close()
    place.store.items["pin"] = pinned
    with pytest.raises(LedgerDivergedError, match="another history"):
        place.open()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("UPDATE entries SET leaf = zeroblob(9) WHERE seq = 9", "altered"),
        ("UPDATE entries SET leaf_hash = zeroblob(32) WHERE seq = 3", "do not lead"),
        ("UPDATE entries SET mac = zeroblob(32) WHERE seq = 4", "MAC of entry 4"),
        ("UPDATE entries SET mac = zeroblob(32) WHERE seq = 9", "MAC of entry 9"),
        ("DELETE FROM entries WHERE seq = 9", "Entry 9"),
        ("DELETE FROM entries WHERE seq = 4", "missing"),
        ("DELETE FROM entries WHERE seq = 0", "missing"),
        ("DELETE FROM checkpoints", "no checkpoint"),
        ("UPDATE checkpoints SET size = 90 WHERE size = 7", "covers 90"),
        ("UPDATE checkpoints SET size = 5 WHERE size = 7", "do not lead"),
        ("UPDATE checkpoints SET note = x'00' WHERE size = 7", "does not recompute"),
        ("UPDATE epochs SET first_seq = 3", "does not begin"),
        ("DELETE FROM epochs", "no beginning"),
        ("UPDATE run_seqs SET next = 3", "counted wrong"),
        ("DELETE FROM meta WHERE key = 'install'", "install is missing"),
        ("UPDATE meta SET value = '00' WHERE key = 'install'", "another log"),
        ("UPDATE meta SET value = '4' WHERE key = 'root_seq'", "no root keys"),
        ("UPDATE meta SET value = 'x' WHERE key = 'root_seq'", "does not recompute"),
        ("INSERT INTO entries SELECT 20, leaf, leaf_hash, mac FROM entries WHERE seq = 9", "12"),
        (TWICE, "Entry 9 is not"),
    ],
)  # fmt: skip
def test_a_tail_that_does_not_recompute_is_refused(place: Place, change: str, says: str) -> None:
    """Each field that opening relies on; the ledger is never appended to."""
    _used(place)
    place.forge(change)
    with pytest.raises(LedgerInvalidError, match=says):
        place.open()


@pytest.mark.attack("E05")
@pytest.mark.parametrize(
    "change",
    [
        "CREATE TRIGGER evil AFTER INSERT ON entries BEGIN DELETE FROM bodies; END",
        "CREATE TABLE more (x)",
        "CREATE INDEX more ON entries (mac)",
        "DROP TRIGGER entries_no_delete",
        "CREATE VIEW more AS SELECT * FROM entries",
        "CREATE VIRTUAL TABLE more USING fts5(x)",
        "ALTER TABLE bodies ADD COLUMN more TEXT GENERATED ALWAYS AS (abs(-1))",
        "PRAGMA user_version = 0",
        "PRAGMA application_id = 1",
        "ANALYZE",
    ],
)
def test_a_schema_that_is_not_ours_is_unreadable(place: Place, change: str) -> None:
    """By one byte, one object, one number: nothing is read from it, nothing of it runs."""
    place.open().close()
    place.sql(change)
    with pytest.raises(UnreadableError):
        place.open()
    with pytest.raises(UnreadableError):
        LedgerReader(place.path)


@pytest.mark.attack("A14")
def test_a_newer_ledger_is_told_from_a_damaged_one(place: Place) -> None:
    """A higher user_version names itself."""
    place.open().close()
    place.sql("PRAGMA user_version = 3")
    with pytest.raises(CountersignError, match="Ledger version 3") as caught:
        place.open()
    assert caught.value.code == "NEWER_FORMAT"


@pytest.mark.attack("E09")
def test_bytes_after_the_last_page(place: Place) -> None:
    """A file that is longer than its pages is not appended to."""
    place.open().close()
    with place.path.open("ab") as file:
        file.write(bytes(4096))
    with pytest.raises(LedgerInvalidError, match="last page"):
        place.open()


def test_not_a_database(place: Place) -> None:
    """Anything else under the name is left alone."""
    place.path.write_bytes(b"hello" * 2_000)
    with pytest.raises(UnreadableError):
        place.open()


def test_a_removed_database_with_its_wal_left(place: Place) -> None:
    """A new log is not begun over the remains of another."""
    _used(place)
    place.path.rename(place.path.with_name("elsewhere"))
    place.path.with_name("ledger.db-wal").write_bytes(b"x")
    with pytest.raises(LedgerInvalidError, match="removed the ledger"):
        place.open()


# --- while running -------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["deleted", "replaced", "wal deleted"])
def test_a_file_that_is_taken_away_while_running(place: Place, how: str) -> None:
    """The append that would have gone nowhere is refused; the reason is told."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    victim = place.path.with_name("ledger.db-wal") if how == "wal deleted" else place.path
    content = victim.read_bytes()
    victim.rename(victim.with_name("taken"))
    if how == "replaced":
        victim.write_bytes(content)
    with pytest.raises(StorageError):
        writer.append([COMMAND]).result(60)
    assert writer.state().last_error


def test_a_locked_file_refuses_and_recovers(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's write lock is a retryable refusal, not the end."""
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_MS", 20)
    writer = place.open()
    db = apsw.Connection(str(place.path))
    db.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked"):
        writer.append([COMMAND]).result(60)
    assert "locked" in str(writer.state().last_error)
    db.execute("ROLLBACK")
    db.close()
    assert writer.append([COMMAND]).result(60)
    assert writer.state().last_error is None
    writer.close()
    place.verify()


def test_a_foreign_write_that_does_no_harm_is_recomputed(place: Place) -> None:
    """Someone else's commit makes the writer look again before it goes on."""
    writer = place.open()
    writer.append([RUN]).result(60)
    place.sql("INSERT INTO meta VALUES ('note', 'x')")
    assert writer.append([RUN]).result(60)[0].seq == 3
    place.sql("DELETE FROM meta WHERE key = 'note'")
    writer.close()
    place.verify()


def test_a_foreign_write_that_does_harm_ends_appending(place: Place) -> None:
    """An entry forged behind the writer's back is not built upon; the reason stays."""
    writer = place.open()
    writer.append([RUN]).result(60)
    place.sql("INSERT INTO entries SELECT 3, leaf, leaf_hash, mac FROM entries WHERE seq = 2")
    for _ in range(2):
        with pytest.raises(LedgerInvalidError):
            writer.append([RUN]).result(60)
    assert writer.state().refusing
    with pytest.raises(LedgerInvalidError):
        writer.checkpoint("x").result(60)


def test_acknowledged_entries_that_vanish_end_appending(place: Place) -> None:
    """A rollback behind the writer's back is DIVERGED, and stays so."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.forge("DELETE FROM entries WHERE seq = 2")
    with pytest.raises(LedgerDivergedError):
        writer.append([COMMAND]).result(60)


def test_an_epoch_of_someone_else_ends_appending(place: Place) -> None:
    """Somebody with the keys who goes on elsewhere is noticed."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    place.open().close()
    with pytest.raises(LedgerInvalidError, match="Somebody else"):
        writer.append([COMMAND]).result(60)


@pytest.mark.attack("E10b")
def test_replacing_an_entry_is_refused(place: Place) -> None:
    """By our own connection and by another; also as INSERT OR REPLACE."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    again = "INSERT OR REPLACE INTO entries SELECT seq, leaf, leaf_hash, mac FROM entries"
    with pytest.raises(apsw.ConstraintError, match="has that row already"):
        writer._committer._log.db.execute(again)
    with pytest.raises(apsw.ConstraintError, match="has that row already"):
        place.sql(again)


def test_a_mistake_of_ours_reaches_every_waiting_sender(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error that is no storage error fails the batch, not the thread."""
    writer = place.open()
    honest = commit.Committer._append
    monkeypatch.setattr(commit.Committer, "_append", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        writer.append([COMMAND]).result(60)
    monkeypatch.setattr(commit.Committer, "_append", honest)
    assert writer.append([COMMAND]).result(60)
    writer.close()
    place.verify()


def test_an_epoch_change_that_was_cut_off_in_the_file(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COMMIT happened and its answer did not: the new epoch runs on."""
    writer = place.open()
    honest = commit.Committer._check_files
    calls = 0

    def fail_once(self: commit.Committer) -> None:
        nonlocal calls
        calls += 1
        if calls == 1:
            raise StorageError("no answer")
        honest(self)

    monkeypatch.setattr(commit.Committer, "_check_files", fail_once)
    with pytest.raises(StorageError, match="no answer"):
        writer.roll_epoch().result(60)
    assert writer.append([COMMAND]).result(60)
    assert writer.state().epoch == 2
    writer.close()
    place.verify()


def test_a_due_checkpoint_that_fails_is_tried_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at once, and without an end to recording."""
    writer = place.open()
    writer.append([COMMAND]).result(60)
    honest = commit.Committer.checkpoint

    def fail(*_: object, **__: object) -> None:
        raise StorageError("no")

    monkeypatch.setattr(commit.Committer, "checkpoint", fail)
    place.clock.advance(11)
    poke(writer)
    poke(writer)
    monkeypatch.setattr(commit.Committer, "checkpoint", honest)
    assert writer.state().sealed_size == 2
    place.clock.advance(2)
    poke(writer)
    until(lambda: writer.state().sealed_size == 3)


def test_bodies_and_keys_are_purged(place: Place) -> None:
    """Through the committing thread; entries stay, and the ledger goes on."""
    writer = place.open()
    seq = writer.append([BODY, COMMAND]).result()[0].seq
    assert writer.purge([seq]).result().bodies == 1
    assert writer.empty_wal().result()
    assert writer.append([COMMAND]).result()
    with LedgerReader(place.path) as ledger:
        assert (ledger.body(seq), ledger.entry(seq).payload is not None) == (None, True)
