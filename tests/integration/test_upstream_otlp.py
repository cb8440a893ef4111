"""One recorder forwards to another: what arrives is what was stored, nothing before a consent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import at_terminal, otlp, running
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROTOBUF = {"content-type": "application/x-protobuf"}


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[tuple[running.RunningRecorder, running.RunningRecorder]]:
    """Give a recorder, and another one that is to be its collector."""
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    with running.running(tmp_path / "here") as here, running.running(tmp_path / "there") as there:
        yield here, there


def person(recorder: running.RunningRecorder, *words: str) -> str:
    """Run a verb as a person who says yes."""
    code, shown = at_terminal.confirmed(recorder.environment, *words)
    assert code == 0, shown
    return shown


def send(recorder: running.RunningRecorder, spans: int) -> None:
    """Have an agent send spans."""
    body = otlp.traces(spans).SerializeToString()
    assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200


def upstream(recorder: running.RunningRecorder) -> dict[str, Any]:
    """Return how the one upstream stands."""
    (found,) = recorder.cli_json("upstream", "list")["upstreams"]
    return dict(found)


def stored(recorder: running.RunningRecorder) -> int:
    """Return how many spans a recorder stored."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        kinds = [e for e in ledger.entries() if str(e.kind) == "otlp.traces"]
    return sum(int(str(entry.subject["records"])) for entry in kinds)


def test_what_is_recorded_from_then_on_arrives(
    pair: tuple[running.RunningRecorder, running.RunningRecorder],
) -> None:
    """Not what was before, nothing while local-only is on, all of it after."""
    here, there = pair
    send(here, 3)
    person(here, "upstream", "add", "otlp", there.url, "--own-network")
    send(here, 5)
    assert stored(there) == 0
    person(here, "mode", "local-only", "off")
    until(lambda: stored(there) == 5)
    send(here, 7)
    until(lambda: stored(there) == 12)
    until(lambda: upstream(here)["behind"] <= 1)
    here.cli("mode", "local-only", "on")
    assert upstream(here)["records"] == 12
    send(here, 9)
    assert here.cli_json("verify")["verdict"] == "CONSISTENT"
    assert there.cli_json("verify")["verdict"] == "CONSISTENT"
    assert stored(there) == 12
