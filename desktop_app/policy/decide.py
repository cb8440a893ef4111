"""decide(): what a policy, with the person's grants, says of one action. First that speaks wins.

    1. protection       what is protected: deny or ask, whatever any rule or grant says
    2. deny rules       in the order of the file; one whose condition raises asks
    3. budgets          a run that spent its steps, cost or time
    4. ask by role      ask rules that name who must allow it; no grant goes past them
    5. grants           a person allowed it before
    6. ask rules        and allow rules whose condition raises
    7. allow rules
    8. the default      `none`: no opinion, the agent's own permissions hold

What 1 to 3 ask takes the role of 4 along, so that no other question stands in for the role.
Shadow rules decide nothing: what they would have said is told beside.

An administrator's policy is asked by itself, without grants; the stricter of the two answers holds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from desktop_app.model.action import Allowed, Because, Denied, MustAsk, NoOpinion
from desktop_app.policy.conditions import ConditionError, Variables
from desktop_app.policy.cover import Grants
from desktop_app.policy.matching import holds
from desktop_app.policy.protection import broken, touched
from desktop_app.policy.rules import Effect
from desktop_app.policy.select import candidates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from desktop_app.model.action import Action, Decision, Grant
    from desktop_app.policy.rules import Policy, Rule


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run has used up, and when it is asked; made by whoever has a clock.

    Attributes:
        steps: actions of the run so far, this one not counted.
        cost_usd: what the agent reported; 0 where it reports none.
        seconds: since the run began.
        now_us: wall clock.
        hour, minute, weekday: local time; weekday 1 is Monday, 7 Sunday.
    """

    steps: int = 0
    cost_usd: float = 0.0
    seconds: int = 0
    now_us: int = 0
    hour: int = 0
    minute: int = 0
    weekday: int = 1


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a shadow rule would have said."""

    rule: str
    would: Effect


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decision, and what shadow rules would have said."""

    decision: Decision
    shadows: tuple[Shadow, ...] = ()


class Covering(Protocol):
    """The grants in force, asked for one action (`cover.Grants`, or whoever keeps them)."""

    def covering(self, action: Action, now_us: int) -> Grant | None:
        """Return the newest grant that covers an action; None for none."""
        ...


def decide(action: Action, policy: Policy, grants: Covering, usage: Usage) -> Outcome:
    """Return what is decided of an action, and why. Computes alone; never raises."""
    own = _decide(action, policy, grants, usage)
    if policy.over is None:
        return own
    return _stricter(_decide(action, policy.over, Grants(), usage), own, policy.label)


def _stricter(managed: Outcome, own: Outcome, label: str) -> Outcome:
    """Return the administrator's answer where it is as strict as the person's; else theirs.

    What both ask is asked once, with a role where either names one.
    """
    shadows, theirs = (*managed.shadows, *own.shadows), own.decision
    match managed.decision:
        case Denied(because):
            return Outcome(Denied(replace(because, policy=label)), shadows)
        case MustAsk(because) if not isinstance(theirs, Denied):
            role = because.role or (theirs.because.role if isinstance(theirs, MustAsk) else "")
            because = replace(because, policy=label, role=role, managed=True)
            return Outcome(MustAsk(because), shadows)
        case _:
            return Outcome(theirs, shadows)


def _decide(action: Action, policy: Policy, grants: Covering, usage: Usage) -> Outcome:
    rules = candidates(policy, action)
    variables = Variables(action, _run(usage), _time(usage))
    asked = _Asked(action, policy, variables, usage)
    shadows = tuple(asked.shadowed(rules.shadows))
    decision = (
        asked.with_role(
            _protected(action, policy) or asked.denied(rules.denies) or _over_budget(policy, usage),
            rules.by_role,
        )
        or _granted(action, policy, grants, usage)
        or asked.asks(rules.asks, rules.allows)
        or asked.allowed(rules.allows)
        or _default(policy)
    )
    return Outcome(decision, shadows)


