"""What every record gets in the end, whatever its dialect: run, outcome, decision, reach, error.

Works on the found fields in place. Fields with a leading underscore are notes between the steps.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize.approvals import approval_state
from desktop_app.normalize.dialects.common import WRAPPER
from desktop_app.normalize.error_class import error_class
from desktop_app.normalize.tools import is_shell, side_effect_level

if TYPE_CHECKING:
    from desktop_app.normalize.dialects.table import Found, Kind

_DENIALS = ("rejected", "timed_out")
_ACTS = frozenset(("model_call", "tool_call", "hook", "subagent", "turn", "agent_run"))
_MCP_PREFIX = "mcp__"
_RULES = frozenset(("hook", "config", "policy", "Config"))
_HTTP_ERROR = 400


def start(found: Found, kind: Kind | None) -> None:
    """Enter what the name of a record says: it is more exact than the operation it carries."""
    if kind is None:
        return
    found["category"] = kind.category
    if kind.operation:
        found["operation"] = kind.operation
    if kind.title:
        found["_title"] = kind.title
    if kind.counted:
        found["counted"] = True


def settle_run(found: Found) -> None:
    """The wrapper's run id, else the session's."""
    run_id = found.get(WRAPPER) or found.get("session_id")
    if run_id is not None:
        found["run_id"] = run_id


def settle(found: Found, *, failed: bool, exit_told: bool) -> None:
    """Complete the fields that follow from others.

    Args:
        found: fields of one record.
        failed: the record has an error status or severity.
        exit_told: the sender's success of a shell call covers how the command ended.
    """
    run_id = found.get(WRAPPER) or found.get("session_id")
    if run_id is not None:
        found["run_id"] = run_id
    category = found.setdefault("category", "error" if failed else "other")
    if "tool_name" in found:
        _settle_tool(found)
    if "decision" in found:
        _settle_decision(found)
    if "outcome" not in found and category in _ACTS:
        found["outcome"] = _outcome(found, failed=failed, exit_told=exit_told)
    if failed and category == "noise":
        found["category"] = "error"
    agent_version = found.get("_agent_version")
    if agent_version is not None:
        found.setdefault("agent_version", agent_version)


def settle_error(found: Found, message: str | None) -> None:
    """Name what went wrong, once."""
    if "error_class" not in found:
        found["error_class"] = error_class(
            found.get("status_code"), found.get("error_type"), found.get("_error"), message
        )
    if found.setdefault("outcome", "error") == "denied" and found["error_class"] == "other":
        by_rule = found["category"] == "hook" or found.get("decision_source") in _RULES
        found["error_class"] = "policy_violation" if by_rule else "permission"


def _settle_tool(found: Found) -> None:
    name = found["tool_name"]
    level = side_effect_level(name)
    if level is not None:
        found["side_effect_level"] = level
    if name.startswith(_MCP_PREFIX):
        found.setdefault("mcp_server", name.split("__")[1])
        found.setdefault("tool_type", "mcp")


def _settle_decision(found: Found) -> None:
    state = approval_state(found["decision"], found.get("decision_source"))
    if state is None:
        return
    found["approval_state"] = state
    if state in _DENIALS:
        found.setdefault("outcome", "denied")
    elif state != "requested" and found["category"] == "approval":
        found.setdefault("outcome", "ok")


def _outcome(found: Found, *, failed: bool, exit_told: bool) -> str:
    success = found.get("reported_success")
    exit_code = found.get("exit_code")
    if exit_code:
        found["error_class"] = "exit_nonzero"
    if exit_code or failed or success is False or found.get("status_code", 0) >= _HTTP_ERROR:
        return "error"
    if exit_code is None and not exit_told and is_shell(found.get("tool_name")):
        return "unknown"
    return "ok"
