"""The doors that the conformance tests knock at.

Each door is a context manager that yields a `Door`. `receiver` is the receivers with a fake intake
behind them; whoever has more of the product to test adds a factory to `DOORS`, and every test here
runs against it too.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.kinds import EntryKind
from desktop_app.normalize import signals
from desktop_app.receive.server import Receivers
from tests.fakes import running
from tests.fakes.intake import FakeIntake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from desktop_app.normalize.signals import Signal

JS = Path(__file__).parent / "js"


@dataclass(frozen=True)
class Door:
    """A running receiver.

    Attributes:
        http_url: "http://127.0.0.1:PORT".
        grpc_address: "127.0.0.1:PORT".
        records: all records of a signal that are stored, in order (content may be redacted).
        events: the number of CloudEvents that are stored.
    """

    http_url: str
    grpc_address: str
    records: Callable[[Signal], list[Any]]
    events: Callable[[], int]


@contextmanager
def receiver(_folder: Path) -> Iterator[Door]:
    """The receivers alone."""
    intake = FakeIntake()
    receivers = Receivers(intake, http_port=0, grpc_port=0)
    receivers.start()
    try:
        yield Door(
            receivers.http_url,
            receivers.grpc_address,
            intake.records,
            lambda: sum(len(sent.events) for sent in intake.events),
        )
    finally:
        receivers.stop()


@contextmanager
def recorder(folder: Path) -> Iterator[Door]:
    """A whole recorder in a process of its own; what it stored is read from its ledger."""
    with running.running(folder) as made:
        ledger = made.data_dir / "ledger.db"
        yield Door(
            made.url,
            made.ready["otlp_grpc"],
            lambda signal: [
                record
                for body in bodies(ledger, signal.kind)
                for *_, record in signals.walk(signal, signals.parse_request(signal, body))
            ],
            lambda: sum(len(body.split(b"\n")) for body in bodies(ledger, EntryKind.CLOUDEVENTS)),
        )


def bodies(ledger: Path, kind: EntryKind) -> list[bytes]:
    """Return the bodies of a ledger's entries of a kind, in order."""
    with LedgerReader(ledger) as reader:
        return [body for entry, body in reader.with_bodies() if entry.kind is kind and body]


DOORS: dict[str, Callable[[Path], AbstractContextManager[Door]]] = {
    "receiver": receiver,
    "recorder": recorder,
}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Door]:
    """Each of `DOORS`."""
    with DOORS[request.param](tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def js_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with OpenTelemetry's JavaScript packages of the pinned versions."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm or node is not installed")
    folder = tmp_path_factory.mktemp("js")
    for name in ("package.json", "send.mjs"):
        shutil.copy(JS / name, folder)
    done = subprocess.run(
        [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        timeout=180,
        check=False,
    )
    if done.returncode:
        pytest.skip("npm cannot install the pinned packages (no network?)")
    return folder
