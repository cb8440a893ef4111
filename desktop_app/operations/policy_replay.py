"""What a policy would have said of recorded actions, as far as what is recorded lets anybody say.

No command, path or address is recorded. What a rule needs of them is not guessed: an action is
judged only where the answer is the same whether such rules hold or not, and counted apart where it
is not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_app.model.action import (
    Action,
    ActionKind,
    Allowed,
    Denied,
    MustAsk,
    PathUse,
    Place,
    SideEffect,
    Trait,
    Use,
)
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Usage, decide
from desktop_app.policy.rules import Budgets

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.model.action import Decision
    from desktop_app.policy.rules import Policy, Rule
    from desktop_app.policy.tooltable import Tool

# What an entry of the gate does not hold, and what telemetry alone does not.
_OF_INTENTS = frozenset(("paths", "hosts", "when"))
_OF_TELEMETRY = _OF_INTENTS | {"side_effects", "places", "uses", "traits", "secrets"}
MAX_CHANGED = 100
CANNOT = (
    "Commands, paths and addresses are not recorded. Where a rule needs them, an action is not "
    "judged. Grants, budgets and protection that only a command shows are not replayed."
)


@dataclass(frozen=True, slots=True)
class Changed:
    """An action that would have been decided in another way than it was."""

    seq: int
    tool: str
    was: str
    now: str
    rule: str


@dataclass(slots=True)
class Replay:
    """What came of a replay.

    Attributes:
        actions: how many were looked at.
        decided: how many would have been "allowed", "denied", "asked", "none"; "unknown" where
            what is recorded does not say.
        rules: (decision, rule) -> how many.
        changed: of those that the gate decided and that can be judged; the first 100.
        changes: how many of them in all.
    """

    actions: int = 0
    decided: Counter[str] = field(default_factory=Counter)
    rules: Counter[tuple[str, str]] = field(default_factory=Counter)
    changed: list[Changed] = field(default_factory=list)
    changes: int = 0


def replay(policy: Policy, lines: Iterable[dict[str, Any]], tools: Mapping[str, Tool]) -> Replay:
    """Return what a policy would have said of the lines of the action ledger."""
    found = Replay()
    calm = _calm(policy)
    assumed: dict[frozenset[str], tuple[Policy, Policy]] = {}
    told = list(lines)
    gated = {line["params"].get("call_id") for line in told if line["kind"] == "action.intent"}
    for line in told:
        if line["kind"] == "action.intent":
            action, unknown = _of_intent(line)
        elif line["kind"] == "tool_call" and line["params"].get("call_id") not in gated - {None}:
            action, unknown = _of_telemetry(line, tools)
        else:
            continue
        if unknown not in assumed:
            assumed[unknown] = _assumed(calm, unknown)
        _count(found, line, action, assumed[unknown])
    return found


def _count(
    found: Replay, line: dict[str, Any], action: Action, both: tuple[Policy, Policy]
) -> None:
    usage = _usage(line["timestamp"])
    without, always = (decide(action, policy, Grants(), usage).decision for policy in both)
    found.actions += 1
    now = name_of(without)
    if now != name_of(always):
        found.decided["unknown"] += 1
        return
    found.decided[now] += 1
    rule = without.because.rule
    found.rules[now, rule or "default"] += 1
    was = line["decision"]
    if line["kind"] == "action.intent" and was and was != now:
        found.changes += 1
        if len(found.changed) < MAX_CHANGED:
            found.changed.append(Changed(line["seq"], action.tool, was, now, rule))


def name_of(decision: Decision) -> str:
    """Return a decision as entries name it."""
    if isinstance(decision, Allowed):
        return "allowed"
    if isinstance(decision, Denied):
        return "denied"
    return "asked" if isinstance(decision, MustAsk) else "none"


def _assumed(policy: Policy, unknown: frozenset[str]) -> tuple[Policy, Policy]:
    """Return the policy without the rules that need what is unknown, and with them holding."""
    needs = [
        (rule, {key for key in unknown if getattr(rule, key) is not None}) for rule in policy.rules
    ]
    without = tuple(rule for rule, keys in needs if not keys)
    always = tuple(_holding(rule, keys) for rule, keys in needs)
    over = (None, None) if policy.over is None else _assumed(policy.over, unknown)
    return (
        replace(policy, rules=without, over=over[0]),
        replace(policy, rules=always, over=over[1]),
    )


def _calm(policy: Policy) -> Policy:
    """Return the policy without budgets, an administrator's over it likewise."""
    over = None if policy.over is None else _calm(policy.over)
    return replace(policy, budgets=Budgets(), over=over)


def _holding(rule: Rule, unknown: set[str]) -> Rule:
    """Return a rule without what is unknown: it holds wherever the rest does."""
    return replace(
        rule,
        paths=None if "paths" in unknown else rule.paths,
        hosts=None if "hosts" in unknown else rule.hosts,
        when=None if "when" in unknown else rule.when,
        side_effects=None if "side_effects" in unknown else rule.side_effects,
        places=None if "places" in unknown else rule.places,
        uses=None if "uses" in unknown else rule.uses,
        traits=None if "traits" in unknown else rule.traits,
        secrets=None if "secrets" in unknown else rule.secrets,
    )


def _of_intent(line: dict[str, Any]) -> tuple[Action, frozenset[str]]:
    """An entry of the gate: all but content is known, and what is done to paths where it is one."""
    params = line["params"]
    kind, level = ActionKind(params["kind"]), SideEffect(params["side_effect"])
    use = _use(kind, level)
    action = Action(
        agent=params.get("agent") or line["operator"] or "",
        tool=line.get("tool") or params.get("tool", ""),
        kind=kind,
        side_effect=level,
        traits=frozenset(Trait(trait) for trait in params.get("traits", ())),
        paths=tuple(PathUse("", use or Use.READ, Place(one)) for one in params.get("places", ())),
        secrets=tuple(params.get("secrets", ())),
    )
    return action, _OF_INTENTS if use else _OF_INTENTS | {"uses"}


def _use(kind: ActionKind, level: SideEffect) -> Use | None:
    if kind is ActionKind.WRITE:
        return Use.WRITE
    return Use.READ if level in (SideEffect.NONE, SideEffect.READ) else None


def _of_telemetry(line: dict[str, Any], tools: Mapping[str, Tool]) -> tuple[Action, frozenset[str]]:
    """A call that telemetry told of: agent and tool, and what the table says of the tool."""
    name = line.get("tool") or ""
    tool = tools.get(name.casefold())
    kind = ActionKind.MCP if name.startswith("mcp_") else ActionKind.OTHER
    level = SideEffect.IRREVERSIBLE
    known = tool is not None and not (tool.command or tool.patch or tool.opaque)
    if tool is not None:
        kind, level = tool.kind, tool.side_effect
    action = Action(line["operator"] or "", name, kind, level)
    return action, _OF_TELEMETRY - {"side_effects"} if known else _OF_TELEMETRY


def _usage(timestamp: str) -> Usage:
    local = datetime.fromisoformat(timestamp).astimezone()
    return Usage(hour=local.hour, minute=local.minute, weekday=local.isoweekday())
