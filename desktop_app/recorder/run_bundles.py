"""Makes a signed audit bundle of each run that ended, for upstreams that a person wants it on.

    run.end -> `bundle.export` -> worker -> `bundle.exported` -> `command` -> outbox -> courier

Promise: nothing is made, and nothing signed, for an upstream that nothing may go to just then; what
ended meanwhile is in the ledger and comes later. Few copies wait at a time: `MOST_WAITING`,
`MOST_BYTES`. A run of which no bundle can be made is named and stepped over, never silently.
Recording waits for none of it. `resources/docs/upstream.md`, "A bundle of each run".
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from hashlib import sha256
from threading import Event
from typing import TYPE_CHECKING, Final

from desktop_app.bundle.scope import RunScope, scope_json
from desktop_app.courier.outbox import Outbox
from desktop_app.errors import (
    BundleTooLargeError,
    CountersignError,
    ExportCancelledError,
    ExportOutdatedError,
    NotFoundError,
    StorageError,
)
from desktop_app.host import disk
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import bundles
from desktop_app.recorder.bundlejob import BundleJobs
from desktop_app.recorder.run_ends import RunEnds, handed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.recorder.run_ends import Ended
    from desktop_app.upstream.places import Upstream

LOG = logging.getLogger(__name__)
MOST_WAITING: Final = 8
MOST_BYTES: Final = 256 * 1024 * 1024
TRIES: Final = 3  # of what fails for a reason that may pass; a full disk counts for none
FIRST_PAUSE_US, LAST_PAUSE_US = 10_000_000, 600_000_000
_NEVER = (BundleTooLargeError, NotFoundError)
_LATER = (ExportCancelledError, ExportOutdatedError, StorageError)


class _Way:
    """What is known of one upstream's bundles."""

    def __init__(self, ends: RunEnds) -> None:
        self.ends = ends
        self.tries = 0
        self.pause_us, self.again_us = FIRST_PAUSE_US, 0


class RunBundles:
    """The bundles of all upstreams. `tick` on one thread, `stop` from any."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder, self._jobs = recorder, BundleJobs()
        self._ways: dict[str, _Way] = {}
        self._stopping = Event()

    def tick(self) -> None:
        """Make what is due, for each upstream as long as it has room."""
        for standing in self._recorder.upstreams.wanted():
            if standing.upstream.sends.bundles is not None:
                self._serve(standing.upstream)

    def stop(self) -> None:
        """Make no more; what is under way ends at once, and is made again another time."""
        self._stopping.set()
        self._jobs.close()

    def _serve(self, upstream: Upstream) -> None:
        outbox = Outbox(self._recorder.paths.ledger, upstream.id)
        while not self._stopping.is_set() and self._may(upstream) and self._has_room(outbox):
            with LedgerReader(self._recorder.paths.ledger) as ledger:
                way = self._way(ledger, upstream, outbox)
                if self._recorder.clock.boot_us() < way.again_us:
                    return
                end = way.ends.next(ledger)
            if end is None or not self._deal_with(upstream, way, end, outbox):
                return

    def _way(self, ledger: LedgerReader, upstream: Upstream, outbox: Outbox) -> _Way:
        way = self._ways.get(upstream.id)
        if way is None:
            copies = {digest for digest, _ in outbox.waiting()}
            way = _Way(RunEnds(ledger, upstream.id, upstream.start, copies))
            self._ways[upstream.id] = way
        return way

    def _may(self, upstream: Upstream) -> bool:
        return any(one.upstream.id == upstream.id for one in self._recorder.upstreams.wanted())

    def _has_room(self, outbox: Outbox) -> bool:
        """Whether one more copy may wait; a disk that is nearly full is the ledger's."""
        count, size = outbox.held()
        if count >= MOST_WAITING or size >= MOST_BYTES:
            return False
        floor = self._recorder.settings.number("ledger.free_floor_bytes")
        return disk.free_bytes(self._recorder.paths.data_dir) > 2 * floor

    def _deal_with(self, upstream: Upstream, way: _Way, end: Ended, outbox: Outbox) -> bool:
        """Make one; False where nothing more can be done just now."""
        try:
            self._make(upstream, end, outbox)
        except CountersignError as error:
            if self._stopping.is_set() or not self._may(upstream):
                return False
            way.tries += not isinstance(error, _LATER)
            if not isinstance(error, _NEVER) and way.tries < TRIES:
                LOG.warning("The bundle of a run is made later: %s", error.message)
                way.again_us = self._recorder.clock.boot_us() + way.pause_us
                way.pause_us = min(2 * way.pause_us, LAST_PAUSE_US)
                return False
            self._step_over(upstream, end, error)
        self._recorder.upstreams.nudge()
        way.ends.done(end)
        way.tries, way.pause_us = 0, FIRST_PAUSE_US
        return True

    def _make(self, upstream: Upstream, end: Ended, outbox: Outbox) -> None:
        """Export one run and hand the file over."""
        asked: dict[str, JSON] = {
            "scope": scope_json(RunScope(end.run.sender, end.run.run_id)),
            "level": upstream.sends.bundles,
            "recipients": [],
            "reason": None,
        }
        with outbox.making() as folder, self._begun(asked) as begun:
            note = sha256(str(begun["note"]).encode()).hexdigest()

            def sign(made: Mapping[str, JSON]) -> bytes:
                self._check(upstream)
                given: dict[str, JSON] = {**made, "seq": begun["seq"], "checkpoint": note}
                return str(bundles.sign(self._recorder, given, RECORDER)["manifest"]).encode()

            file = self._jobs.make(
                self._recorder.paths.ledger, folder, asked=asked, begun=begun, sign=sign
            )

            def allow(_copy: Path, digest: str) -> None:
                """Its entry is durable before the courier can see it."""
                self._check(upstream)
                seq = begun["seq"]
                assert isinstance(seq, int)  # noqa: S101 - the number of an entry
                subject = handed(upstream.id, end, digest, seq)
                self._recorder.journal.note(EntryKind.COMMAND, subject)

            outbox.put(file, allow)

    @contextmanager
    def _begun(self, asked: Mapping[str, JSON]) -> Iterator[dict[str, JSON]]:
        """Begin an export; one that comes to nothing is cancelled in the ledger."""
        begun = bundles.begin(self._recorder, asked, RECORDER)
        try:
            yield begun
        except BaseException as error:
            told: dict[str, JSON] = {"seq": begun["seq"], "reason": type(error).__name__}
            with suppress(CountersignError):  # signed already, or not even this can be written
                bundles.cancel(self._recorder, told, RECORDER)
            raise

    def _check(self, upstream: Upstream) -> None:
        if self._stopping.is_set() or not self._may(upstream):
            raise ExportCancelledError("Nothing may go there any more.")

    def _step_over(self, upstream: Upstream, end: Ended, error: CountersignError) -> None:
        """Name a run of which there will be no bundle, and go on behind it."""
        why = f"No bundle of a run can be made: {error.message}"
        self._recorder.upstreams.carrying.refused(upstream.id, end.end, why)
        self._recorder.journal.note(EntryKind.COMMAND, handed(upstream.id, end, None, None))
