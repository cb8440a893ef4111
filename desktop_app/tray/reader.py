"""Questions about what was recorded, asked in one thread of their own, answered by callback.

Promise: the main thread never waits for a store; of questions under one key only the newest is
answered, so that scrolling through a million rows asks for what is on the screen alone. An index
that is not there yet, or is being exchanged, is an error to the one who asked, and is opened anew
at the next question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import NotFoundError
from desktop_app.query.query import Query
from desktop_app.tray.work import Work

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from desktop_app.errors import CountersignError
    from desktop_app.host.paths import Paths
    from desktop_app.tray.work import Task, Told

T = TypeVar("T")


class Reader:
    """Asks `query.Query` of one data directory."""

    def __init__(self, paths: Paths, failed: Callable[[CountersignError], None]) -> None:
        self._paths = paths
        self._work = Work(failed, threads=1, name="reader")
        self._query: Query | None = None
        self._newest: dict[str, Task] = {}

    def ask(
        self,
        question: Callable[[Query], T],
        done: Callable[[T], None],
        *,
        failed: Callable[[CountersignError], None] | None = None,
        owner: QObject | None = None,
        key: str | None = None,
    ) -> Task:
        """Ask one thing.

        Args:
            question: gets the Query; runs in the reader's thread.
            done: gets the answer, on the main thread.
            failed: gets the error; NotFoundError before anything was ever recorded.
            owner: whose end makes the answer pointless.
            key: an unanswered question of the same key is dropped.
        """
        if key is not None and (earlier := self._newest.pop(key, None)) is not None:
            earlier.cancel()

        def work(told: Told) -> T:
            told(0, 0)  # ends here when nobody waits for it any more
            return question(self._opened())

        task = self._work.run(work, done, failed=failed, owner=owner)
        if key is not None:
            self._newest[key] = task
        return task

    def close(self) -> None:
        """Let go of the file, in its own thread, and end that."""
        self._work.run(lambda _told: self._let_go(), lambda _none: None)
        self._work.close()

    def _let_go(self) -> None:
        if self._query is not None:
            self._query.close()
            self._query = None

    def _opened(self) -> Query:
        if self._query is None:
            if not self._paths.ledger.exists():
                raise NotFoundError("Nothing was recorded yet.")
            self._query = Query(self._paths.index, self._paths.ledger)
        return self._query
