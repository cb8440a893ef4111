from __future__ import annotations

import pytest

from desktop_app.normalize.titles import title_of


@pytest.mark.parametrize(
    ("found", "title"),
    [
        ({"category": "model_call", "model_requested": "m"}, "Model call m"),
        ({"category": "model_call", "model_requested": "m", "model_response": "n"}, "Model call n"),
        ({"category": "model_call"}, "name"),
        ({"category": "tool_call", "tool_name": "Bash"}, "Bash"),
        ({"category": "tool_call", "_title": "Execution"}, "Execution"),
        ({"category": "approval", "decision": "accept", "tool_name": "Bash"}, "Bash: accept"),
        ({"category": "approval", "decision": "a", "decision_source": "s"}, "Action: a (s)"),
        ({"category": "approval"}, "name"),
        ({"category": "hook", "hook_event": "PreToolUse"}, "Hook PreToolUse"),
        ({"category": "subagent", "agent_name": "a"}, "Sub-agent a"),
        ({"category": "agent_run", "agent_name": "a"}, "Run of a"),
        ({"category": "agent_run"}, "Run (name)"),
        ({"category": "turn", "prompt_length": 60}, "Turn, prompt of 60 characters"),
        ({"category": "turn"}, "Turn"),
        ({"category": "error"}, "Error in name"),
        ({"category": "retry", "retry_attempt": 2}, "Retry 2 of name"),
        ({"category": "retry"}, "Retry of name"),
        ({"category": "noise"}, "name"),
        ({"category": "other", "_title": "Compaction"}, "Compaction"),
    ],
)
def test_a_title_is_one_line_of_names(found, title):
    """Never content."""
    assert title_of(found, "name") == title
