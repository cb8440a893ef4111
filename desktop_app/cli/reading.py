"""Opens what the reading verbs read; an index that lags is waited for a moment, then said."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.cli.app import Session

PATIENCE_S = 1.0


@contextmanager
def index(session: Session) -> Iterator[Query]:
    """Yield the questions one may ask of the index; says so when it is behind the ledger.

    Raises:
        NotFoundError: nothing was ever recorded here.
        IndexUnreadableError: the index is damaged or not there yet; says how to mend it.
    """
    if not session.paths.ledger.exists():
        raise NotFoundError(
            f"Nothing was recorded in {session.paths.data_dir} yet.",
            hint="Start the recorder with `countersign serve`, then set an agent up.",
        )
    with Query(session.paths.index, session.paths.ledger) as query:
        deadline = time.monotonic() + PATIENCE_S
        while (behind := query.lag()) and time.monotonic() < deadline:
            time.sleep(0.02)
        if behind:
            session.output.note(
                f"The index is {behind:,} entries behind; newer ones are missing here."
            )
        yield query
