from __future__ import annotations

import pytest

from desktop_app.normalize.facts import log_facts, reader, run_source, span_facts
from tests.fakes.records import log, resource, scope, span

OWN = {
    "workflow_id": "w",
    "tenant_id": "t",
    "user_id": "u",
    "consent_id": "c",
    "prompt_version": "p1",
    "policy_version": "p2",
    "corpus_version": "p3",
    "step_index": 4,
    "idempotency_key": "k",
    "circuit_breaker_tripped": True,
    "data_classification": "secret",
    "seed": 7,
}


def _span(values, *, head=None, **more):
    return span_facts(resource(head), scope(), span(values, **more))


@pytest.mark.parametrize("prefix", ["", "agent."])
def test_an_author_names_terms_on_the_record(prefix):
    """Each of the names that no convention has, plain or with `agent.` before it."""
    facts = _span({prefix + key: value for key, value in OWN.items()})
    for name, value in OWN.items():
        assert facts.mapped[f"countersign.{name}"] == value


def test_a_record_speaks_before_its_resource():
    """What the resource says stands for the records that do not say."""
    head = {"session.id": "g", "tenant.id": "t", "service.name": "x", "service.version": "1"}
    facts = _span({"session.id": "r"}, head=head)
    assert (facts.run_id, facts.session_id, facts.tenant_id) == ("r", "r", "t")
    assert (facts.agent, facts.agent_version) == ("x", "1")
    assert _span({}, head=head).run_id == "g"


def test_the_wrappers_run_id_wins_and_the_session_stays():
    """Codex's title thread can be told within a wrapped run."""
    facts = _span({"session.id": "s"}, head={"agent.run_id": "w"})
    assert (facts.run_id, facts.session_id) == ("w", "s")


def test_a_span_has_its_own_times_and_name():
    """Whatever its attributes say; never a negative duration."""
    facts = _span({"event.name": "x"}, name="n")
    assert (facts.event, facts.duration_us, facts.title) == ("n", 2000, "n")
    late = span()
    late.start_time_unix_nano = 9_000_000
    assert span_facts(resource(), scope(), late).duration_us == 0


def test_a_failed_span_of_no_known_kind_is_an_error():
    """With the class that its status message tells."""
    facts = _span({}, status=2, message="connection refused")
    assert (facts.category, facts.outcome, facts.error_class) == ("error", "error", "network")


def test_a_log_record_has_a_time_and_an_event():
    """The eventName field counts for plain senders; time falls back to the observed one."""
    record = log(event="exception", severity=17)
    record.time_unix_nano, record.observed_time_unix_nano = 0, 9
    facts = log_facts(resource(), scope(), record)
    assert (facts.event, facts.time_unix_nano, facts.category) == ("exception", 9, "error")
    assert facts.outcome == "error"
    assert log_facts(resource(), scope(), log()).category == "other"


def test_a_reader_serves_many_records():
    """And what one record says does not leak into the next."""
    read = reader(resource(), scope())
    assert read.span(span({"gen_ai.operation.name": "chat", "seed": 1})).category == "model_call"
    second = read.span(span({}))
    assert (second.category, second.seed, second.counted) == ("other", None, False)


def test_facts_of_one_kind_are_equal_values():
    """Two readings of one record are equal."""
    values = {"session.id": "s", "gen_ai.tool.name": "t", "gen_ai.operation.name": "execute_tool"}
    assert _span(values) == _span(values)
    assert run_source("codex").cost == "none"