class _Asked:
    """Asks rules of one action, each once."""

    __slots__ = ("_action", "_minute", "_policy", "_results", "_variables")

    def __init__(self, action: Action, policy: Policy, variables: Variables, usage: Usage) -> None:
        self._action = action
        self._policy = policy
        self._variables = variables
        self._minute = usage.hour * 60 + usage.minute
        self._results: dict[str, bool | ConditionError] = {}

    def holds(self, rule: Rule) -> bool | ConditionError:
        """Return whether a rule holds, or why nobody can say."""
        if rule.name not in self._results:
            try:
                found: bool | ConditionError = holds(
                    rule, self._action, self._variables, self._minute
                )
            except ConditionError as error:
                found = error
            self._results[rule.name] = found
        return self._results[rule.name]

    def denied(self, rules: Iterable[Rule]) -> Decision | None:
        """The first rule that denies; else the first of them that cannot tell, as a question."""
        unsure: Decision | None = None
        for rule in rules:
            found = self.holds(rule)
            if found is True:
                return Denied(self._because(rule))
            if isinstance(found, ConditionError):
                unsure = unsure or self._unsure(rule, found)
        return unsure

    def with_role(self, earlier: Decision | None, by_role: Iterable[Rule]) -> Decision | None:
        """What was decided before roles; else, or with its role, the first rule that names one."""
        if isinstance(earlier, Denied):
            return earlier
        by = self._ask(by_role)
        if earlier is None or by is None:
            return earlier or by
        return MustAsk(replace(earlier.because, role=by.because.role))

    def asks(self, asks: Iterable[Rule], allows: Iterable[Rule]) -> Decision | None:
        """The first rule that asks, or that asks or allows and cannot tell."""
        return self._ask(asks) or self._unsure_of(allows)

    def _ask(self, asks: Iterable[Rule]) -> MustAsk | None:
        for rule in asks:
            found = self.holds(rule)
            if found is True:
                return MustAsk(self._because(rule))
            if isinstance(found, ConditionError):
                return self._unsure(rule, found)
        return None

    def _unsure_of(self, allows: Iterable[Rule]) -> MustAsk | None:
        for rule in allows:
            found = self.holds(rule)
            if isinstance(found, ConditionError):
                return self._unsure(rule, found)
        return None

    def allowed(self, rules: Iterable[Rule]) -> Decision | None:
        """The first rule that allows."""
        return next(
            (Allowed(self._because(rule)) for rule in rules if self.holds(rule) is True), None
        )

    def shadowed(self, rules: Iterable[Rule]) -> Iterator[Shadow]:
        """What shadow rules would have said."""
        for rule in rules:
            found = self.holds(rule)
            if found is not False:
                yield Shadow(rule.name, rule.would if found is True else Effect.ASK)

    def _unsure(self, rule: Rule, error: ConditionError) -> MustAsk:
        because = self._because(rule)
        return MustAsk(replace(because, reason=f"The rule {rule.name} cannot tell: {error}."))

    def _because(self, rule: Rule) -> Because:
        return Because(
            rule.name, rule.file, rule.line, rule.why, self._policy.label, role=rule.role
        )


def _protected(action: Action, policy: Policy) -> Decision | None:
    """Step 1: what is protected; deny wins over ask."""
    guarded = touched(action) & policy.protect.keys()
    return broken(policy, guarded) if guarded else None


def _over_budget(policy: Policy, usage: Usage) -> Decision | None:
    """Step 3: the circuit breaker."""
    budgets = policy.budgets
    spent = (
        ("steps", budgets.steps, usage.steps),
        ("cost in dollars", budgets.cost_usd, usage.cost_usd),
        ("seconds", budgets.seconds, usage.seconds),
    )
    for name, most, used in spent:
        if most is not None and used >= most:
            reason = f"This run has reached its budget of {most:g} {name}."
            because = Because("budgets", budgets.file, budgets.line, reason, policy.label)
            return Denied(because) if budgets.effect is Effect.DENY else MustAsk(because)
    return None


def _granted(action: Action, policy: Policy, grants: Covering, usage: Usage) -> Decision | None:
    """Step 5: what a person allowed before."""
    grant = grants.covering(action, usage.now_us)
    if grant is None:
        return None
    return Allowed(Because(reason="You allowed it.", policy=policy.label, grant=grant.seq))


def _default(policy: Policy) -> Decision:
    """Step 8: what is said where no rule speaks."""
    because = Because(file=policy.source, reason="No rule speaks of it.", policy=policy.label)
    match policy.default:
        case Effect.DENY:
            return Denied(because)
        case Effect.ASK:
            return MustAsk(because)
        case Effect.ALLOW:
            return Allowed(because)
        case _:
            return NoOpinion(because)


def _run(usage: Usage) -> dict[str, int | float]:
    return {"steps": usage.steps, "cost_usd": usage.cost_usd, "seconds": usage.seconds}


def _time(usage: Usage) -> dict[str, int]:
    return {"hour": usage.hour, "minute": usage.minute, "weekday": usage.weekday}
