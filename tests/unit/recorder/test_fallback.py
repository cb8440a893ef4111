"""The table for hooks without a recorder: what only looks, and only where the policy lets it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.policy.document import parse_policy
from desktop_app.recorder.fallback import fallback_table, write_fallback

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder


def test_only_what_looks_stands_in_it(made: Recorder, tmp_path: Path) -> None:
    """No shell, no write, no network; with the names of arguments that are paths."""
    policy = made.gating.policies.current
    path = tmp_path / "gate.json"
    write_fallback(path, policy, made.gating.classing.tables, leaves=False)
    told = json.loads(path.read_bytes())
    assert "otherwise" not in told
    assert set(told["agents"]) == {"claude-code", "codex", "gemini"}
    tools = told["agents"]["claude-code"]
    assert "file_path" in tools["read"]
    assert not {"bash", "write", "edit", "webfetch", "apply_patch"} & tools.keys()


def test_a_rule_of_one_agent_holds_for_it_alone(made: Recorder) -> None:
    """And what is asked is not in the table."""
    text = (
        "version: 1\nrules:\n  - name: no-reads\n    effect: ask\n    why: It is a test.\n"
        "    agents: [codex]\n    side_effect: [read]\n"
    )
    policy = parse_policy(text, base=made.gating.policies.current)
    agents = fallback_table(policy, made.gating.classing.tables)["agents"]
    assert isinstance(agents, dict)
    assert "read" in agents["claude-code"]
    assert "read" not in agents["codex"]


def test_what_its_person_leaves_to_the_agent_is_said(made: Recorder) -> None:
    """Beside the same table."""
    policy, tables = made.gating.policies.current, made.gating.classing.tables
    told = fallback_table(policy, tables, leaves=True)
    assert told == {**fallback_table(policy, tables), "otherwise": "agent"}
