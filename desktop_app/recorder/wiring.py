"""Puts the recorder together: the one place where its parts meet, all of them typed.

`build` makes everything and opens nothing but files; `open_ledger` may find the keychain locked;
`serving.Serving` runs what was built.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from desktop_app import __version__
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keystore import KeyStores
from desktop_app.host.lastlog import LastLog
from desktop_app.ledger.limits import Limits
from desktop_app.ledger.reader import LedgerReader
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import anchors, edited, lostlog, managed
from desktop_app.recorder.bigjob import BigRequests
from desktop_app.recorder.copies import Copies
from desktop_app.recorder.environments import Environments
from desktop_app.recorder.file_entries import FileEntries
from desktop_app.recorder.follower_process import FollowerProcess
from desktop_app.recorder.gating import Gating
from desktop_app.recorder.holding import Holding
from desktop_app.recorder.journal import Journal, durable
from desktop_app.recorder.keeping import Keeping
from desktop_app.recorder.known_retention import KnownRetention
from desktop_app.recorder.meter import Meter
from desktop_app.recorder.mode import LocalOnlyMode
from desktop_app.recorder.pause import Pause
from desktop_app.recorder.pictures import Pictures
from desktop_app.recorder.pipeline import Pipeline
from desktop_app.recorder.purging import Purging
from desktop_app.recorder.recorder import Recorder
from desktop_app.recorder.refusals import Refusals
from desktop_app.recorder.rollbacks import Rollbacks
from desktop_app.recorder.rules import KEY_BYTES
from desktop_app.recorder.runkeys import RunKeys
from desktop_app.recorder.sampling import Sampling
from desktop_app.recorder.senders import Senders
from desktop_app.recorder.settings import Settings
from desktop_app.recorder.stale_index import StaleIndex
from desktop_app.recorder.upstreams import Upstreams
from desktop_app.retention.policy import RUNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.agents.hooks.parse import HookCall
    from desktop_app.host.paths import Paths
    from desktop_app.ledger.writer import Appended
    from desktop_app.model.canonical import JSON
    from desktop_app.model.keystore import KeyStore
    from desktop_app.recorder.runs import Run

LOG = logging.getLogger(__name__)


def build(paths: Paths, *, ask_passphrase: Callable[[str], str] | None = None) -> Recorder:
    """Make the recorder of a data directory; nothing runs and no socket is open yet.

    Args:
        paths: where everything lies.
        ask_passphrase: asks the person for the key file's passphrase; None: never ask.

    Raises:
        ConfigError, NewerFormatError, UnreadableError: a file in the data directory is unusable.
    """
    clock, ids = SystemClock(), SystemIds()
    keystores: list[KeyStore] = []
    decided = managed.read_managed()
    settings = Settings(paths.settings, None if decided is None else decided.values)
    for sentence in () if decided is None else decided.trouble:
        LOG.warning("Managed settings: %s", sentence)
    senders = Senders(paths.senders, clock, ids)
    meter = Meter()
    follower = FollowerProcess(paths.ledger, paths.index)
    journal = Journal(clock, follower.nudge)
    run_keys = RunKeys(journal)
    pause = Pause(paths.data_dir / "pause.json", clock, journal)
    max_bytes = settings.number("receive.max_bytes")
    big = BigRequests(journal.book, run_keys, max_bytes=max_bytes)
    pipeline = Pipeline(
        journal=journal,
        run_keys=run_keys,
        big=big,
        paused=pause,
        ids=ids,
        meter=meter,
        max_bytes=max_bytes,
        granted=lambda: keeping.granted(),  # noqa: PLW0108 - it is made after the pipeline
    )
    gating = Gating(
        paths=paths,
        journal=journal,
        run_keys=run_keys,
        redactor=pipeline.redactor_in_force,
        clock=clock,
        ids=ids,
        pause=pause,
        keystore=lambda: keystores[-1],
    )
    keeping = journal.contents = Keeping(paths.vault, gating.book, clock, ids)
    keeping.paused = lambda: pause.active
    gating.entries.granted = keeping.granted
    pictures = Pictures(
        keeping=keeping,
        journal=journal,
        run_keys=run_keys,
        settings=settings,
        clock=clock,
        ids=ids,
        person_rules=paths.data_dir / "excluded.toml",
    )
    file_entries = FileEntries(journal, run_keys, keeping)
    copies = Copies(
        file_entries,
        keeping,
        clock,
        mark_dir=paths.runtime_dir,
        ours=(paths.data_dir, paths.config_dir, paths.runtime_dir),
        places=gating.classing.tables.places,
    )
    gating.gate.witnesses.call((pictures, copies))
    environments = Environments(journal, run_keys, gating.policies)

    def began(run: Run, call: HookCall, pid: int | None) -> None:
        pictures.begin()
        environments.of_process(run, call.agent, pid)
        copies.begin(run, call.cwd)

    def ending(run: Run) -> None:
        for evidence in (pictures, environments, copies):
            evidence.ending(run)

    gating.session_began, journal.ending = began, ending
    upstreams = _upstreams(paths, journal, clock, gating, keystores)
    retention = KnownRetention(paths.ledger)
    purging = Purging(
        paths.ledger,
        journal,
        clock,
        known=retention,
        run_keys=run_keys,
        index=StaleIndex(paths.data_dir / "purged.json", paths.index, follower.rebuild),
    )
    purging.payloads = keeping
    sampling = Sampling(
        paths.ledger, purging, lines_of=keeping.lines_of, setting=lambda: settings[RUNS]
    )

    def run_ended(seq: int, run: Run) -> None:
        gating.book.run_ended(seq, run)
        sampling.ended(run)

    journal.run_ended = run_ended
    return Recorder(
        paths=paths,
        clock=clock,
        ids=ids,
        settings=settings,
        managed=decided,
        senders=senders,
        journal=journal,
        run_keys=run_keys,
        pause=pause,
        local_only=upstreams.mode,
        upstreams=upstreams,
        pipeline=pipeline,
        follower=follower,
        meter=meter,
        big=big,
        refusals=Refusals(journal, clock),
        gating=gating,
        keeping=keeping,
        pictures=pictures,
        copies=copies,
        environments=environments,
        rollbacks=Rollbacks(paths.ledger, file_entries, keeping, clock, ids),
        retention=retention,
        purging=purging,
        sampling=sampling,
        holding=Holding(
            paths.ledger,
            journal,
            ids,
            known=retention,
            roles=gating.roles,
            redact=lambda text: pipeline.redactor_in_force().redact_text(
                text, run_keys.key("", None)
            )[0],
        ),
        keystores=keystores,
        started_us=clock.now_us(),
        ask_passphrase=ask_passphrase,
    )


def _upstreams(
    paths: Paths,
    journal: Journal,
    clock: SystemClock,
    gating: Gating,
    keystores: list[KeyStore],
) -> Upstreams:
    """Make what lets something leave, and what hears of it."""
    made = Upstreams(
        paths.ledger,
        journal,
        clock,
        mode=LocalOnlyMode(paths.data_dir / "mode.json", journal),
        book=gating.book,
        keystore=lambda: keystores[-1],
        revoke=gating.revoke,
    )
    journal.nudges.append(made.nudge)
    made.carrying.stamped = lambda event: anchors.stamped(
        journal, paths.ledger, event.token, size=event.size, upstream=event.id
    )
    return made


def open_ledger(recorder: Recorder) -> Appended:
    """Open or create the ledger and its keys; the journal accepts entries from then on.

    Returns:
        Where `recorder.start` stands, the first entry of this recorder.

    Raises:
        KeychainLockedError: the caller waits and tries again; nothing is left open.
        KeyLostError, LedgerDivergedError, LedgerInvalidError, ...: it cannot be opened at all.
    """
    lostlog.check(recorder.paths)
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

    limits = Limits(
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
    try:
        LastLog(recorder.paths).remember(writer.state().install_id)
        return _take_over(recorder, writer, is_new=is_new)
    except BaseException:
        writer.close("stop")
        raise


def _take_over(recorder: Recorder, writer: LedgerWriter, *, is_new: bool) -> Appended:
    """Get the recorder's own keys and write its first entry, before anybody else's."""
    store = recorder.keystore()
    recorder.token_key = _own_key(store, "token", recorder)
    recorder.apply_settings()
    recorder.run_keys.open(_own_key(store, "digest", recorder))
    subject: dict[str, JSON] = {
        "version": __version__,
        "pid": os.getpid(),
        "paused": recorder.pause.active,
        "settings": dict(recorder.settings.changed()),  # the file can be edited behind our back
        **recorder.managed_told(),
    }
    if not is_new:
        with LedgerReader(recorder.paths.ledger) as ledger:
            if found := edited.loosened(ledger, recorder.settings):
                subject["edited"] = found
    started = writer.append([Draft(EntryKind.RECORDER_START, RECORDER, subject)], reserve=True)
    first = durable(started)[0]
    with LedgerReader(recorder.paths.ledger) as ledger:
        recorder.gating.recall(ledger)
        recorder.keeping.open(
            store,
            ledger,
            install=writer.state().install_id,
            quota_bytes=recorder.settings.number("vault.quota_bytes"),
            floor_bytes=2 * recorder.settings.number("ledger.free_floor_bytes"),  # it stops first
        )
        recorder.purging.resume_payloads(ledger)
        recorder.journal.open(writer, is_new=is_new)
        recorder.pause.check(ledger)
        recorder.local_only.check(ledger)
        recorder.upstreams.open(ledger)
    recorder.gating.open()
    return first


def _own_key(store: KeyStore, name: str, recorder: Recorder) -> bytes:
    key = store.get(name)
    if key is None:
        key = recorder.ids.random_bytes(KEY_BYTES)
        store.put(name, key)
    return key
