"""Which rules can hold for an action at all: found by agent, tool and kind, and remembered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.policy.matching import speaks
from desktop_app.policy.rules import Effect

if TYPE_CHECKING:
    from desktop_app.model.action import Action, ActionKind
    from desktop_app.policy.rules import Policy, Rule

REMEMBERED = 1024  # agents choose their tools' names


@dataclass(frozen=True, slots=True)
class Candidates:
    """Rules by effect, each in the order of the file."""

    denies: tuple[Rule, ...]
    by_role: tuple[Rule, ...]  # what asks whoever holds a role
    asks: tuple[Rule, ...]
    allows: tuple[Rule, ...]
    shadows: tuple[Rule, ...]


class _ByIdentity:
    """A policy as a key: two texts of one digest never meet by a slow comparison of all rules."""

    __slots__ = ("policy",)

    def __init__(self, policy: Policy) -> None:
        self.policy = policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.policy is self.policy

    def __hash__(self) -> int:
        return id(self.policy)


def candidates(policy: Policy, action: Action) -> Candidates:
    """Return the rules that speak of an action's tool, kind and agent."""
    return _selected(_ByIdentity(policy), action.agent, action.tool, action.kind)


@lru_cache(maxsize=REMEMBERED)
def _selected(key: _ByIdentity, agent: str, tool: str, kind: ActionKind) -> Candidates:
    rules = [rule for rule in key.policy.rules if speaks(rule, agent, tool, kind)]

    def of(effect: Effect) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if rule.effect is effect)

    asks = of(Effect.ASK)
    return Candidates(
        of(Effect.DENY),
        tuple(rule for rule in asks if rule.role),
        tuple(rule for rule in asks if not rule.role),
        of(Effect.ALLOW),
        of(Effect.SHADOW),
    )
