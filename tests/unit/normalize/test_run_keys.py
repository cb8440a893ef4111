from __future__ import annotations

import pytest

from desktop_app.normalize import run_keys
from desktop_app.normalize.signals import Signal
from tests.fakes import records

UUID = "01a1f874-60b2-7042-93c0-6c7c9f08f805"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("session.id", " abc ", "abc"),
        ("session.id", "", None),
        ("session.id", "   ", None),
        ("session.id", 7, "7"),
        ("session.id", None, None),
        ("session.id", True, None),
        ("thread_id", UUID, UUID),
        ("thread_id", "12", None),
        ("thread_id", 12, None),
    ],
)
def test_a_run_id_is_text_or_an_integer(key, value, expected):
    """And thread_id is one only where it is a UUID."""
    assert run_keys.run_id_of(key, records.any_value(value)) == expected


def test_a_long_text_is_no_run_id_and_is_never_cut():
    """A leaf has a bound, and a secret that is cut in two is found by no detector."""
    longest = "x" * run_keys.MAX_CHARS
    assert run_keys.run_id_of("session.id", records.any_value(longest)) == longest
    assert run_keys.run_id_of("session.id", records.any_value(longest + "x")) is None


def test_the_best_key_names_the_run_in_whatever_order():
    """Precedence is by key; a key without a value does not count."""
    both = {"conversation.id": "c", "session.id": "s"}
    for values in (both, dict(reversed(both.items()))):
        assert run_keys.named_by(records.attributes(values), run_keys.RUN_KEYS) == (1, "s")
    empty = records.attributes({"agent.run_id": "", "conversation.id": "c"})
    assert run_keys.named_by(empty, run_keys.RUN_KEYS) == (2, "c")


def test_a_known_agent_uses_its_own_keys():
    """Codex's `session_id` would be something else than its run."""
    assert run_keys.keys_of(records.resource({"service.name": "codex_exec"})) == (
        "agent.run_id",
        "conversation.id",
        "thread_id",
    )
    assert run_keys.keys_of(records.resource()) == run_keys.RUN_KEYS


def test_a_span_is_named_by_its_events_when_it_does_not_say_itself():
    """Codex writes conversation.id on events of spans that lack it."""
    span = records.span(events=[{}, {"conversation.id": "c"}])
    assert run_keys.shares_of(Signal.TRACES, span, run_keys.RUN_KEYS) == [(None, (2, "c"))]


def test_the_points_of_a_metric_are_shared_out_by_run():
    """One share for each run that the points name, none split without need."""
    metric = records.metric({"session.id": "a"}, {"session.id": "b"}, {"session.id": "a"})
    assert run_keys.shares_of(Signal.METRICS, metric, run_keys.RUN_KEYS) == [
        ([0, 2], (1, "a")),
        ([1], (1, "b")),
    ]
    assert run_keys.points_in(type(metric)()) == ()


@pytest.mark.parametrize("key", ["mcp.session.id", "thread.id", "request_id", "user.id"])
def test_what_is_no_run_does_not_name_one(key):
    """Ids of other things stay ids of other things."""
    assert run_keys.named_by(records.attributes({key: UUID}), run_keys.RUN_KEYS) is None
