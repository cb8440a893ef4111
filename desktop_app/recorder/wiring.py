"""Puts the recorder together: the one place where its parts meet, all of them typed.

`build` makes everything and opens nothing but files; `open_ledger` may wait for a locked keychain;
`Serving.start` opens sockets. Order of ending is the reverse: no more requests, runs ended, ledger
sealed, follower caught up.
"""

from __future__ import annotations

import logging
import os
import sys
from threading import Event, Thread
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.control.server import ControlServer
from desktop_app.errors import KeychainLockedError
from desktop_app.host import peers
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keystore import KeyStores
from desktop_app.ledger.limits import Limits as LedgerLimits
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.kinds import EntryKind
from desktop_app.receive.guard import Guard
from desktop_app.receive.request import Limits
from desktop_app.receive.server import Receivers
from desktop_app.recorder import verbs
from desktop_app.recorder.bigjob import BigRequests
from desktop_app.recorder.follower_process import FollowerProcess
from desktop_app.recorder.journal import Journal
from desktop_app.recorder.meter import Meter
from desktop_app.recorder.pause import Pause
from desktop_app.recorder.pipeline import Pipeline
from desktop_app.recorder.recorder import Recorder
from desktop_app.recorder.rules import make_redactor
from desktop_app.recorder.runkeys import RunKeys
from desktop_app.recorder.senders import Senders
from desktop_app.recorder.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.paths import Paths
    from desktop_app.model.keystore import KeyStore

LOG = logging.getLogger(__name__)
KEY_BYTES = 32
TICK_S = 5.0
UNLOCK_RETRY_S = 2.0


def build(paths: Paths, *, ask_passphrase: Callable[[str], str] | None = None) -> Recorder:
    """Make the recorder of a data directory; nothing runs and no socket is open yet.

    Args:
        paths: where everything lies.
        ask_passphrase: asks the person for the key file's passphrase; None: never ask.
    """
    clock, ids = SystemClock(), SystemIds()
    settings = Settings(paths.settings)
    meter = Meter()
    follower = FollowerProcess(paths.ledger, paths.index)
    journal = Journal(clock, follower.nudge)
    run_keys = RunKeys(journal)
    pause = Pause(paths.data_dir / "pause.json", clock, journal)
    max_bytes = settings.number("receive.max_bytes")
    # Until the keystore is open nothing is redacted, because nothing can be appended either.
    redactor = make_redactor(bytes(KEY_BYTES), strict=bool(settings["redact.strict"]))
    big = BigRequests(journal.book, run_keys, max_bytes=max_bytes)
    pipeline = Pipeline(
        journal=journal,
        redactor=redactor,
        run_keys=run_keys,
        big=big,
        paused=pause,
        ids=ids,
        meter=meter,
        max_bytes=max_bytes,
    )
    return Recorder(
        paths=paths,
        clock=clock,
        ids=ids,
        settings=settings,
        senders=Senders(paths.senders, clock, ids),
        journal=journal,
        run_keys=run_keys,
        pause=pause,
        pipeline=pipeline,
        follower=follower,
        meter=meter,
        big=big,
        started_us=clock.now_us(),
        ask_passphrase=ask_passphrase,
    )


def open_ledger(recorder: Recorder) -> None:
    """Open or create the ledger and its keys; the journal accepts entries from then on.

    Raises:
        KeychainLockedError: the caller waits and tries again.
        KeyLostError, LedgerDivergedError, LedgerInvalidError, ...: it cannot be opened at all.
    """
    recorder.keystores.clear()
    is_new = not recorder.paths.ledger.exists()
    stores = KeyStores(
        recorder.paths.keys,
        ids=recorder.ids,
        clock=recorder.clock,
        ask_passphrase=recorder.ask_passphrase,
    )

    def keystore_for(install_id: str) -> KeyStore:
        store = stores.open(install_id)
        recorder.keystores.append(store)
        return store

    limits = LedgerLimits(
        quota_bytes=recorder.settings.number("ledger.quota_bytes"),
        free_floor_bytes=recorder.settings.number("ledger.free_floor_bytes"),
    )
    writer = LedgerWriter.open(
        recorder.paths.ledger,
        keystore_for=keystore_for,
        clock=recorder.clock,
        ids=recorder.ids,
        limits=limits,
        version=__version__,
    )
    store = recorder.keystore()
    recorder.token_key = _own_key(store, "token", recorder)
    recorder.apply_settings()
    recorder.run_keys.open(_own_key(store, "digest", recorder))
    recorder.journal.open(writer, is_new=is_new)
    recorder.journal.note(EntryKind.RECORDER_START, {"version": __version__, "pid": os.getpid()})


