"""A recorder's parts over a real ledger in a folder; writers that fail on demand."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.recorder import wiring
from desktop_app.recorder.journal import Journal
from tests.fakes.ledger_place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pytest

    from desktop_app.ledger.writer import Appended
    from desktop_app.model.entry import Draft, Entry
    from desktop_app.recorder.recorder import Recorder


class Recording:
    """A journal over a real writer with a fake clock."""

    def __init__(self, folder: Path) -> None:
        self.place = Place(folder)
        self.clock = self.place.clock
        self.nudges = 0
        self.journal = Journal(self.clock, self._nudge)
        self.writer = self.place.open()
        self.journal.open(self.writer, is_new=True)

    def _nudge(self) -> None:
        self.nudges += 1

    def close(self) -> None:
        """Close the ledger."""
        self.writer.close()

    def kinds(self) -> list[str]:
        """Return the kinds of the entries after those that begin a log."""
        return self.place.kinds()[2:]

    def entries(self) -> list[Entry]:
        """Return the entries after those that begin a log."""
        return self.place.entries()[2:]


class FailingWriter:
    """Refuses each append with `error`, or answers never when there is none."""

    def __init__(self, error: Exception | None) -> None:
        self.error = error
        self.drafts: list[Draft] = []

    def append(self, drafts: Sequence[Draft], *, reserve: bool = False) -> Future[list[Appended]]:
        """Refuse."""
        self.drafts += drafts
        self.reserve = reserve
        future: Future[list[Appended]] = Future()
        if self.error is not None:
            future.set_exception(self.error)
        return future

    def run_secret(self, sender: str, run_id: str) -> bytes:
        """Return a secret that everybody can guess."""
        return (sender + run_id).encode().ljust(32, b".")


def paths(folder: Path) -> Paths:
    """Return paths below a folder."""
    made = Paths(folder / "data", folder / "config", folder / "run")
    made.prepare()
    return made


@contextmanager
def recorder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Make a whole recorder with an open ledger in this process; no socket, no follower."""
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "plain-file")
    made = wiring.build(paths(folder))
    wiring.open_ledger(made)
    try:
        yield made
    finally:
        made.pipeline.close()
        made.journal.writer.close()
        made.keeping.close()
        made.follower.stop()


@contextmanager
def restarted(made: Recorder) -> Iterator[Recorder]:
    """Open the ledger of a recorder that is no more, as the next one does."""
    made.pipeline.close()
    made.journal.writer.close()
    made.keeping.close()
    other = wiring.build(made.paths)
    wiring.open_ledger(other)
    yield other
    other.pipeline.close()
    other.journal.writer.close()
    other.keeping.close()
    made.journal.open(other.journal.writer)


def entries(made: Recorder) -> list[Entry]:
    """Return all entries of a recorder's ledger."""
    with LedgerReader(made.paths.ledger) as ledger:
        return list(ledger.entries())


def kinds(made: Recorder) -> list[str]:
    """Return the kinds of the entries after those that begin a log."""
    return [str(entry.kind) for entry in entries(made)][2:]
