"""From lock to seal, ended by a signal."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import RecorderRunningError
from desktop_app.host.instance import DataDirLock
from desktop_app.recorder import serve
from desktop_app.recorder.serve import Ports, tune
from tests.fakes.recording import paths

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
