"""Which runs are open and which trace belongs to which: the recorder's short memory.

A run is (sender, session id): no sender writes into another's run. Nothing here is needed to read
the ledger; after a restart it starts empty, and the index joins late parts by their trace ids. A
run that speaks again after its `run.end` gets another `run.start`, whose `run_seq` is not 0.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TRACES = 100_000
MAX_OPEN_RUNS = 10_000


class Run(NamedTuple):
    """The two names that make a run."""

    sender: str
    run_id: str


class RunBook:
    """Open runs by last activity, and traces by run. Thread safe.

    Times are microseconds since boot: a wall clock that jumps neither ends nor keeps a run.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._traces: OrderedDict[tuple[str, bytes], str] = OrderedDict()
        self._open: OrderedDict[Run, int] = OrderedDict()  # least recently active first
        self._held: set[Run] = set()

    def run_of_trace(self, sender: str, trace_id: bytes) -> str | None:
        """Return the run id that a sender's trace belongs to, or None."""
        return self._traces.get((sender, trace_id))

    def learn(self, sender: str, traces: Mapping[bytes, str]) -> None:
        """Remember which run each trace belongs to; the oldest are forgotten first."""
        with self._lock:
            for trace_id, run_id in traces.items():
                self._traces[sender, trace_id] = run_id
                self._traces.move_to_end((sender, trace_id))
            while len(self._traces) > MAX_TRACES:
                self._traces.popitem(last=False)

    def touch(self, run: Run, boot_us: int) -> bool:
        """Note activity; return True when the run was not open, so that its start is recorded."""
        with self._lock:
            opened = run not in self._open
            self._open[run] = boot_us
            self._open.move_to_end(run)
            return opened

    def is_open(self, run: Run) -> bool:
        """Tell whether a run is open."""
        return run in self._open

    def hold(self, run: Run) -> None:
        """Keep a run open however quiet it is, until `close` (a wrapper waits for its program)."""
        with self._lock:
            self._held.add(run)

    def close(self, run: Run) -> None:
        """Forget an open run."""
        with self._lock:
            self._open.pop(run, None)
            self._held.discard(run)

    def idle(self, before_us: int) -> list[Run]:
        """Return open runs last active before that time, and those beyond the bound."""
        with self._lock:
            excess = len(self._open) - MAX_OPEN_RUNS
            return [
                run
                for index, (run, seen_us) in enumerate(self._open.items())
                if run not in self._held and (seen_us < before_us or index < excess)
            ]

    def open_runs(self) -> list[Run]:
        """Return all open runs, least recently active first."""
        with self._lock:
            return list(self._open)
