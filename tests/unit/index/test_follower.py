"""The follower: same rows whatever the steps, exactly once, mends what can be mended."""

from __future__ import annotations

# ruff: noqa: TID251 - looks at the file as a stranger would
import itertools
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NewerFormatError, StorageError
from desktop_app.index.connection import open_reader, side_files
from desktop_app.index.follower import Follower, open_or_replace, rebuild
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize.signals import Signal
from desktop_app.query.query import Query
from tests.fakes.index_dump import dump
from tests.fakes.ledger_builder import otlp, stopped
from tests.fakes.ledger_builder import traces as real_traces
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import random_ledger

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = range(40 if os.environ.get("COUNTERSIGN_LONG") else 4)


def follow(path: Path, ledger: MemoryLedger, steps: Random | None = None) -> dict:
    """Index a ledger, in random steps and with a new follower now and then; return the dump."""
    index = path / "index.db"
    while True:
        with Follower(path / "ledger.db", index, open_source=ledger.open) as follower:
            for _ in range(3):
                count = 10_000 if steps is None else steps.randrange(1, 9)
                if not follower.catch_up(count):
                    return dump(index)


@pytest.mark.parametrize("seed", SEEDS)
def test_same_rows_in_any_steps_and_after_a_rebuild(tmp_path: Path, seed: int) -> None:
    """Chunk sizes, restarts and a rebuild leave the same rows, ids and words."""
    ledger = random_ledger(seed)
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    whole = follow(tmp_path / "a", ledger)
    steps = Random(seed)  # noqa: S311 - repeatable
    assert follow(tmp_path / "b", ledger, steps) == whole
    rebuild(tmp_path / "x", tmp_path / "c" / "index.db", open_source=ledger.open)
    assert dump(tmp_path / "c" / "index.db") == whole
    assert len(whole["spans"]) > 20
    assert whole["span_resends"]
    assert whole["spans_fts"]


def test_catch_up_goes_on_where_it_was(tmp_path: Path) -> None:
    """New entries are applied once; the count and the lag say so."""
    ledger = random_ledger(1, entries=10)
    with Follower(tmp_path / "l", tmp_path / "index.db", open_source=ledger.open) as follower:
        assert follower.lag() == ledger.size()
        assert follower.catch_up() == ledger.size()
        assert follower.catch_up() == 0
        ledger.add(EntryKind.RECORDER_STOP)
        assert follower.lag() == 1
        assert follower.catch_up() == 1
        assert follower.position == ledger.size()


KILLED = """
import os, sys
from pathlib import Path
from random import Random
from desktop_app.index import follower as module, steps
from tests.fakes.telemetry import random_ledger
steps.MAX_RECORDS, steps._WINDOW = 3, 1
step, at = module.Follower._step, Random(int(sys.argv[2])).randrange(2, 20)
real = module.write_position
def dying(connection, position):
    global at
    at -= 1
    if at == 0:
        os.kill(os.getpid(), 9)
    real(connection, position)
    if at == 1 and sys.argv[2] != "0":
        connection.execute("COMMIT")
        os.kill(os.getpid(), 9)
module.write_position = dying
ledger = random_ledger(3)
with module.Follower(Path("l"), Path(sys.argv[1]), open_source=ledger.open) as follower:
    follower.catch_up()
"""


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_killed_in_the_middle_leaves_no_gap_and_no_double(tmp_path: Path, seed: int) -> None:
    """Position and rows are one transaction: after kill -9 the follower ends with the same rows."""
    ledger = random_ledger(3)
    (tmp_path / "whole").mkdir()
    whole = follow(tmp_path / "whole", ledger)
    index = tmp_path / "index.db"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(index), str(seed)], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        assert 0 <= follower.position < ledger.size()
        follower.catch_up()
    assert dump(index) == whole


