"""What the recorded runs must tell: MANIFEST.json's numbers, from our facts alone.

Each run is read twice: as sent, and after redaction with the default rules, as the index reads it.
"""

from __future__ import annotations

import functools
from collections import Counter
from dataclasses import dataclass, field

import pytest

from desktop_app.normalize.facts import reader, run_source
from desktop_app.normalize.signals import Signal, resources, scope_records, scopes
from desktop_app.redact.redactor import Redactor
from tests.fakes import recorded
from tests.fakes.redaction import RUN_KEY, TOKEN_KEY, default_rules

_TOKENS = {
    "Claude Code": {
        "input_tokens": "input",
        "output_tokens": "output",
        "cache_read_tokens": "cache_read",
        "cache_creation_tokens": "cache_creation",
    },
    "Codex CLI": {
        "input_token_count": "input",
        "output_token_count": "output",
        "cached_token_count": "cache_read",
        "reasoning_token_count": "reasoning",
        "tool_token_count": "total",
    },
    "Gemini CLI": {
        "input_token_count": "input",
        "output_token_count": "output",
        "cached_content_token_count": "cache_read",
        "thoughts_token_count": "reasoning",
        "tool_token_count": "tool",
        "total_token_count": "total",
    },
}
_METRIC_KINDS = {
    "input": "input",
    "output": "output",
    "total": "total",
    "tool": "tool",
    "cacheRead": "cache_read",
    "cached_input": "cache_read",
    "cache": "cache_read",
    "cacheCreation": "cache_creation",
    "cache_write_input": "cache_creation",
    "reasoning_output": "reasoning",
    "thought": "reasoning",
}
RUNS = pytest.mark.parametrize(
    ("run", "facts"),
    [(run, form) for run in recorded.runs() for form in ("sent", "redacted")],
    ids=lambda value: getattr(value, "name", value),
    indirect=["facts"],
)


@dataclass
class Told:
    """Everything that the facts of one run say."""

    spans: list = field(default_factory=list)
    logs: list = field(default_factory=list)
    points: list = field(default_factory=list)

    @property
    def records(self):
        return self.spans + self.logs


@pytest.fixture
def facts(request) -> Told:
    """Give the facts of the run, as sent or redacted."""
    return told(request.node.callspec.params["run"].name, redacted=request.param == "redacted")


@functools.cache
def told(name: str, *, redacted: bool = False) -> Told:
    """Read a recorded run."""
    result = Told()
    for body in recorded.run(name).bodies:
        request = recorded.parse(body)
        if redacted:
            _redactor().redact_request(body.signal, request, RUN_KEY)
        for group in resources(body.signal, request):
            for scope in scopes(body.signal, group):
                read = reader(group.resource, scope.scope)
                for record in scope_records(body.signal, scope):
                    if body.signal is Signal.TRACES:
                        result.spans.append(read.span(record))
                    elif body.signal is Signal.LOGS:
                        result.logs.append(read.log(record))
                    else:
                        result.points += read.points(record)
    return result


@functools.cache
def _redactor() -> Redactor:
    return Redactor(default_rules(), TOKEN_KEY)


@RUNS
def test_tokens_come_from_one_source_and_match(run, facts):
    """Counted records are of the declared signal, and add up to the manifest's sums."""
    counted = [f for f in facts.records if f.counted]
    assert {f.signal for f in counted} == {run_source(counted[0].agent).tokens}
    for name, kind in _TOKENS[run.agent].items():
        total = sum(getattr(f, f"tokens_{kind}") or 0 for f in counted)
        assert total == run.expected["tokens_in_logs"][name], name


@RUNS
def test_cost_is_told_by_claude_alone_and_matches(run, facts):
    """In logs once, in metrics once more, never added together; None where no agent tells it."""
    costs = [f.cost_usd for f in facts.records if f.counted and f.cost_usd is not None]
    if "cost_usd_in_logs" not in run.expected:
        assert costs == []
        assert run_source(facts.spans[0].agent).cost == "none"
        return
    assert sum(costs) == pytest.approx(run.expected["cost_usd_in_logs"])
    in_metrics = sum(p.value for p in facts.points if p.measure == "cost_usd")
    assert in_metrics == pytest.approx(run.expected["cost_usd_in_metrics"])


