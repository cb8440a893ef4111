"""Actions, policies and tables for tests of what decides."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.model.action import Action, ActionKind, SideEffect
from desktop_app.normalize.tools import side_effect_level
from desktop_app.policy.classify import Call, Tables, classify
from desktop_app.policy.document import parse_policy
from desktop_app.policy.places import parse_places
from desktop_app.policy.tooltable import parse_tools

if TYPE_CHECKING:
    from desktop_app.policy.rules import Policy

RESOURCES = Path(__file__).parents[2] / "resources" / "policy"
HOME, WORK, OURS = "/home/u", "/home/u/w", "/data/cs"
TABLES = Tables(
    parse_tools((RESOURCES / "tools.toml").read_text("utf-8")),
    parse_places((RESOURCES / "places.toml").read_text("utf-8"), HOME, [OURS]),
    side_effect_level,
    HOME,
    frozenset((777,)),
)
PLAIN = Action("claude-code", "Bash", ActionKind.SHELL, SideEffect.READ, cwd=WORK, workspace=WORK)


def default() -> Policy:
    """The policy that ships with us."""
    return parse_policy((RESOURCES / "default.yaml").read_text("utf-8"), "default.yaml", home=HOME)


def policy(rules: str = "", **top: str) -> Policy:
    """A policy of its own: rules as YAML, other keys by name."""
    head = "".join(f"{name}: {value}\n" for name, value in top.items())
    return parse_policy(f"version: 1\n{head}{'rules:' if rules else ''}{rules}\n", home=HOME)


def action(**changed: Any) -> Action:
    """A plain action with something changed."""
    return replace(PLAIN, **changed)


def called(tool: str, **arguments: Any) -> Action:
    """The action of a tool call in the workspace."""
    return classify(Call("claude-code", tool, arguments, cwd=WORK, workspace=WORK), TABLES)


def shell(command: str) -> Action:
    """The action of a shell command in the workspace."""
    return called("Bash", command=command)
