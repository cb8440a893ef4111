"""Local-only: on unless ledger and file both say that a person turned it off."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import canonical
from desktop_app.recorder.mode import LocalOnlyMode
from tests.fakes.recording import FailingWriter, Recording

if TYPE_CHECKING:
    from pathlib import Path

PERSON = {"sender": "", "auth": "person"}
CONSENT = {"purpose": "connections beyond this computer", "state": "given"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the file lies."""
    return tmp_path / "mode.json"


def again(recording: Recording, path: Path) -> LocalOnlyMode:
    """Return what a recorder that starts again makes of the file."""
    made = LocalOnlyMode(path, recording.journal)
    with LedgerReader(recording.place.path) as ledger:
        made.check(ledger)
    return made


def changes(recording: Recording) -> list[tuple[bool, str]]:
    """Return what the ledger says of the mode."""
    found = [e.subject for e in recording.entries() if str(e.kind) == "mode.changed"]
    return [(subject["on"], subject["reason"]) for subject in found]


def test_it_is_on_until_a_person_turns_it_off(recording: Recording, path: Path) -> None:
    """The consent comes first, the change names it, and both are a person's."""
    mode = LocalOnlyMode(path, recording.journal)
    assert mode.on
    assert mode.turn_on(PERSON) is None
    assert mode.turn_off(CONSENT, PERSON) == 3
    consent, changed = recording.entries()
    assert (str(consent.kind), consent.subject, consent.actor) == (
        "consent.record",
        CONSENT,
        PERSON,
    )
    assert changed.subject == {"mode": "local-only", "on": False, "consent": 2, "reason": "asked"}
    assert (mode.on, changed.actor) == (False, PERSON)
    assert mode.turn_off(CONSENT, PERSON) is None
    assert mode.turn_on(PERSON) == 4
    assert (mode.on, path.exists(), changes(recording)[-1]) == (True, False, (True, "asked"))


def test_off_survives_a_restart(recording: Recording, path: Path) -> None:
    """And is not written down again; on needs no file."""
    LocalOnlyMode(path, recording.journal).turn_off(CONSENT, PERSON)
    later = again(recording, path)
    assert not later.on
    assert len(recording.entries()) == 2
    later.turn_on(PERSON)
    assert again(recording, path).on
    assert len(recording.entries()) == 3


@pytest.mark.parametrize(
    "forged",
    [
        b"",
        b"{}",
        b"\xff",
        b"x" * 5000,
        canonical.encode({"consent": 3}),
        canonical.encode({"consent": 99}),
        canonical.encode({"consent": True}),
        canonical.encode({"consent": None}),
        canonical.encode({"on": False}),
    ],
    ids=[
        *("empty", "no fields", "garbage", "huge", "another entry", "no entry"),
        *("a truth", "nothing", "a wish"),
    ],
)
def test_an_edited_file_means_on(recording: Recording, path: Path, forged: bytes) -> None:
    """Though a person had turned it off: the entry says that the file was no longer true."""
    LocalOnlyMode(path, recording.journal).turn_off(CONSENT, PERSON)
    path.write_bytes(forged)
    assert again(recording, path).on
    assert changes(recording) == [(False, "asked"), (True, "not in the ledger")]
    assert not path.exists()


def test_a_file_put_there_opens_nothing(recording: Recording, path: Path) -> None:
    """Whatever it names: nobody consented. Nor does a link, also one to nowhere."""
    path.write_bytes(canonical.encode({"consent": 0}))
    assert again(recording, path).on
    path.symlink_to(path.with_name("nowhere"))
    assert again(recording, path).on
    assert changes(recording) == [(True, "not in the ledger")] * 2


def test_an_old_file_put_back_opens_nothing(recording: Recording, path: Path) -> None:
    """It was true once; the person has turned the mode on since, or off by another consent."""
    mode = LocalOnlyMode(path, recording.journal)
    mode.turn_off(CONSENT, PERSON)
    kept = path.read_bytes()
    mode.turn_on(PERSON)
    path.write_bytes(kept)
    assert again(recording, path).on
    mode.turn_off(CONSENT, PERSON)
    path.write_bytes(kept)
    assert again(recording, path).on


def test_a_kill_between_consent_file_and_entry_means_on(recording: Recording, path: Path) -> None:
    """Before the file there is nothing to take over; after it, the ledger does not know it."""
    mode = LocalOnlyMode(path, recording.journal)
    given = recording.journal.note("consent.record", CONSENT, actor=PERSON).seq
    assert again(recording, path).on
    assert changes(recording) == []
    path.write_bytes(canonical.encode({"consent": given}))
    assert again(recording, path).on
    assert changes(recording) == [(True, "not in the ledger")]
    assert mode.turn_off(CONSENT, PERSON) is not None
    mode._note(on=True, consent=None, actor=PERSON)  # and killed before the file went
    assert again(recording, path).on


def test_what_cannot_be_written_down_does_not_open_the_door(
    recording: Recording, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a consent without its change leave the mode off."""
    mode = LocalOnlyMode(path, recording.journal)
    full = FailingWriter(DiskFullError("full"))
    recording.journal.open(full)
    with pytest.raises(DiskFullError):
        mode.turn_off(CONSENT, PERSON)
    assert (mode.on, path.exists()) == (True, False)
    recording.journal.open(recording.writer)
    with monkeypatch.context() as patch:
        patch.setattr(mode, "_note", lambda **_: full.append([]).result())
        with pytest.raises(DiskFullError):
            mode.turn_off(CONSENT, PERSON)
    assert (mode.on, path.exists()) == (True, False)


def test_a_full_disk_keeps_no_door_open(recording: Recording, path: Path) -> None:
    """It is on at once, also after a restart; the entry comes as soon as it can."""
    mode = LocalOnlyMode(path, recording.journal)
    mode.turn_off(CONSENT, PERSON)
    recording.journal.open(FailingWriter(DiskFullError("full")))
    for _ in range(2):
        with pytest.raises(DiskFullError):
            mode.turn_on(PERSON)
        assert (mode.on, path.exists()) == (True, False)
    recording.journal.open(recording.writer)
    assert again(recording, path).on
    assert mode.turn_on(PERSON) is not None
    assert mode.turn_on(PERSON) is None
    assert changes(recording) == [(False, "asked"), (True, "asked")]


def test_of_many_at_once_one_changes_it(recording: Recording, path: Path) -> None:
    """Two who turn it off together leave one consent and one change."""
    mode = LocalOnlyMode(path, recording.journal)
    together, found = Barrier(4), []

    def turn_off() -> None:
        together.wait()
        found.append(mode.turn_off(CONSENT, PERSON))

    threads = [Thread(target=turn_off) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seq is None for seq in found) == [False, True, True, True]
    assert recording.kinds() == ["consent.record", "mode.changed"]
    assert not again(recording, path).on