@pytest.mark.parametrize("damage", ["garbage", "empty", "header", "pages", "other", "older"])
def test_a_damaged_index_is_rebuilt(tmp_path: Path, damage: str) -> None:
    """A file that cannot be trusted is replaced by a new one, whatever is wrong with it."""
    ledger = random_ledger(2, entries=80)
    whole = follow(tmp_path, ledger)
    index = tmp_path / "index.db"
    data = bytearray(index.read_bytes())
    if damage == "garbage":
        index.write_bytes(b"no database at all" * 100)
    elif damage == "empty":
        index.write_bytes(b"")
    elif damage == "header":
        index.write_bytes(bytes(100) + data[100:])
    elif damage == "pages":
        index.write_bytes(data[:8192] + os.urandom(8192) + data[16384:])
    elif damage == "other":
        with closing(sqlite3.connect(index)) as connection:
            connection.execute("PRAGMA application_id = 7")
    else:
        with closing(sqlite3.connect(index)) as connection:
            connection.execute("UPDATE meta SET value = '0' WHERE key = 'content'")
            connection.commit()
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        assert follower.position == ledger.size()
    assert dump(index) == whole


def test_an_index_of_another_ledger_is_rebuilt(tmp_path: Path) -> None:
    """Rolled back, adopted or exchanged: rows that this ledger does not hold go away."""
    follow(tmp_path, random_ledger(5))
    other = random_ledger(6, entries=9)
    (tmp_path / "fresh").mkdir()
    assert follow(tmp_path, other) == follow(tmp_path / "fresh", other)


def test_damage_met_on_the_way_is_mended(tmp_path: Path) -> None:
    """A page that turns bad while the follower runs leads to a rebuild, not to an end."""
    ledger = random_ledger(2, entries=80)
    index = tmp_path / "index.db"
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        follower.catch_up(40)
        with closing(sqlite3.connect(index)) as connection:
            connection.execute("DROP TABLE approvals")
            connection.execute("DROP TABLE model_calls")
        while follower.catch_up():
            pass
        assert follower.lag() == 0
    (tmp_path / "fresh").mkdir()
    assert dump(index) == follow(tmp_path / "fresh", ledger)


def test_a_newer_index_is_refused_and_left_alone(tmp_path: Path) -> None:
    """What a later version wrote is neither read nor replaced without being asked."""
    ledger = random_ledger(2, entries=5)
    follow(tmp_path, ledger)
    index = tmp_path / "index.db"
    with closing(sqlite3.connect(index)) as connection:
        connection.execute("PRAGMA user_version = 999")
    before = index.read_bytes()
    with pytest.raises(NewerFormatError, match="999"):
        Follower(tmp_path / "l", index, open_source=ledger.open)
    with pytest.raises(NewerFormatError):
        open_reader(index)
    assert index.read_bytes() == before
    rebuild(tmp_path / "l", index, open_source=ledger.open)  # asked for by name, it is replaced
    open_reader(index).close()


def test_a_newer_index_is_replaced_when_somebody_asks(tmp_path: Path) -> None:
    """The follower waits for a word: look again, rebuild, or give up."""
    ledger = random_ledger(2, entries=5)
    follow(tmp_path, ledger)
    index, refused = tmp_path / "index.db", []

    def newer() -> None:
        with closing(sqlite3.connect(index)) as connection:
            connection.execute("PRAGMA user_version = 999")

    words: list[bool | None] = [None, False, True]

    def asked(error: NewerFormatError) -> bool | None:
        refused.append(error)
        return words.pop(0)

    newer()
    before = index.read_bytes()
    assert open_or_replace(tmp_path / "l", index, asked, open_source=ledger.open) is None
    assert index.read_bytes() == before
    follower = open_or_replace(tmp_path / "l", index, asked, open_source=ledger.open)
    assert follower is not None
    with follower:
        assert follower.position == ledger.size()
    assert len(refused) == 3
    open_reader(index).close()


