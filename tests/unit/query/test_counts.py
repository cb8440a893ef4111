"""What a run holds in numbers, compared with the manifest of the recorded runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.normalize.signals import Signal
from desktop_app.redact.redactor import Redactor
from desktop_app.redact.rulefile import parse_rules
from tests.fakes.indexed import query as query_of
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.recorded import parse, runs
from tests.fakes.telemetry import metrics

RULES = Path(__file__).parents[3] / "resources" / "redaction" / "default.toml"
EXPECTED = {run.name: run for run in runs()}


@pytest.mark.parametrize("name", list(EXPECTED))
@pytest.mark.parametrize("redact", [False, True])
def test_recorded_runs_give_the_numbers_of_their_manifest(
    tmp_path: Path, name: str, *, redact: bool
) -> None:
    """Every expected value of MANIFEST.json is found, by run as well as over all, redacted too."""
    redactor = Redactor(parse_rules(RULES.read_text("utf-8")), bytes(32))
    run = EXPECTED[name]
    session = run.expected["session_ids"][0]
    ledger = MemoryLedger()
    for body in run.bodies:
        request = parse(body)
        if redact:
            redactor.redact_request(body.signal, request, bytes(32))
        ledger.add_request(body.signal, request, run_id=session)
    with query_of(tmp_path, ledger) as query:
        found = query.counts()
        assert query.counts("last") == found
        shown = query.run("last")
    expected = dict(run.expected)
    expected.pop("hook_inputs", None)
    calls = expected.pop("tool_calls")
    assert found["tool_calls"]["distinct_call_ids"] == calls["distinct_call_ids"]
    assert found["tool_calls"]["tool_calls"] == calls["distinct_call_ids"]
    assert found["tool_calls"]["tool_spans"] == calls.get("tool_spans", 4)
    logged = calls.get("tool_result_logs", calls.get("tool_call_logs"))
    assert found["tool_calls"]["tool_logs"] == logged
    tokens = expected.pop("tokens_in_logs")
    assert {name: found["tokens_in_logs"].get(name) for name in tokens} == tokens
    assert {name: found[name] for name in expected} == expected
    assert shown["tool_calls"] == calls["distinct_call_ids"]
    assert shown["tokens_input"] == tokens.get("input_tokens", tokens.get("input_token_count"))
    assert shown["turns"] == 1
    assert not shown["title_thread"]


def test_cumulative_points_count_by_their_last_value(tmp_path: Path) -> None:
    """Of a cumulative series the latest value counts, in whatever order the points came."""
    ledger = MemoryLedger()
    for value, at in ((5.0, 2), (9.0, 3), (2.0, 1)):
        point = {"value": value, "at": at, "attributes": {"type": "input"}}
        request = metrics("gemini_cli.token.usage", point, cumulative=True, service="gemini-cli")
        ledger.add_request(Signal.METRICS, request, run_id="r")
    with query_of(tmp_path, ledger) as query:
        assert query.counts("r")["tokens_in_metrics"] == {"input": 9}
