"""A run's records in columns and in steps."""

from __future__ import annotations

from desktop_app.query.run_records import Position


def test_a_run_is_read_in_columns(small):
    """Spans with what a row needs; the tool call that they tell of."""
    run = small.run("aaa-1")["run"]
    found = small.run_records(run)
    assert [row[4] for row in found.spans] == ["claude_code.interaction", "claude_code.tool", "odd"]
    assert [row[6] for row in found.spans] == ["turn", "tool_call", "error"]
    assert [call["name"] for call in found.calls] == ["Bash"]
    assert found.logs == []
    assert found.position == Position(span=found.spans[-1][0], seq=found.calls[0]["last_seq"])


def test_a_run_is_read_on(small):
    """After its last position nothing comes; after a part, the rest."""
    run = small.run("aaa-1")["run"]
    first = small.run_records(run)
    again = small.run_records(run, first.position)
    assert (again.spans, again.calls, again.position) == ([], [], first.position)
    rest = small.run_records(run, Position(span=first.spans[0][0]))
    assert rest.spans == first.spans[1:]


def test_log_records_are_read(small):
    """Each with its time, event and what its turn says."""
    found = small.run_records(small.run("aaa-2")["run"])
    assert [(row[4], row[5]) for row in found.logs] == [("turn", "user_prompt")]
    assert found.position.log == found.logs[0][0]


def test_a_run_that_is_not_there_has_no_records(small):
    """An empty answer."""
    assert small.run_records(10**9).spans == []
