"""query.senders: who sends without a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import logs, traces

if TYPE_CHECKING:
    from pathlib import Path


def test_senders_without_a_token_are_counted_by_what_they_call_themselves(tmp_path: Path) -> None:
    """Each signal apart, the latest first; who has a token, and who sent nothing, is not there."""
    ledger = MemoryLedger()
    spans = traces({"id": 1, "name": "a"}, {"id": 2, "name": "b"})
    ledger.add_request(Signal.TRACES, spans, agent="test-client", records=2)
    ledger.add_request(Signal.LOGS, logs({"body": "x"}), agent=None, records=1)
    ledger.add_request(Signal.LOGS, logs({"body": "y"}), agent="test-client", records=1)
    ledger.add_request(Signal.LOGS, logs({"body": "z"}), agent="codex", sender="codex", records=1)
    with query(tmp_path, ledger) as asked:
        found = asked.anonymous_senders()
    assert [(r["agent"], r["spans"], r["log_records"], r["metric_points"]) for r in found] == [
        ("test-client", 2, 1, 0),
        (None, 0, 1, 0),
    ]
    assert found[0]["last_ts_us"] > found[1]["last_ts_us"]
    assert found[0]["transports"] == []  # an older entry does not tell


def test_the_door_is_named(tmp_path: Path) -> None:
    """HTTP and gRPC, each once."""
    ledger = MemoryLedger()
    for transport in ("http", "grpc", "http"):
        subject = {"records": 1, "agent": "a", "transport": transport}
        body = logs({"body": "x"}).SerializeToString()
        ledger.add(Signal.LOGS.kind, subject, body=body)
    with query(tmp_path, ledger) as asked:
        assert asked.anonymous_senders()[0]["transports"] == ["grpc", "http"]
