"""Starting and ending in order, also half-way; waiting for a keychain; ticking."""

from __future__ import annotations

import http.client
import os
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from desktop_app.capture.screens.rawform import encode
from desktop_app.control.client import ControlClient
from desktop_app.errors import (
    DiskFullError,
    KeyLostError,
    PortTakenError,
    RecorderNotRunningError,
    StorageError,
)
from desktop_app.host.egress import door
from desktop_app.host.egress.guard import Refusal
from desktop_app.ledger.connection import query
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.content import Content
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import SCREENSHOTS
from desktop_app.model.screenform import MEDIA
from desktop_app.recorder import packing, serving, wiring
from desktop_app.recorder.journal import durable
from desktop_app.recorder.purge_plan import Asked
from desktop_app.recorder.serving import Serving
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By
from tests.fakes import otlp
from tests.fakes.consented import give
from tests.fakes.images import editor
from tests.fakes.ledger_place import until
from tests.fakes.recording import entries, kinds, paths
from tests.fakes.screens import FakeDesktop
from tests.fakes.vault_place import noise
from tests.unit.recorder.test_wiring import Stores

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

HEADERS = {"content-type": "application/x-protobuf"}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "plain-file")
    monkeypatch.setattr(serving, "TICK_S", 0.02)
    monkeypatch.setattr(serving, "UNLOCK_RETRY_S", 0.02)


def build(folder: Path, *, http_port: int = 0, settings: str = "") -> Serving:
    """Build on free ports."""
    where = paths(folder)
    if settings:
        where.settings.write_text(settings)
    return Serving(wiring.build(where), receive=True, http_port=http_port, grpc_port=0)


@contextmanager
def serve(folder: Path, settings: str = "") -> Iterator[Serving]:
    """Start and stop."""
    made = build(folder, settings=settings)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def post(made: Recorder) -> tuple[int, dict[str, str]]:
    """Send one span."""
    host, _, port = str(made.otlp_http).removeprefix("http://").partition(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    connection.request("POST", "/v1/traces", otlp.traces(1).SerializeToString(), HEADERS)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}


def test_from_start_to_seal(tmp_path: Path) -> None:
    """Runs are ended, the stop is an entry, the epoch is sealed, the control socket is gone."""
    with serve(tmp_path) as made:
        assert post(made.recorder)[0] == 200
        with ControlClient(made.recorder.paths.control_address) as client:
            assert client.call("status")["recording"]
    assert kinds(made.recorder) == [
        *("recorder.start", "run.start", "otlp.traces", "run.end", "recorder.stop"),
        "epoch.seal",
    ]
    with pytest.raises(RecorderNotRunningError):
        ControlClient(made.recorder.paths.control_address)


def test_where_pictures_are_allowed_the_screen_is_held_from_the_start(tmp_path: Path) -> None:
    """So that the first picture is on time; nothing is grabbed before a consent."""
    first, desktop = build(tmp_path), FakeDesktop()
    first.recorder.pictures._open_screen = lambda: desktop.screen
    first.start()
    assert desktop.grabber.grabs == 0
    give(first.recorder, SCREENSHOTS)
    first.stop()
    assert desktop.grabber.grabs == 1
    later, desktop = build(tmp_path), FakeDesktop()
    later.recorder.pictures._open_screen = lambda: desktop.screen
    later.start()
    later.stop()
    assert desktop.grabber.grabs == 1
    assert "capture" not in kinds(later.recorder)


def test_kept_pictures_are_packed_while_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no more once it stops."""
    monkeypatch.setattr(packing, "ROUND_S", 0.02)
    monkeypatch.setattr(packing, "SHARE", 1)
    with serve(tmp_path) as made:
        give(made.recorder, SCREENSHOTS)
        data = encode(editor([noise(30, f"{number}").hex() for number in range(30)]))
        content = Content("screenshot.hand", SCREENSHOTS, data, media=MEDIA)
        draft = Draft(EntryKind.CAPTURE, RECORDER, {"shot": "0"}, contents=(content,))
        vault = made.recorder.keeping.vault
        seq = durable(made.recorder.journal.telemetry("", [draft]))[-1].seq
        until(lambda: vault.packing.done() == 1)
        assert vault.read(vault.lines_of(seq)[0].ref) == data
        assert query(vault._db, "SELECT encoding FROM main.payloads") == [("webp",)]
    until(lambda: "packing" not in {thread.name for thread in threading.enumerate()})


def test_a_start_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    """A taken port: the ledger is sealed again, and the next start works."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        made = build(tmp_path, http_port=taken.getsockname()[1])
        with pytest.raises(PortTakenError):
            made.start()
        made.stop()
    assert kinds(made.recorder) == ["recorder.start", "recorder.stop", "epoch.seal"]
    assert not os.path.lexists(made.recorder.paths.control_address)
    with serve(tmp_path):
        pass


def test_a_ledger_that_cannot_be_opened_is_told_as_it_is(tmp_path: Path) -> None:
    """The error of `start`, not one of `stop`."""
    with serve(tmp_path) as made:
        keys = made.recorder.paths.keys
    for file in keys.rglob("*"):
        if file.is_file():
            file.unlink()
    again = build(tmp_path)
    with pytest.raises(KeyLostError):
        again.start()
    again.stop()


