"""A ledger with a time stamp in it, by a real authority made with openssl; and what adds to one.

Openssl stamps with the real time, so this ledger's clock begins at it. `marks`: `size` of the
stamped checkpoint, `stamp` is the entry's place.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from desktop_app.ledger.stamps import NotedStamp
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.signing.timestamps import read_timestamp
from tests.fakes import ledger_builder as build
from tests.fakes.tsa import Stamper, today

if TYPE_CHECKING:
    from desktop_app.ledger.writer import LedgerWriter
    from desktop_app.model.canonical import JSON
    from tests.fakes.ledger_builder import Built

HOUR_US = 3_600 * 1_000_000
LOCAL: dict[str, JSON] = {"sender": "", "auth": "local"}
_FOLDER = tempfile.TemporaryDirectory(prefix="tsa-")


def now_us() -> int:
    """Return the time that openssl will stamp with."""
    return int(today().timestamp()) * 1_000_000


@cache
def stamper(name: str = "first", **certificate: int) -> Stamper:
    """Return the authority of a name; made once in a process."""
    words = "-".join(f"{key}{value}" for key, value in certificate.items())
    return Stamper(Path(_FOLDER.name) / f"{name}{words}", f"Root {name}", **certificate)


def subject(size: int, checkpoint: bytes, token: bytes, upstream: str = "") -> dict[str, JSON]:
    """Return what the recorder writes of a token."""
    time_us = read_timestamp(token).time_us
    digest = hashlib.sha256(checkpoint).digest()
    return NotedStamp(upstream, size, digest, token, time_us).to_json()


def stamp(writer: LedgerWriter, who: Stamper, upstream: str = "") -> tuple[int, int, bytes]:
    """Seal, let it be stamped, and write that down; return size, the entry's place, the token."""
    done = writer.checkpoint("test").result()
    token = who.stamp(done.note)
    told = subject(done.size, done.note, token, upstream)
    (entry,) = writer.append([Draft(EntryKind.ANCHOR_TIMESTAMP, LOCAL, told)]).result()
    return done.size, entry.seq, token


def stamped(folder: Path, seed: str = "t") -> Built:
    """Make the ledger described above, as kill -9 leaves it: epoch 1 runs."""
    built = build.empty(folder / "live", seed)
    built.clock.now = now_us() - 60_000_000
    writer = built.open()
    writer.append([build.command(f"verb-{number}") for number in range(5)]).result()
    writer.checkpoint("test").result()
    writer.append([build.command()]).result()
    passed_us = now_us() - built.clock.now
    built.clock.now, built.clock.boot = now_us(), built.clock.boot + passed_us
    size, seq, _ = stamp(writer, stamper())
    writer.append([build.command("resume")]).result()
    pinned = writer.checkpoint("test").result().size
    build.until(lambda: writer.state().pinned_size == pinned)
    writer.append([build.command("status")]).result()
    built.marks |= {"size": size, "stamp": seq, "pinned": pinned}
    killed = built.copy(folder / "killed")
    writer.close()
    return killed


def note_of(built: Built, size: int) -> bytes:
    """Return the newest stored checkpoint of a size."""
    db = apsw.Connection(str(built.path), flags=apsw.SQLITE_OPEN_READONLY)
    sql = "SELECT note FROM checkpoints WHERE size = ? ORDER BY id DESC LIMIT 1"
    note = db.execute(sql, (size,)).fetchone()[0]
    db.close()
    return bytes(note)
