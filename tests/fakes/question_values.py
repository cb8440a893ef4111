"""Questions as the recorder tells them, for what is shown of them."""

from __future__ import annotations

from typing import Any

HOME = "/home/ada"
NOW_US = 1_795_000_000_000_000
DAY_US = 86_400_000_000


def question(**more: Any) -> dict[str, Any]:
    """Return a question about `rm -f hello.txt`, with what is given in its place."""
    told: dict[str, Any] = {
        "id": "a1",
        "intent": 5,
        "agent": "claude-code",
        "tool": "Bash",
        "kind": "shell",
        "text": "rm -f hello.txt",
        "arguments": {"command": "rm -f hello.txt"},
        "cwd": "/home/ada/work",
        "workspace": "/home/ada/work",
        "run_id": "run-1",
        "sender": "claude-code",
        "run_started_us": NOW_US - 60_000_000,
        "side_effect": "write",
        "traits": ["deletes"],
        "protected": [],
        "paths": [{"path": "/home/ada/work/hello.txt", "use": "delete", "place": "workspace"}],
        "hosts": [],
        "secrets": [],
        "because": {
            "rule": "deletions",
            "file": "/x/policy.yaml",
            "line": 24,
            "reason": "Deletions are asked.",
            "role": "",
        },
        "asked_us": NOW_US,
        "deadline_us": NOW_US + 600_000_000,
        "scopes": [
            scope(["rm", "-f", "hello.txt"], "/home/ada/work", would=1),
            scope(["rm", "-f", "hello.txt"], "/home/ada/work", below=True, would=4),
            scope(["rm"], "", exact=False, would=1),
        ],
        "may_run": True,
        "so_far": {"tool_calls": 2, "denied": 0},
        "notice": {
            "name": "agent-action",
            "version": 1,
            "language": "en",
            "text": "claude-code asks to run a command.",
        },
    }
    return {**told, **more}


def scope(
    program: list[str], folder: str, *, exact: bool = True, below: bool = False, would: int = 0
) -> dict[str, Any]:
    """Return one scope that is offered, with what it would have allowed."""
    covers = {"agent": "claude-code", "tool": "Bash", "program": program, "exact": exact}
    return {
        "scope": {**covers, "folder": folder, "below": below, "hosts": []},
        "would": would,
        "since_us": NOW_US - 8 * DAY_US,
    }


def role_question(*, held: bool = True, **more: Any) -> dict[str, Any]:
    """Return a question that the role release-manager must allow."""
    because = {**question()["because"], "rule": "releases", "role": "release-manager"}
    told = {"because": because, "role_held": held, "scopes": [], "may_run": False, **more}
    return question(**told)
