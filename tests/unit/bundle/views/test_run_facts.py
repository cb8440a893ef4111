"""bundle.views.run_facts: what a report tells of one run, in bounded memory."""

from __future__ import annotations

from desktop_app.bundle.views import run_facts
from desktop_app.bundle.views.call import Call, Told
from desktop_app.bundle.views.run_facts import RunFacts

ROW = {"first_ns": 1_000, "last_ns": 9_000_001_000, "agent": "codex", "name": None}


def tool(number, **row):
    """Return a tool call."""
    given = {"name": "Bash", "outcome": "ok", "first_seq": number, "last_seq": number}
    return Call("tool_call", 1_000 + number * 1_000_000, {**given, **row}, ())


def turn(signal, number):
    """Return a turn of one record."""
    start = 1_000 + number * 1_000_000
    told = Told(signal, number, 1, None, None, "turn", start, 5, f"{signal} {number}", {}, {})
    return Call("turn", start, {}, (told,))


def facts(*calls, limit=10, **row):
    """Return the facts of a run of these calls."""
    made = RunFacts({**ROW, **row}, limit, {})
    for call in calls:
        made.add(call)
    return made


def test_lines_are_kept_up_to_the_limit_and_all_are_counted():
    """Denied and failed ones have their own lists."""
    calls = [tool(n, outcome=("ok", "error", "denied")[n % 3]) for n in range(30)]
    made = facts(*calls)
    assert (len(made.steps), made.more) == (10, 20)
    assert (len(made.denied), len(made.failed)) == (10, 10)
    assert made.counts["tool_call denied"] == 10


def test_decisions_are_summed_with_the_first_entries():
    """By what was decided, by whom, and whether somebody was asked."""
    said = {"decision": "accept", "decision_source": "config", "approval": "not_required"}
    made = facts(*(tool(n, **said) for n in range(9)), tool(9))
    assert made.decisions["allowed", "the agent's settings", False].count == 9
    assert made.decisions["allowed", "the agent's settings", False].seqs == [0, 1, 2, 3]
    assert made.decisions["", "", None].count == 1


def test_a_turn_that_span_and_log_tell_of_is_one():
    """Spans know how long it took, so they stand in the timeline, before what follows."""
    made = facts(turn("traces", 0), turn("logs", 1), tool(2), turn("traces", 3), tool(4))
    assert [step.title for step in made.timeline] == [
        *("traces 0", "Bash", "traces 3", "Bash"),
    ]
    assert len(made.asked) == 2
    assert [step.title for step in facts(turn("logs", 0)).timeline] == ["logs 0"]


def test_turns_after_the_last_line_are_left_out():
    """A timeline that is cut ends where it says."""
    made = facts(tool(0), tool(1), turn("traces", 8_000), limit=1)
    assert [step.title for step in made.timeline] == ["Bash"]


def test_turns_are_bounded(monkeypatch):
    """A sender may report any number of them."""
    monkeypatch.setattr(run_facts, "MAX_TURNS", 2)
    assert len(facts(*(turn("logs", n) for n in range(5))).asked) == 2


def test_names_and_times():
    """The agent's name first; a run's own name beside it; time as told, else as spanned."""
    assert facts().agent == "codex"
    assert facts(agent=None, name="make").agent == "make"
    assert facts(agent=None).agent == "unknown agent"
    assert facts(name="make").name == "make"
    assert (facts().took, facts().spanned) == ("9.0 s", "9.0 s")
    assert facts(duration_us=2_000_000).took == "2.0 s"
    assert facts(first_ns=None, last_ns=None).took == "–"  # noqa: RUF001 - the design's dash
    assert facts(cost_usd=0.5).cost == 0.5