def test_a_locked_index_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program's write lock is told as such; the follower goes on when it is gone."""
    monkeypatch.setattr("desktop_app.index.connection.BUSY_MS", 20)
    ledger = random_ledger(2, entries=5)
    index = tmp_path / "index.db"
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        with closing(sqlite3.connect(index, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StorageError, match="locked"):
                follower.catch_up()
            other.execute("ROLLBACK")
        assert follower.catch_up() == ledger.size()


def test_an_index_deleted_under_the_follower_comes_back_at_the_next_start(tmp_path: Path) -> None:
    """Delete index.db and its side files at any time: nothing is lost."""
    ledger = random_ledger(2, entries=20)
    whole = follow(tmp_path, ledger)
    index = tmp_path / "index.db"
    index.unlink()
    for name in side_files(index):
        name.write_bytes(b"left over")
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        follower.catch_up()
    assert dump(index) == whole


def test_an_index_deleted_while_it_is_followed_is_built_anew(tmp_path: Path) -> None:
    """The follower notices that it writes into a file that nobody sees."""
    ledger = random_ledger(2, entries=20)
    index = tmp_path / "index.db"
    with Follower(tmp_path / "l", index, open_source=ledger.open) as follower:
        follower.catch_up(5)
        index.unlink()
        while follower.catch_up():
            pass
        assert follower.lag() == 0
    (tmp_path / "fresh").mkdir()
    assert dump(index) == follow(tmp_path / "fresh", ledger)


def test_a_rebuild_does_not_disturb_a_reader(tmp_path: Path) -> None:
    """A reader that is in the middle of the old file reads on; a new one sees the new file."""
    ledger = random_ledger(2, entries=20)
    whole = follow(tmp_path, ledger)
    index = tmp_path / "index.db"
    seen: list[tuple[int, int]] = []
    with closing(open_reader(index)) as reader:
        rows = reader.execute("SELECT seq FROM entries ORDER BY seq")
        first = next(rows)[0]
        rebuild(
            tmp_path / "l",
            index,
            open_source=ledger.open,
            progress=lambda done, size: seen.append((done, size)),
        )
        assert [first, *(row[0] for row in rows)] == list(range(ledger.size()))
    assert seen[-1] == (ledger.size(), ledger.size())
    assert dump(index) == whole
    assert not [name for name in tmp_path.iterdir() if ".new" in name.name]


def test_a_failed_rebuild_leaves_the_old_index(tmp_path: Path) -> None:
    """A ledger that cannot be read costs nothing that was there."""
    ledger = random_ledger(2, entries=20)
    whole = follow(tmp_path, ledger)

    class Broken(MemoryLedger):
        def with_bodies(self, start=0, stop=None):  # noqa: ARG002 - the shape of the protocol
            raise StorageError("The disk is gone.")

    broken = Broken()
    broken.add(EntryKind.RECORDER_START)
    with pytest.raises(StorageError):
        rebuild(tmp_path / "l", tmp_path / "index.db", open_source=broken.open)
    assert dump(tmp_path / "index.db") == whole


def test_a_real_ledger_is_followed_while_it_grows(tmp_path: Path) -> None:
    """Through the real writer and reader: all kinds of entries, and a lag that readers see."""
    built = stopped(tmp_path / "data")
    index = tmp_path / "index.db"
    with Follower(built.path, index) as follower:
        while follower.catch_up(5):
            pass
        size = follower.position
        with Query(index, built.path) as query:
            assert query.status()["indexed"] == query.status()["ledger"] == size
        writer = built.open()
        request = otlp(Signal.TRACES, real_traces(3), built.ids, "late")
        writer.append([request]).result(timeout=30)
        with Query(index, built.path) as query:
            assert query.lag() > 0
        writer.close()
        while follower.catch_up():
            pass
        with Query(index, built.path) as query:
            assert query.lag() == 0
            assert query.run("late")["spans"] == 3
            entries = query.tail(limit=10_000)
    for before, after in itertools.pairwise(entries):
        assert after["prev"] == before["leaf_hash"]
    (tmp_path / "fresh").mkdir()
    rebuild(built.path, tmp_path / "fresh" / "index.db")
    assert dump(tmp_path / "fresh" / "index.db") == dump(index)
