"""Opens what the reading verbs read; an index that lags is waited for a moment, then said.

`Following` reads on though the index is rebuilt meanwhile: a rebuilt index is another file under
the same name, and whoever holds the old one would see nothing new for ever.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from desktop_app.errors import CountersignError, IndexUnreadableError, NotFoundError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click

    from desktop_app.cli.app import Session

PATIENCE_S = 1.0
_COMPLETIONS = 50


@contextmanager
def index(session: Session) -> Iterator[Query]:
    """Yield the questions one may ask of the index; says so when it is behind the ledger.

    Raises:
        NotFoundError: nothing was ever recorded here.
        IndexUnreadableError: the index is damaged or not there yet; says how to mend it.
    """
    require_ledger(session)
    deadline = time.monotonic() + PATIENCE_S
    with _open(session, deadline) as query:
        while (behind := query.lag()) and time.monotonic() < deadline:
            time.sleep(0.02)
        if behind:
            session.output.note(
                f"The index is {behind:,} entries behind; newer ones are missing here."
            )
        yield query


def _open(session: Session, deadline: float) -> Query:
    """Open the index; a recorder that has just begun its first log makes it within a moment."""
    while True:
        try:
            return Query(session.paths.index, session.paths.ledger)
        except IndexUnreadableError:
            if time.monotonic() >= deadline:  # also one that is just being made
                raise
        time.sleep(0.02)


class Following:
    """Reads entries as they come, from whichever file is the index just then."""

    def __init__(self, session: Session) -> None:
        require_ledger(session)
        self._path = session.paths.index
        self._query: Query | None = Query(self._path)
        self._file = self._identity()

    def indexed(self) -> int:
        """Return how many entries are indexed."""
        return 0 if self._query is None else int(self._query.status()["indexed"])

    def tail(self, after_seq: int) -> list[dict[str, Any]]:
        """Return entries after a place; none while the index is being replaced."""
        if self._identity() != self._file or self._query is None:
            self.close()
            try:
                self._query = Query(self._path)
            except IndexUnreadableError:
                return []
            self._file = self._identity()
        try:
            return self._query.tail(after_seq)
        except IndexUnreadableError:
            self.close()
            return []

    def close(self) -> None:
        """Let go of the file."""
        if self._query is not None:
            self._query.close()
            self._query = None

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino


def complete_run(context: click.Context, _parameter: object, begun: str) -> list[str]:
    """Return the ids of runs that begin so, for the shell; none when they cannot be read."""
    session: Session = context.find_root().ensure_object(dict)["session"]
    try:
        with Query(session.paths.index) as query:
            runs = query.runs(limit=_COMPLETIONS, hidden=True)
    except CountersignError:
        return []
    ids = ["last", *(str(run["run_id"]) for run in runs)]
    # The shell reads one completion a line: an id that could be more than a word is left out.
    return [i for i in ids if i.startswith(begun) and i.isascii() and i.isprintable()]


def require_ledger(session: Session) -> None:
    """Refuse to begin a log only to look into it.

    Raises:
        NotFoundError: nothing was ever recorded here.
    """
    if not session.paths.ledger.exists():
        raise NotFoundError(
            f"Nothing was recorded in {session.paths.data_dir} yet.",
            hint="Start the recorder with `countersign serve`, then set an agent up.",
        )
