from __future__ import annotations

import pytest

from desktop_app.normalize.dialects.table import Kind
from desktop_app.normalize.settle import settle, settle_error, start


def _settled(found, *, failed=False, exit_told=False):
    settle(found, failed=failed, exit_told=exit_told)
    if failed or found.get("outcome") in ("error", "denied"):
        settle_error(found, None)
    return found


@pytest.mark.parametrize(
    ("found", "options", "outcome", "error"),
    [
        ({}, {}, "ok", None),
        ({"reported_success": False}, {}, "error", "other"),
        ({"status_code": 429}, {}, "error", "rate_limit"),
        ({}, {"failed": True}, "error", "other"),
        ({"tool_name": "Bash", "reported_success": True}, {}, "unknown", None),
        ({"tool_name": "Bash", "reported_success": True}, {"exit_told": True}, "ok", None),
        ({"tool_name": "Bash", "exit_code": 0}, {}, "ok", None),
        (
            {"tool_name": "Bash", "exit_code": 3, "reported_success": True},
            {},
            "error",
            "exit_nonzero",
        ),
        ({"decision": "reject", "decision_source": "user_reject"}, {}, "denied", "permission"),
        ({"decision": "reject", "decision_source": "hook"}, {}, "denied", "policy_violation"),
        ({"outcome": "denied", "error_type": "policy_violation"}, {}, "denied", "policy_violation"),
    ],
)
def test_the_outcome_of_a_tool_call(found, options, outcome, error):
    """`ok` only where the sender's word covers the effect; every failure has a class."""
    result = _settled({"category": "tool_call", **found}, **options)
    assert (result["outcome"], result.get("error_class")) == (outcome, error)


def test_an_approval_that_waits_has_no_outcome_yet():
    """Requested is neither granted nor denied."""
    found = _settled({"category": "approval", "decision": "ask"})
    assert (found["approval_state"], "outcome" in found) == ("requested", False)
    found = _settled({"category": "approval", "decision": "accept"})
    assert (found["approval_state"], found["outcome"]) == ("approved", "ok")
    assert "approval_state" not in _settled({"category": "approval", "decision": "hm"})


def test_failed_noise_is_an_error():
    """What failed is never folded away."""
    assert _settled({"category": "noise"}, failed=True)["category"] == "error"


def test_an_mcp_tool_names_its_server():
    """`mcp__server__tool`; an explicit server stays."""
    found = _settled({"category": "tool_call", "tool_name": "mcp__files__read_file"})
    assert (found["mcp_server"], found["tool_type"]) == ("files", "mcp")
    assert found["side_effect_level"] == "read"


def test_start_enters_what_a_name_says():
    """Category, operation, and that it counts."""
    found = {"operation": "x"}
    start(found, None)
    assert found == {"operation": "x"}
    start(found, Kind("model_call", "T", "chat", counted=True))
    expected = {"category": "model_call", "operation": "chat", "_title": "T", "counted": True}
    assert found == expected


def test_a_named_agents_version_fills_a_gap():
    """`gen_ai.agent.version` where the resource tells none."""
    assert _settled({"_agent_version": "2"})["agent_version"] == "2"
