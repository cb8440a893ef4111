"""What a policy file says, once read: rules, budgets, protection. Values alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.model.action import Protected

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.action import ActionKind, Place, SideEffect, Trait, Use
    from desktop_app.policy.conditions import Condition


class Effect(StrEnum):
    """What a rule does when it holds; `shadow` decides nothing and tells what it `would` have."""

    ALLOW = "allow"
    DENY = "deny"
    ASK = "ask"
    SHADOW = "shadow"


@dataclass(frozen=True, slots=True)
class Window:
    """A time of day, in minutes since midnight, local; the end is not in it; may pass midnight."""

    start: int
    end: int

    def holds(self, minute: int) -> bool:
        """Tell whether a minute of the day lies in it."""
        if self.start <= self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. What is None says nothing; what is given must hold, all of it.

    Attributes:
        name: unique in a policy.
        effect, would: what it does; `would` is what a shadow stands for, else the effect itself.
        why: a sentence for the person and the agent.
        file, line: where it stands.
        agents, tools, hosts: globs; `*` is any run of characters.
        kinds, side_effects, traits: values of the action.
        places, uses, paths: of one path that the action names, together.
        secrets: whether rules of the redactor matched in the arguments.
        time: when in the day.
        role: who must allow it, of a rule that asks; "" for anybody at this desktop.
        when: a condition in CEL.
    """

    name: str
    effect: Effect
    would: Effect
    why: str
    file: str = ""
    line: int = 0
    agents: tuple[str, ...] | None = None
    tools: tuple[str, ...] | None = None
    kinds: frozenset[ActionKind] | None = None
    side_effects: frozenset[SideEffect] | None = None
    places: frozenset[Place] | None = None
    uses: frozenset[Use] | None = None
    paths: tuple[str, ...] | None = None
    hosts: tuple[str, ...] | None = None
    traits: frozenset[Trait] | None = None
    secrets: bool | None = None
    time: Window | None = None
    role: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Budgets:
    """The circuit breaker of a run: what is None is not counted.

    Attributes:
        steps, cost_usd, seconds: reached or passed, every further action gets `effect`.
        effect: deny or ask.
        file, line: where it stands.
    """

    steps: int | None = None
    cost_usd: float | None = None
    seconds: int | None = None
    effect: Effect = Effect.ASK
    file: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Guard:
    """What happens when a protected thing is touched: deny or ask, and never less."""

    effect: Effect
    file: str = ""
    line: int = 0


# What holds where a file says nothing, so that an empty file protects as much.
PROTECT: Mapping[Protected, Effect] = {
    Protected.OUR_FILES: Effect.DENY,
    Protected.OUR_VERBS: Effect.DENY,
    Protected.OUR_PROCESSES: Effect.DENY,
    Protected.AGENT_CONFIG: Effect.ASK,
    Protected.KEYCHAIN: Effect.ASK,
    Protected.INPUT: Effect.DENY,
}


def built_in_guards() -> dict[Protected, Guard]:
    """Return what protects where no file says anything."""
    return {what: Guard(effect) for what, effect in PROTECT.items()}


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy in force.

    Attributes:
        version: the number of the schema that it is written in.
        digest: SHA-256 of the text that was read, hex; of a file and its base both.
        rules: in the order in which they are asked.
        default: what is said where no rule speaks; None for nothing.
        budgets: of a run.
        protect: for every member of Protected; an administrator's: for those that it names.
        source: name of the file.
        over: an administrator's, which makes it stricter (`layered`); None for none.
    """

    version: int
    digest: str
    rules: tuple[Rule, ...] = ()
    default: Effect | None = None
    budgets: Budgets = field(default_factory=Budgets)
    protect: Mapping[Protected, Guard] = field(default_factory=built_in_guards)
    source: str = ""
    over: Policy | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that its rules name, an administrator's too, sorted."""
        above = () if self.over is None else self.over.roles
        return tuple(sorted({*above, *(rule.role for rule in self.rules)} - {""}))

    @property
    def label(self) -> str:
        """Version and the first 8 hex digits of the digests, as decisions tell it."""
        above = "" if self.over is None else f", managed {self.over.digest[:8]}"
        return f"{self.version} {self.digest[:8]}{above}"
