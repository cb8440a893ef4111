"""One real store for tests of command line, operations and tray: four runs, one of them hostile."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes import hostile_run, recorded, running
from tests.fakes.commands import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPLAYED = ("claude-gzip-protobuf", "gemini-json")


def fill(recorder: running.RunningRecorder) -> None:
    """Send two recorded runs, run a program, and send what a hostile agent would."""
    for name in REPLAYED:
        for body in recorded.run(name).bodies:
            headers = {"content-type": body.content_type}
            if body.content_encoding:
                headers["content-encoding"] = body.content_encoding
            assert recorder.post(f"/v1/{body.signal.value}", body.raw, headers)[0] == 200
    program = (sys.executable, "-c", "import sys; sys.exit(3)")
    assert recorder.cli("run", "--name", "greeting", "--", *program, check=False).returncode == 3
    protobuf = {"content-type": "application/x-protobuf"}
    assert recorder.post("/v1/traces", hostile_run.request(), protobuf)[0] == 200
    recorder.wait_indexed()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a store that holds four runs and has no recorder any more."""
    home = tmp_path_factory.mktemp("store")
    with running.running(home) as recorder:
        fill(recorder)
    return recorder.environment


@pytest.fixture
def cli(
    store: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """Verbs over the store, in this process; they read and change nothing."""
    return Commands(store, capsys, monkeypatch)


@pytest.fixture
def empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """Verbs of a person who has just installed it: no ledger, no recorder."""
    return Commands(running.environment(tmp_path), capsys, monkeypatch)


@pytest.fixture(scope="session")
def live_recorder(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[running.RunningRecorder]:
    """A recorder that runs, with a little recorded."""
    with running.running(tmp_path_factory.mktemp("live")) as recorder:
        body = hostile_run.request()
        assert recorder.post("/v1/traces", body, {"content-type": "application/x-protobuf"})[0]
        recorder.wait_indexed()
        yield recorder


@pytest.fixture
def live(
    live_recorder: running.RunningRecorder,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Commands:
    """Verbs against the recorder that runs."""
    return Commands(live_recorder.environment, capsys, monkeypatch)
