"""Opens what the reading verbs read; an index that lags is waited for a moment, then said.

`Following` reads on though the index is rebuilt meanwhile: a rebuilt index is another file under
the same name, and whoever holds the old one would see nothing new for ever.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from desktop_app.errors import IndexUnreadableError, NotFoundError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.operations.context import Context

PATIENCE_S = 1.0


@contextmanager
def index(context: Context) -> Iterator[Query]:
    """Yield the questions one may ask of the index; says so when it is behind the ledger.

    Raises:
        NotFoundError: nothing was ever recorded here.
        IndexUnreadableError: the index is damaged or not there yet; says how to mend it.
    """
    require_ledger(context)
    deadline = time.monotonic() + PATIENCE_S
    with _open(context, deadline) as query:
        while (behind := query.lag()) and time.monotonic() < deadline:
            time.sleep(0.02)
        if behind:
            context.note(f"The index is {behind:,} entries behind; newer ones are missing here.")
        yield query


def _open(context: Context, deadline: float) -> Query:
    """Open the index; a recorder that has just begun its first log makes it within a moment."""
    while True:
        try:
            return Query(context.paths.index, context.paths.ledger)
        except IndexUnreadableError:
            if time.monotonic() >= deadline:  # also one that is just being made
                raise
        time.sleep(0.02)


class Following:
    """Reads entries as they come, from whichever file is the index just then."""

    def __init__(self, context: Context) -> None:
        require_ledger(context)
        self._path = context.paths.index
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


def require_ledger(context: Context) -> None:
    """Refuse to begin a log only to look into it.

    Raises:
        NotFoundError: nothing was ever recorded here.
    """
    if not context.paths.ledger.exists():
        raise NotFoundError(
            f"Nothing was recorded in {context.paths.data_dir} yet.",
            hint="Start the recorder with `countersign serve`, then set an agent up.",
        )
