"""Log records as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.signals import Signal
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.telemetry import T0, TRACE, logs

if TYPE_CHECKING:
    from pathlib import Path


def test_a_log_record_is_kept_with_its_body_and_time(tmp_path: Path) -> None:
    """Text bodies as they are, others as JSON; the observed time where there is no other."""
    request = logs({"body": "plain", "trace": TRACE, "at": 5}, {"event": "e"}, {})
    records = request.resource_logs[0].scope_logs[0].log_records
    records[1].body.kvlist_value.values.add(key="k").value.int_value = 1
    records[1].severity_number = 9
    records[2].time_unix_nano, records[2].observed_time_unix_nano = 0, T0 + 7
    ledger = MemoryLedger()
    ledger.add_request(Signal.LOGS, request, run_id="r")
    with query(tmp_path, ledger) as found:
        rows = {row["log"]: row for row in found.logs("r")}
        assert [rows[n]["body"] for n in (1, 2, 3)] == ["plain", '{"body":{"k":1}}', None]
        assert [rows[n]["ts_ns"] - T0 for n in (1, 2, 3)] == [5, 0, 7]
        assert [rows[n]["severity"] for n in (1, 2, 3)] == [None, "9", None]
        assert rows[1]["trace_id"] == TRACE.hex()
        assert found.run("r")["last_ns"] == T0 + 7
        assert [hit["record"] for hit in found.search("plain")] == [1]
