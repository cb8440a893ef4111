"""A ledger in a folder, everything that outlives its writer, and drafts to append."""

from __future__ import annotations

import hmac
import time
from threading import Event
from typing import TYPE_CHECKING

import apsw
import zstandard

from desktop_app.ledger import connection
from desktop_app.ledger.audit import audit
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.trust import Trust
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.entry import Draft, PayloadRef
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.commitment import commit as commit_to
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds
from tests.fakes.keystore import KeyStores, MemoryKeyStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from desktop_app.model.entry import Entry

ROOMY = Limits(free_floor_bytes=0, reserve_bytes=0)
COMMAND = Draft(EntryKind.COMMAND, {"sender": "", "auth": "person"}, {"verb": "pause"})
RUN = Draft(EntryKind.COMMAND, {"sender": "codex", "auth": "token"}, {"verb": "x"}, run_id="r1")
BODY = Draft(
    EntryKind.CLOUDEVENTS,
    {"sender": "codex", "auth": "token"},
    {"records": 1},
    payload=PayloadRef(
        commit_to(bytes(32), [b"", b"abc"]),
        hmac.digest(bytes(32), b"countersign/body/v1abc", "sha256"),
        3,
        "body",
    ),
    body=zstandard.compress(b"abc"),
    secret=bytes(32),
)


class Place:
    """A folder for a ledger, and everything that outlives a writer."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ledger.db"
        self.clock, self.ids, self.stores = FakeClock(), FakeIds(), KeyStores()
        self.open_writers: list[LedgerWriter] = []

    def open(self, limits: Limits = ROOMY) -> LedgerWriter:
        """Open the ledger."""
        writer = LedgerWriter.open(
            self.path,
            keystore_for=self.stores,
            clock=self.clock,
            ids=self.ids,
            limits=limits,
            version="0.1.0",
        )
        self.open_writers.append(writer)
        return writer

    def kill(self, writer: LedgerWriter) -> None:
        """Leave the files as kill -9 does: nothing sealed, nothing pinned."""
        connection.close(writer._committer._log.db)
        writer._committer._log = None
        writer._closed = True
        writer.run_keys.close()
        writer._queue.end()
        writer._thread.join(10)
        writer._keeper.close(10)

    @property
    def store(self) -> MemoryKeyStore:
        """The keystore of the one log there is."""
        (store,) = self.stores.by_install.values()
        return store

    def entries(self) -> list[Entry]:
        """Read all entries."""
        with LedgerReader(self.path) as reader:
            return list(reader.entries())

    def kinds(self) -> list[str]:
        """Read the kinds of all entries."""
        return [str(entry.kind) for entry in self.entries()]

    def sql(self, statement: str, *values: object) -> list[tuple]:
        """Change the file behind the writer's back."""
        db = apsw.Connection(str(self.path))
        try:
            return db.execute(statement, values).fetchall()
        finally:
            db.close()

    def forge(self, *statements: str) -> None:
        """Change what the triggers protect, and put them back."""
        db = apsw.Connection(str(self.path))
        with db:
            sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            triggers = db.execute(sql).fetchall()
            for name, _ in triggers:
                db.execute(f"DROP TRIGGER {name}")
            for statement in (*statements, *(text for _, text in triggers)):
                db.execute(statement)
        db.close()

    def verify(self) -> None:
        """Audit."""
        report = audit(self.path, trust=Trust.from_keystore(self.store), now_us=self.clock.now_us())
        wrong = [item for item in report.findings if not item.code.startswith("body_")]
        assert report.verdict is Verdict.CONSISTENT, wrong


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that another thread does."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        Event().wait(0.002)


def poke(writer: LedgerWriter) -> None:
    """Let a writer look at the clock again: a checkpoint or a new day may be due."""
    writer._call(lambda: None).result(60)
