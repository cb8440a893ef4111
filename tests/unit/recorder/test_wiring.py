"""Building and opening: nothing is left open when it fails, and recorder.start comes first."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, DiskFullError, KeychainLockedError
from desktop_app.ledger.writer import LedgerWriter
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import wiring
from tests.fakes.keystore import KeyStores
from tests.fakes.recording import entries, kinds, paths, recorder
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder


class Stores(KeyStores):
    """Keystores that are given to the wiring; `locked_names` lock when asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.locked_names: set[str] = set()

    def made(self, *_: object, **__: object) -> Stores:
        """Stand in for `host.keystore.KeyStores`."""
        return self

    def open(self, install: str) -> object:
        """Open one."""
        store = self(install)
        get = type(store).get

        def guarded(name: str) -> bytes | None:
            if name in self.locked_names:
                raise KeychainLockedError("The keychain is locked.")
            return get(store, name)

        store.get = guarded
        return store


def close(made: Recorder) -> None:
    """End what `build` made."""
    made.pipeline.close()
    made.follower.stop()


def test_the_first_entry_is_the_recorders_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new log is shown, the second start is not; keys stay the same over both."""
    with recorder(tmp_path, monkeypatch) as made:
        assert kinds(made) == ["recorder.start"]
        assert made.journal.is_new
        first = made.redactor.redact_text(PLANTED["email"], b"k" * 32)
        key = made.run_keys.key("a", "b")
        made.journal.note(EntryKind.COMMAND, {"verb": "x"})  # the key's half comes with it
    with recorder(tmp_path, monkeypatch) as made:
        assert not made.journal.is_new
        assert made.redactor.redact_text(PLANTED["email"], b"k" * 32) == first
        assert made.run_keys.key("a", "b") == key
        subject = entries(made)[-1].subject
    assert (subject["paused"], subject["version"]) == (False, "0.1.0")


def test_a_pause_is_checked_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The start says that it is paused; a forged pause is ended right after."""
    with recorder(tmp_path, monkeypatch) as made:
        made.pause.start(None, {"sender": "", "auth": "person"})
    with recorder(tmp_path, monkeypatch) as made:
        assert made.pause.active
        assert entries(made)[-1].subject["paused"] is True
    (tmp_path / "data" / "pause.json").write_bytes(b'{"entry":0,"rejected":{},"until_us":0}')
    with recorder(tmp_path, monkeypatch) as made:
        assert not made.pause.active
        assert kinds(made)[-2:] == ["recorder.start", "pause.end"]


def test_a_keychain_that_locks_in_between_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer is closed, nothing is accepted; the next try goes on."""
    stores = Stores()
    monkeypatch.setattr(wiring, "KeyStores", stores.made)
    closed: list[LedgerWriter] = []
    close_writer = LedgerWriter.close

    def closing(writer: LedgerWriter, *args: object) -> None:
        closed.append(writer)
        close_writer(writer, *args)

    monkeypatch.setattr(LedgerWriter, "close", closing)
    made = wiring.build(paths(tmp_path))
    stores.locked_names = {"digest"}
    with pytest.raises(KeychainLockedError):
        wiring.open_ledger(made)
    assert len(closed) == 1
    assert made.journal.waiting_for is not None
    stores.locked_names = set()
    first = wiring.open_ledger(made)
    assert str(entries(made)[first.seq].kind) == "recorder.start"
    close(made)
    made.journal.writer.close()


def test_a_start_that_cannot_be_written_down_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is a sentence at start."""
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "plain-file")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "settings.toml").write_text(f"[ledger]\nfree_floor_bytes = {2**52}\n")
    made = wiring.build(paths(tmp_path))
    with pytest.raises(DiskFullError):
        wiring.open_ledger(made)
    assert made.journal.waiting_for is not None
    close(made)


@pytest.mark.parametrize(("name", "text"), [("settings.toml", "x"), ("senders.json", "{}")])
def test_a_damaged_file_stops_the_build(tmp_path: Path, name: str, text: str) -> None:
    """With the file's name, before anything is opened."""
    where = paths(tmp_path)
    (where.data_dir / name).write_text(text)
    with pytest.raises(ConfigError, match=name):
        wiring.build(where)
    assert not where.ledger.exists()


def test_a_recorder_is_ready_without_what_takes_evidence() -> None:
    """Libraries of pictures, screens and watched folders are loaded when somebody allows them."""
    script = (
        "import sys; import desktop_app.recorder.wiring, desktop_app.recorder.verbs;"
        "heavy = ('PIL', 'mss', 'Xlib', 'jeepney', 'watchfiles', 'numpy',"
        " 'desktop_app.capture.files.watch', 'desktop_app.capture.files.rollback');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
