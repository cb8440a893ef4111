"""A recorder with its sockets, its follower and its ticker: what `countersign serve` runs.

Order of ending is the reverse of starting: no more requests and commands, what was taken is
appended, runs ended, ledger sealed, follower caught up. Each step is taken, whatever happened to
those before it, and also when `start` failed half-way.
"""

from __future__ import annotations

import logging
from threading import Event, Thread
from typing import TYPE_CHECKING

from desktop_app.control.server import ControlServer, ServerLimits
from desktop_app.errors import CountersignError, KeychainLockedError
from desktop_app.host import peers
from desktop_app.host.egress import door
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import RECORDER
from desktop_app.model.kinds import EntryKind
from desktop_app.receive.guard import Guard
from desktop_app.receive.request import ReceiverLimits
from desktop_app.receive.server import Receivers
from desktop_app.recorder import bundles, verbs
from desktop_app.recorder.agent_api import GateAPI
from desktop_app.recorder.agents_share import AgentsShare
from desktop_app.recorder.handed import Handed
from desktop_app.recorder.left_open import runs_left_open
from desktop_app.recorder.packing import Packing
from desktop_app.recorder.questions import MAX_OPEN
from desktop_app.recorder.run_bundles import RunBundles
from desktop_app.recorder.uploads import Uploads
from desktop_app.recorder.wiring import open_ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.recorder.recorder import Recorder
    from desktop_app.recorder.self_telemetry import SelfTelemetry

LOG = logging.getLogger(__name__)
TICK_S = 5.0
RETENTION_TICK_S = 60.0
UNLOCK_RETRY_S = 2.0
CONNECTIONS = 2 * MAX_OPEN  # hooks that wait for a person leave room for all others