@RUNS
def test_tokens_of_metrics_match(run, facts):
    """Delta points add up; of a cumulative series the last value counts."""
    series: dict[tuple[str, str], float] = {}
    for point in facts.points:
        if point.measure == "tokens":
            key = (point.series, point.token_kind)
            before = series.get(key, 0) if point.temporality == "delta" else 0
            series[key] = before + point.value
    sums: Counter[str] = Counter()
    for (_, kind), value in series.items():
        sums[kind] += value
    for name, value in run.expected["tokens_in_metrics"].items():
        assert sums[_METRIC_KINDS[name]] == value, name


@RUNS
def test_tool_calls_and_decisions_match(run, facts):
    """Distinct call ids over spans and logs; decisions as sent."""
    ids = {f.tool_call_id for f in facts.records if f.tool_call_id}
    expected = run.expected["tool_calls"]
    assert len(ids) == expected["distinct_call_ids"]
    calls = [f for f in facts.logs if f.category == "tool_call"]
    assert len(calls) == expected.get("tool_result_logs", expected.get("tool_call_logs"))
    decisions = Counter(
        f"{f.decision}/{f.decision_source}" for f in facts.logs if f.category == "approval"
    )
    assert decisions == run.expected.get("tool_decision_logs", {})


@pytest.mark.parametrize("name", ["gemini-json", "gemini-hooks", "gemini-grpc"])
def test_gemini_logs_find_their_span(name):
    """A log without call id joins the tool's span by call key."""
    facts = told(name)
    by_key = Counter(f.call_key for f in facts.spans if f.category == "tool_call")
    assert Counter(f.call_key for f in facts.logs if f.category == "tool_call") == by_key


@RUNS
def test_counts_models_and_session_match(run, facts):
    """As many facts as records, the models that answered, and one session."""
    expected = run.expected
    assert len(facts.spans) == expected["spans"]
    assert len(facts.logs) == expected["log_records"]
    assert len(facts.points) == expected["metric_data_points"]
    assert {f.model_requested for f in facts.records if f.counted} == set(expected["models"])
    sessions = {f.session_id for f in facts.records} - {None}
    assert sorted(sessions) == expected["session_ids"]
    assert {f.run_id for f in facts.records} - {None} == sessions
    errors = [f for f in facts.spans if f.outcome == "error"]
    assert len(errors) == expected["spans_with_error_status"]
    events = Counter(f.event or "(none)" for f in facts.logs)
    assert events == expected["log_events"]


@RUNS
def test_noise_is_folded_and_what_matters_is_left(run, facts):
    """Of a run's spans a person sees some dozen; nothing is dropped."""
    shown = [f for f in facts.spans if f.category not in ("noise", "other")]
    assert 11 <= len(shown) <= 40
    assert all(f.title for f in facts.records if f.event)
    assert len(facts.spans) == run.expected["spans"]


@RUNS
def test_model_calls_are_counted_once(run, facts):
    """As many counted records as calls: Codex's second response.completed is none."""
    calls = sum(f.counted for f in facts.records)
    events = run.expected["log_events"]
    expected = {
        "Claude Code": events.get("api_request"),
        "Codex CLI": events.get("codex.api_request"),
        "Gemini CLI": events.get("gemini_cli.api_response"),
    }
    assert calls == expected[run.agent]


@RUNS
def test_versions_are_the_agents_own(run, facts):
    """Gemini tells node's version, which is not its own."""
    versions = {f.agent_version for f in facts.records}
    assert versions == ({None} if run.agent == "Gemini CLI" else {run.version})


@pytest.mark.parametrize("name", ["codex-protobuf", "codex-hooks", "gemini-hooks", "claude-hooks"])
def test_redacted_calls_keep_digests_of_arguments_and_results(name):
    """Where an agent sends content, a keyed digest is left in its place."""
    calls = [f for f in told(name, redacted=True).logs if f.category == "tool_call"]
    assert all(f.arguments_hash for f in calls)
    if name.startswith("codex"):
        assert all(f.result_hash for f in calls)