def _own_key(store: KeyStore, name: str, recorder: Recorder) -> bytes:
    key = store.get(name)
    if key is None:
        key = recorder.ids.random_bytes(KEY_BYTES)
        store.put(name, key)
    return key


class Serving:
    """A recorder with its sockets, its follower and its ticker: what `countersign serve` runs."""

    def __init__(
        self, recorder: Recorder, *, receive: bool, http_port: int, grpc_port: int
    ) -> None:
        self.recorder = recorder
        self._stopping = Event()
        self._control = ControlServer(recorder.paths.control_address, verbs.bind(recorder))
        self._receivers: Receivers | None = None
        if receive:
            self._receivers = Receivers(
                recorder.pipeline,
                guard=Guard(
                    token_owner=recorder.senders.name_of,
                    same_user=_same_user,
                    require_token=bool(recorder.settings["receive.require_token"]),
                ),
                limits=Limits(max_bytes=recorder.settings.number("receive.max_bytes")),
                http_port=http_port,
                grpc_port=grpc_port,
                status=recorder.status,
            )
        self._threads = [
            Thread(target=self._tick, name="ticker", daemon=True),
            Thread(target=self._wait_for_keys, name="unlock", daemon=True),
        ]

    def start(self) -> None:
        """Open everything; sockets last, so that who gets through is served.

        Raises:
            PortTakenError: another program listens there.
        """
        try:
            open_ledger(self.recorder)
        except KeychainLockedError as error:
            self.recorder.journal.wait_for(error.message)
            self._threads[1].start()
        self._control.start()
        if self._receivers is not None:
            self._receivers.start()
            self.recorder.otlp_http = self._receivers.http_url
            self.recorder.otlp_grpc = self._receivers.grpc_address
        if self.recorder.journal.waiting_for is None:
            self.recorder.follower.start()
        self._threads[0].start()

    def stop(self) -> None:
        """End in the reverse order; what was acknowledged is sealed before this returns."""
        self._stopping.set()
        if self._receivers is not None:
            self._receivers.stop()
        self.recorder.pipeline.close()
        if self.recorder.journal.waiting_for is None:
            self.recorder.journal.end_all_runs()
            self.recorder.journal.note(EntryKind.RECORDER_STOP, {"reason": "stop"})
            self.recorder.journal.writer.close("stop")
        self.recorder.follower.stop()
        self._control.close()

    def _tick(self) -> None:
        recorder = self.recorder
        while not self._stopping.wait(TICK_S):
            if recorder.journal.waiting_for is not None:
                continue
            recorder.pause.expire()
            recorder.journal.end_idle_runs(recorder.settings.number("run.idle_s"))

    def _wait_for_keys(self) -> None:
        while not self._stopping.wait(UNLOCK_RETRY_S):
            try:
                open_ledger(self.recorder)
            except KeychainLockedError as error:
                self.recorder.journal.wait_for(error.message)
            else:
                self.recorder.follower.start()
                return


def _same_user(client: tuple[str, int], server: tuple[str, int]) -> bool:
    """Say whether a loopback peer runs as us.

    Linux always tells while the connection lives, so who cannot be found there is refused. Other
    systems have no way to ask; there the loopback address is the whole check.
    """
    peer = peers.tcp_peer(client, server)
    if peer is None:
        return sys.platform != "linux"
    return peer.uid == os.geteuid()