class Serving:
    """`start` once, `stop` once (also after a `start` that raised).

    Attributes:
        control: answers command line and tray.
    """

    def __init__(
        self, recorder: Recorder, *, receive: bool, http_port: int, grpc_port: int
    ) -> None:
        self.recorder = recorder
        self._stopping = Event()
        self.control = ControlServer(
            recorder.paths.control_address,
            verbs.bind(recorder),
            refused=lambda verb, agent: verbs.refused(recorder, verb, agent),
            limits=ServerLimits(connections=CONNECTIONS),
        )
        self._receivers: Receivers | None = None
        self._run_bundles = RunBundles(recorder)
        share = AgentsShare(recorder.keeping, recorder.clock)
        handed = Handed(
            recorder.journal,
            recorder.run_keys,
            recorder.pipeline.redactor_in_force,
            recorder.keeping,
            recorder.pause,
            share=share,
        )
        uploads = Uploads(
            handed,
            recorder.keeping,
            share=share,
            redactor=recorder.pipeline.redactor_in_force,
            folder=recorder.paths.data_dir,
            ids=recorder.ids,
            most_bytes=lambda: recorder.settings.number("vault.payload_bytes"),
        )
        self._api = GateAPI(
            recorder.gating,
            handed,
            recorder.pictures,
            recorder.clock,
            uploads=uploads,
            share=share,
        )
        if receive:
            self._receivers = Receivers(
                recorder.pipeline,
                guard=Guard(
                    token_owner=recorder.senders.name_of,
                    same_user=peers.is_same_user,
                    require_token=bool(recorder.settings["receive.require_token"]),
                ),
                limits=ReceiverLimits(max_bytes=recorder.settings.number("receive.max_bytes")),
                http_port=http_port,
                grpc_port=grpc_port,
                status=recorder.status,
                agents=self._api,
            )
        self._packing = Packing(recorder.keeping)
        self._threads: list[Thread] = []
        self._self_telemetry: SelfTelemetry | None = None

    def start(self) -> None:
        """Open everything; sockets last, so that who gets through is served.

        Raises:
            PortTakenError: another program listens there.
            CountersignError: the ledger cannot be opened; not raised for a locked keychain.
        """
        try:
            first = open_ledger(self.recorder).seq
        except KeychainLockedError as error:
            self.recorder.journal.wait_for(error.message)
            first = None
        self.control.start()
        if self._receivers is not None:
            self._receivers.start()
            self.recorder.otlp_http = self._receivers.http_url
            self.recorder.otlp_grpc = self._receivers.grpc_address
        door.report_to(self.recorder.refusals.heard)
        if first is None:
            self._spawn("unlock", self._wait_for_keys)
        else:
            self._opened(first)
        self._spawn("ticker", self._tick)

    def stop(self) -> None:
        """End in the reverse order; what was acknowledged is sealed before this returns."""
        self._stopping.set()
        self._packing.stop()
        self.recorder.purging.stop()
        self._run_bundles.stop()
        for thread in self._threads:
            thread.join()
        self._step(self.recorder.gating.stop)
        if self._receivers is not None:
            self._step(self._receivers.stop)
        self._step(self._api.close)
        self._step(self.control.close)
        if self._self_telemetry is not None:
            self._step(self._self_telemetry.stop)
        self._step(self.recorder.pipeline.close)
        self._step(self.recorder.gating.close)
        self._step(self.recorder.pictures.close)
        self._step(self.recorder.upstreams.close)
        if self.recorder.journal.waiting_for is None:
            self._step(self.recorder.pause.save)
            self._step(self.recorder.journal.end_all_runs)
            self._step(lambda: bundles.cancel_all(self.recorder, RECORDER))
            self._step(
                lambda: self.recorder.journal.note(
                    EntryKind.RECORDER_STOP,
                    {"reason": "stop"},
                    actor=self.recorder.stopping.actor,
                )
            )
            self._step(self.recorder.copies.close)
            self._step(self.recorder.environments.close)
            self._step(self.recorder.journal.writer.close)
            self._step(self.recorder.keeping.close)
        self._step(self.recorder.follower.stop)
        door.forget(self.recorder.refusals.heard)

    def _opened(self, first: int) -> None:
        """Start what needs an open ledger."""
        self.recorder.follower.start()
        self.recorder.gating.start()
        self._spawn("upstreams", lambda: self._step(self.recorder.upstreams.tick))
        if self.recorder.settings["telemetry.self"]:
            from desktop_app.recorder.self_telemetry import (  # noqa: PLC0415 - costs nothing when off
                SelfTelemetry,
            )

            self._self_telemetry = SelfTelemetry(self.recorder)
            self._self_telemetry.start()
        self._spawn("retention", self._keep_retention)
        self._packing.start()
        self._spawn("bundles", self._make_bundles)
        self._spawn("pictures", lambda: self._step(self.recorder.pictures.begin))
        if not self.recorder.journal.is_new:
            self._spawn("left-open", lambda: self._step(lambda: self._end_left_open(first)))

    def _end_left_open(self, first: int) -> None:
        with LedgerReader(self.recorder.paths.ledger) as ledger:
            left = runs_left_open(ledger, first)
        for run in left:
            if self._stopping.is_set():
                return
            self.recorder.journal.end_crashed_run(run)

    def _keep_retention(self) -> None:
        """Finish what a kill cut off; then, a while after the start, each day's purge."""
        purging = self.recorder.purging
        self._step(purging.resume)
        self._step(self.recorder.sampling.look_back)
        while not self._stopping.wait(RETENTION_TICK_S):
            self._step(purging.tick)
            self._step(self.recorder.sampling.tick)
            self._step(self.recorder.keeping.tick)

    def _make_bundles(self) -> None:
        while not self._stopping.wait(TICK_S):
            self._step(self._run_bundles.tick)

    def _tick(self) -> None:
        recorder = self.recorder
        while not self._stopping.wait(min(TICK_S, recorder.settings.number("run.idle_s"))):
            if recorder.journal.waiting_for is not None:
                continue
            self._step(recorder.pause.expire)
            self._step(recorder.pause.save)
            self._step(recorder.gating.tick)
            self._step(recorder.upstreams.tick)
            self._step(
                lambda: recorder.journal.end_idle_runs(recorder.settings.number("run.idle_s"))
            )
            self._step(lambda: recorder.refusals.write(self._redact))

    def _wait_for_keys(self) -> None:
        while not self._stopping.wait(UNLOCK_RETRY_S):
            try:
                first = open_ledger(self.recorder).seq
            except CountersignError as error:  # still locked, or unlocked and then worse
                self.recorder.journal.wait_for(f"{error.message} {error.hint}".strip())
            else:
                self._opened(first)
                return

    def _redact(self, text: str) -> str:
        return self.recorder.redactor.redact_text(text, self.recorder.run_keys.key("", None))[0]

    def _spawn(self, name: str, work: Callable[[], None]) -> None:
        thread = Thread(target=work, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _step(self, work: Callable[[], object]) -> None:
        """Do one thing of several that do not depend on each other; what fails is told."""
        try:
            work()
        except (CountersignError, OSError) as error:
            LOG.error("%s", error)  # noqa: TRY400 - a sentence for the person, no trace
