"""Pausing: durable before it takes hold, over restarts, and not by a forged file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import canonical
from desktop_app.recorder.pause import Pause
from tests.fakes.recording import FailingWriter, Recording

if TYPE_CHECKING:
    from pathlib import Path

PERSON = {"sender": "", "auth": "person"}


def again(recording: Recording, path: Path) -> Pause:
    """Return what a recorder that starts again makes of the file."""
    made = Pause(path, recording.clock, recording.journal)
    with LedgerReader(recording.place.path) as ledger:
        made.check(ledger)
    return made


def test_a_pause_is_an_entry_then_a_file_then_in_force(
    recording: Recording, tmp_path: Path
) -> None:
    """When its entry cannot be stored there is no pause."""
    path = tmp_path / "pause.json"
    pause = Pause(path, recording.clock, recording.journal)
    recording.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        pause.start(60, PERSON)
    assert (pause.active, path.exists()) == (False, False)
    recording.journal.open(recording.writer)
    pause.start(60, PERSON)
    assert pause.active
    assert pause.until_us == recording.clock.now_us() + 60_000_000
    entry = recording.entries()[-1]
    assert (str(entry.kind), entry.actor) == ("pause.start", PERSON)


def test_the_end_carries_the_counts(recording: Recording, tmp_path: Path) -> None:
    """By signal; a second end does nothing."""
    pause = Pause(tmp_path / "pause.json", recording.clock, recording.journal)
    assert pause.end("resumed", PERSON) == {}
    pause.start(None, PERSON)
    assert pause.until_us is None
    pause.count("traces", 3)
    pause.count("logs", 2)
    pause.count("traces", 1)
    assert pause.end("resumed", PERSON) == {"logs": 2, "traces": 4}
    assert pause.end("resumed", PERSON) == {}
    entry = recording.entries()[-1]
    assert entry.subject == {"reason": "resumed", "rejected": {"logs": 2, "traces": 4}}
    assert not (tmp_path / "pause.json").exists()


def test_an_end_that_was_not_stored_is_none(recording: Recording, tmp_path: Path) -> None:
    """The pause and its counts go on."""
    pause = Pause(tmp_path / "pause.json", recording.clock, recording.journal)
    pause.start(None, PERSON)
    pause.count("traces", 3)
    recording.journal.open(FailingWriter(DiskFullError("full")))
    with pytest.raises(DiskFullError):
        pause.end("resumed", PERSON)
    assert pause.active
    recording.journal.open(recording.writer)
    assert pause.end("resumed", PERSON) == {"traces": 3}


def test_it_ends_by_itself(recording: Recording, tmp_path: Path) -> None:
    """With the reason, by the recorder."""
    pause = Pause(tmp_path / "pause.json", recording.clock, recording.journal)
    pause.start(60, PERSON)
    pause.expire()
    assert pause.active
    recording.clock.advance(60)
    pause.expire()
    entry = recording.entries()[-1]
    assert not pause.active
    assert (entry.subject["reason"], entry.actor["auth"]) == ("time over", "recorder")


def test_it_survives_a_restart_with_its_counts(recording: Recording, tmp_path: Path) -> None:
    """As of the last `save`."""
    path = tmp_path / "pause.json"
    pause = Pause(path, recording.clock, recording.journal)
    pause.start(3600, PERSON)
    pause.count("logs", 7)
    pause.save()
    before = path.stat().st_mtime_ns
    pause.save()
    assert path.stat().st_mtime_ns == before
    later = again(recording, path)
    assert later.active
    assert later.until_us == pause.until_us
    later.count("logs", 1)
    assert later.end("resumed", PERSON) == {"logs": 8}
    assert not again(recording, path).active


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"{}",
        b"\xff",
        canonical.encode({"entry": 0, "rejected": {}, "until_us": 0}),
        canonical.encode({"entry": 99, "rejected": {}, "until_us": 0}),
        canonical.encode({"entry": 2, "rejected": {}, "until_us": 5}),
    ],
    ids=["empty", "no fields", "garbage", "another entry", "no entry", "another end"],
)
def test_a_forged_file_pauses_nothing(recording: Recording, tmp_path: Path, forged: bytes) -> None:
    """Only a pause that the ledger knows is one; the rest is ended at once, by an entry."""
    path = tmp_path / "pause.json"
    pause = Pause(path, recording.clock, recording.journal)
    pause.start(None, PERSON)  # entry 2
    path.write_bytes(forged)
    later = again(recording, path)
    assert not later.active
    assert recording.entries()[-1].subject["reason"] == "not in the ledger"
    assert not path.exists()


def test_without_a_pause_nothing_is_checked(recording: Recording, tmp_path: Path) -> None:
    """And nothing is written."""
    assert not again(recording, tmp_path / "pause.json").active
    assert recording.kinds() == []
