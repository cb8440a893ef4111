"""From lock to seal, ended by a signal."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from desktop_app.control.client import ControlClient
from desktop_app.control.person_line import PersonLine
from desktop_app.errors import NotAnsweredByPersonError, RecorderRunningError, UsageError
from desktop_app.host.instance import DataDirLock
from desktop_app.host.processes import AgentAncestor
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import serve
from desktop_app.recorder.serve import Ports, tune
from tests.fakes.recording import paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from desktop_app.model.entry import Entry

ENDS = ("SIGTERM", "SIGINT", "SIGHUP")


@pytest.fixture(autouse=True)
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Signals, umask and the door of this process stay as they are."""
    monkeypatch.setenv("COUNTERSIGN_CUSTODY", "plain-file")
    monkeypatch.setattr(serve.hardening, "harden", lambda: None)
    monkeypatch.setattr(serve.door, "shut", lambda: None)
    monkeypatch.setattr(serve, "tune", lambda: None)
    before = {name: signal.getsignal(getattr(signal, name)) for name in ENDS}
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


def run(folder: Path, number: int, *, receive: bool = True) -> tuple[dict, dict]:
    """Serve until this signal; return the ready line and the status."""
    told: list[tuple[dict, dict]] = []

    def ready(line: dict, status: dict) -> None:
        told.append((line, status))
        os.kill(os.getpid(), number)

    assert serve.serve(paths(folder), ports=Ports(0, 0), receive=receive, ready=ready) == 0
    (found,) = told
    return found


@pytest.mark.parametrize("name", ENDS)
def test_a_signal_ends_it_in_order(tmp_path: Path, name: str) -> None:
    """The ready line is complete, the exit code is 0, the lock is free again."""
    line, status = run(tmp_path, getattr(signal, name))
    assert set(line) == {"ready", "otlp_http", "otlp_grpc", "control", "data_dir", "pid"}
    assert line["ready"] is True
    assert line["pid"] == os.getpid()
    assert "keys" in status
    _, again = run(tmp_path, getattr(signal, name))
    assert "keys" not in again


def test_without_receivers_there_are_no_ports(tmp_path: Path) -> None:
    """A recorder for the command line alone."""
    line, _ = run(tmp_path, signal.SIGTERM, receive=False)
    assert (line["otlp_http"], line["otlp_grpc"]) == (None, None)


def test_a_hangup_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    """`nohup countersign serve` outlives its terminal."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    run(tmp_path, signal.SIGTERM)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


@pytest.mark.attack("G04")
def test_a_second_one_is_refused(tmp_path: Path) -> None:
    """Before it opens anything."""
    where = paths(tmp_path)
    with DataDirLock(where.lock), pytest.raises(RecorderRunningError):
        run(tmp_path, signal.SIGTERM)
    assert not where.ledger.exists()


def test_the_process_is_tuned_for_many_small_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Threads take turns often, the collector seldom."""
    seen: list[object] = []
    monkeypatch.setattr(serve.sys, "setswitchinterval", seen.append)
    monkeypatch.setattr(serve.gc, "freeze", lambda: seen.append("freeze"))
    monkeypatch.setattr(serve.gc, "set_threshold", lambda *counts: seen.append(counts))
    tune()
    assert seen == [serve.SWITCH_INTERVAL_S, "freeze", serve.COLLECT_AFTER]


def talk(folder: Path, tell: Callable[[str], None], **more: object) -> None:
    """Serve while `tell` talks with the recorder at this address; it must end it."""

    def ready(line: dict, _status: dict) -> None:
        tell(line["control"])

    where = paths(folder)
    assert serve.serve(where, ports=Ports(0, 0), receive=False, ready=ready, **more) == 0


def newest_stop(folder: Path) -> Entry:
    """Return the newest `recorder.stop`."""
    with LedgerReader(paths(folder).ledger) as ledger:
        return next(ledger.backwards(EntryKind.RECORDER_STOP))


@pytest.mark.parametrize("agent", [False, True], ids=["a person's tray", "an agent's"])
def test_the_persons_line_is_trusted_unless_an_agent_holds_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, agent: bool
) -> None:
    """Who started the recorder decides; when the line ends, the recorder does not."""
    found = AgentAncestor("codex", 5, "x") if agent else None
    for place in ("host.peers", "recorder.askers", "control.server"):
        monkeypatch.setattr(f"desktop_app.{place}.agent_ancestor", lambda _pid: found)
    line = PersonLine()

    def tell(control: str) -> None:
        wanted = {"for_s": 60, "confirmed": True}
        if agent:
            with pytest.raises(NotAnsweredByPersonError, match="codex"):
                line.client.call("pause", wanted)
        else:
            assert line.client.call("pause", wanted)["paused"]
        line.close()
        with ControlClient(control) as client:
            assert client.call("status")["keeper"] == "tray"
        os.kill(os.getpid(), signal.SIGTERM)

    talk(tmp_path, tell, keeper="tray", person_fd=os.dup(line.fd))
    assert newest_stop(tmp_path).actor["auth"] == "recorder"


def test_the_verb_stop_ends_it_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry says whose deed it was."""
    for place in ("recorder.askers", "control.server"):
        monkeypatch.setattr(f"desktop_app.{place}.agent_ancestor", lambda _pid: None)

    def tell(control: str) -> None:
        with ControlClient(control) as client:
            assert client.call("stop", {"confirmed": True}) == {"stopping": True}

    talk(tmp_path, tell)
    assert newest_stop(tmp_path).actor == {"sender": "", "auth": "person"}


def test_a_line_that_is_none_is_refused(tmp_path: Path) -> None:
    """Before anything is said to be ready."""
    with pytest.raises(UsageError, match="no such file"):
        talk(tmp_path, lambda _: None, person_fd=4_000)