def test_recording_starts_by_itself_when_the_keychain_is_unlocked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile: 503 with Retry-After, and status says why."""
    stores = Stores()
    stores.locked_names = {"root.ed25519", "root.mldsa44", "token"}
    monkeypatch.setattr(wiring, "KeyStores", stores.made)
    with serve(tmp_path) as made:
        assert made.recorder.status()["waiting_for"] == "The keychain is locked."
        status, headers = post(made.recorder)
        assert (status, headers["retry-after"].isdecimal()) == (503, True)
        stores.locked_names = set()
        until(lambda: made.recorder.journal.waiting_for is None)
        assert post(made.recorder)[0] == 200
        assert made.recorder.status()["recording"]
        until(lambda: made.recorder.follower.pid is not None)
    found = kinds(made.recorder)
    assert found.index("otlp.traces") > found.index("recorder.start")


def test_stopping_while_waiting_for_the_keychain_is_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing was opened, nothing has to be sealed."""
    stores = Stores()
    stores.locked_names = {"token"}
    monkeypatch.setattr(wiring, "KeyStores", stores.made)
    with serve(tmp_path) as made:
        until(lambda: "unlock" in str(made.recorder.journal.waiting_for).lower())
        assert made.recorder.status()["recording"] is False


def test_every_step_of_stopping_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full at the end is told; the ledger is closed and the follower ended."""
    made = build(tmp_path)
    made.start()

    def full(*_: object, **__: object) -> None:
        raise DiskFullError("The disk is full.")

    monkeypatch.setattr(made.recorder.journal, "end_all_runs", full)
    monkeypatch.setattr(made.recorder.journal, "note", full)
    made.stop()
    assert "The disk is full." in caplog.text
    assert kinds(made.recorder)[-1] == "epoch.seal"
    assert made.recorder.follower._stopping.is_set()


def test_ticks_go_on_after_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tick that failed is told and tried again: runs that are idle end."""
    with serve(tmp_path, "[run]\nidle_s = 1\n") as made:
        failures = [StorageError("first"), StorageError("second")]
        expire = made.recorder.pause.expire

        def failing() -> None:
            if failures:
                raise failures.pop()
            expire()

        assert post(made.recorder)[0] == 200
        monkeypatch.setattr(made.recorder.pause, "expire", failing)
        until(lambda: "run.end" in kinds(made.recorder))
        assert failures == []


def test_refused_attempts_become_entries(tmp_path: Path) -> None:
    """The door of this process tells the recorder, the ticker writes it down."""
    with serve(tmp_path) as made:
        door._report(Refusal("socket.connect", "192.0.2.1:443", 1))
        until(lambda: "egress.refused" in kinds(made.recorder))
    door._report(Refusal("socket.connect", "192.0.2.1:443", 2))
    assert entries(made.recorder)[-1].kind != "egress.refused"


def test_runs_of_a_crash_are_ended_at_the_next_start(tmp_path: Path) -> None:
    """In the background, with the count of their entries; once."""
    made = build(tmp_path)
    made.start()
    post(made.recorder)
    with monkeypatched_stop(made):
        made.stop()
    assert "run.end" not in kinds(made.recorder)
    with serve(tmp_path) as again:
        until(lambda: "run.end" in kinds(again.recorder))
        end = next(e for e in entries(again.recorder) if e.kind == "run.end")
        assert end.subject == {"reason": "crash", "entries": 2}
    with serve(tmp_path) as third, LedgerReader(third.recorder.paths.ledger) as ledger:
        assert sum(e.kind == "run.end" for e in ledger.entries()) == 1


@contextmanager
def monkeypatched_stop(made: Serving) -> Iterator[None]:
    """Let `stop` write neither the ends of runs nor its own entry, as a crash does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made.recorder.journal, "end_all_runs", lambda: None)
        patch.setattr(made.recorder.journal, "note", lambda *_, **__: None)
        yield


def test_self_telemetry_is_off_unless_set(tmp_path: Path) -> None:
    """Off costs nothing; on, it is started and stopped with the rest."""
    with serve(tmp_path) as made:
        assert made._self_telemetry is None
        assert made.recorder.journal.observer is None
    with serve(tmp_path, "[telemetry]\nself = true\n") as made:
        assert made.recorder.journal.observer is made._self_telemetry is not None
    assert made.recorder.journal.observer is None


def test_what_a_kill_left_is_purged_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And each day's purge is looked for while it runs, whatever one look met."""
    monkeypatch.setattr(serving, "RETENTION_TICK_S", 0.02)
    with serve(tmp_path) as made:
        assert post(made.recorder)[0] == 200
        asked = Asked(By.PERSON, (Class.BODIES,), older_than_days=0)
        (purge,) = made.recorder.purging.look(asked, lambda *_: None).entries
        made.recorder.journal.note(EntryKind.PURGE, purge.to_json(), actor={"auth": "person"})
    (seq,) = purge.entries
    looks = []

    def failing() -> None:
        looks.append(1)
        raise StorageError("a fault")

    made = build(tmp_path)
    monkeypatch.setattr(made.recorder.purging, "tick", failing)
    made.start()
    try:
        with LedgerReader(made.recorder.paths.ledger) as ledger:
            until(lambda: ledger.bodies_between(seq, seq) == [])
        until(lambda: len(looks) > 1)
    finally:
        made.stop()
