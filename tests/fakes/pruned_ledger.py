"""A ledger whose oldest bundles are due to be pruned, or were, made by the real writer.

`aged`: 500 days ago a run of 600 calls, a consent, a hold that was placed and released, and bodies;
then nothing, until today their bodies and kept content were purged. `pruned` went on from there: of
bundles 0 and 1 the leaves of 500 entries are gone; bundle 2 ended under a young seal and is whole.
`lost`: 500 days ago a recorder was killed and its keys went; the next one stopped in good order.
`older`: as `aged`, by a version whose seals did not say what lasts.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from unittest.mock import patch

from desktop_app.host.custody import remember
from desktop_app.host.keyfile import PlainFileStore
from desktop_app.ledger import epochs
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.keystore import Custody
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder.settings import Settings
from desktop_app.retention.policy import CONTENT, DAY_US, Class
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import RunScope
from tests.fakes import ledger_builder as build
from tests.fakes.forger import edit
from tests.fakes.retained_ledger import PERSON, hold_on, note, purge_due, run_of

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.ledger.log import Log
    from desktop_app.ledger.records import StoredCheckpoint
    from desktop_app.ledger.writer import LedgerWriter
    from desktop_app.model.canonical import JSON
    from desktop_app.signing.keys import EpochKeys
    from tests.fakes.ledger_builder import Built

DAYS, AGE = 400, 500
PLANTED = "Xyzzy-planted-in-leaves"
SETTINGS: dict[str, JSON] = {"settings": {"retention.entry_days": DAYS}}


def aged(folder: Path, seed: str = "p", now_us: int = build.START_US) -> Built:
    """Make the ledger described above; `marks` names places in it, `now_us` is today."""
    built = build.empty(folder / "aged", seed)
    built.clock.now = now_us
    writer = begun(built)
    built.marks["bodies"] = run_of(built, writer, "old")
    consent: dict[str, JSON] = {"purpose": "agent action", "state": "given"}
    built.marks["consent"] = note(writer, EntryKind.CONSENT_RECORD, consent, PERSON)
    hold = hold_on(built, RunScope("codex", "old"), "case-1")
    built.marks["hold"] = note(writer, EntryKind.HOLD_PLACED, hold.to_json(), PERSON)
    over: dict[str, JSON] = {"hold": "case-1", "reason": "over"}
    note(writer, EntryKind.HOLD_RELEASED, over, PERSON)
    calls(writer, 600)
    built.marks["old_size"] = writer.checkpoint("test").result().size
    writer.close()
    writer = today(built)
    built.marks["content"] = purge_due(built, writer, classes=CONTENT)
    writer.close()
    return built


def pruned(folder: Path, seed: str = "q") -> Built:
    """Make the ledger described above."""
    built = aged(folder, seed)
    writer = built.open()
    built.marks["purge"] = purge_due(built, writer)
    built.marks["young"] = run_of(built, writer, "young")
    writer.close()
    return built


def lost(folder: Path, seed: str = "l") -> Built:
    """Make the ledger described above: epoch 1 has no seal."""
    built = build.empty(folder / "lost-live", seed)
    writer = begun(built)
    calls(writer, 300)
    left = built.copy(folder / "lost")
    writer.close()
    left.keystore.delete("epoch.1")
    left.open().close()
    writer = today(left)
    writer.close()
    return left


def settle(built: Built, data_dir: Path, config_dir: Path) -> None:
    """Put ledger, keys and settings where a real recorder looks for them."""
    data_dir.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal"):
        if (built.folder / f"ledger.db{suffix}").exists():
            shutil.copyfile(built.folder / f"ledger.db{suffix}", data_dir / f"ledger.db{suffix}")
    with LedgerReader(built.path) as ledger:
        directory = config_dir / "keys" / ledger.install_id()
    remember(directory, Custody.PLAIN_FILE)
    store = PlainFileStore(directory)
    for name, value in built.keystore.items.items():
        store.put(name, value)
    Settings(data_dir / "settings.toml").set("retention.entry_days", str(DAYS))


def older(folder: Path, seed: str = "o") -> Built:
    """Make the ledger described above."""
    with patch.object(epochs, "seal", _older_seal):
        return aged(folder / "older", seed)


def _older_seal(log: Log, keys: EpochKeys, *, reason: str, late: bool) -> StoredCheckpoint:
    """Seal an epoch as versions did before pruning."""
    place = log.place
    subject: dict[str, JSON] = {
        "epoch": place.epoch,
        "first_seq": place.first_seq,
        "last_seq": log.size - 1,
        "count": log.size - place.first_seq,
        "macs": place.macs.hexdigest(),
        "late": late,
        "reason": reason,
    }
    log.append([Draft(EntryKind.EPOCH_SEAL, RECORDER, subject)], keys)
    return log.checkpoint(keys, "seal", cosign=True)


def begun(built: Built) -> LedgerWriter:
    """Begin a log 500 days ago that keeps entries for 400."""
    built.clock.now -= AGE * DAY_US
    writer = built.open()
    note(writer, EntryKind.RECORDER_START, SETTINGS)
    writer.run_secret("codex", "many")
    return writer


def today(built: Built) -> LedgerWriter:
    """Open the log again, 500 days later."""
    built.clock.now += AGE * DAY_US
    built.clock.boot, built.clock.id = 1_000_000, "0" * 31 + "2"
    writer = built.open()
    note(writer, EntryKind.RECORDER_START, SETTINGS)
    return writer


def calls(writer: LedgerWriter, count: int) -> None:
    """Append so many intents of one run."""
    sender: dict[str, JSON] = {"sender": "codex", "auth": "token"}
    drafts = [
        Draft(
            EntryKind.ACTION_INTENT,
            sender,
            {"agent": "codex", "tool": f"{PLANTED}-{number:03}", "decision": "allowed"},
            "many",
        )
        for number in range(count)
    ]
    writer.append(drafts).result()


def empty_rows(built: Built) -> list[int]:
    """Return which entries lost their leaf."""
    with LedgerReader(built.path) as ledger:
        there = Ranges(entry.seq for entry in ledger.entries())
        return [seq for seq in range(ledger.size()) if seq not in there]


def drop_empty(path: Path) -> None:
    """Delete the rows that lost their leaf, for who reads the others by other means."""
    with edit(path) as db:
        db.execute("DELETE FROM entries WHERE length(leaf) = 0")


def named(built: Built) -> Ranges:
    """Return what the purge of leaves names."""
    with LedgerReader(built.path) as ledger:
        subject = ledger.entry(built.marks["purge"]).subject
        assert subject["class"] == Class.ENTRIES
        return Ranges(seq for first, last in subject["entries"] for seq in range(first, last + 1))


def kill(built: Built, writer: LedgerWriter) -> None:
    """Leave the files and keys as a kill -9 at this moment would."""
    left = built.copy(built.folder / "as-killed")
    writer.close()
    for path in left.folder.iterdir():
        shutil.copyfile(path, built.folder / path.name)
    for suffix in ("-wal", "-shm"):
        if not (left.folder / f"ledger.db{suffix}").exists():
            (built.folder / f"ledger.db{suffix}").unlink(missing_ok=True)
    built.keystore.items = left.keystore.items
