"""Whether a rule holds for an action. Any doubt goes to the side of deny and ask.

A rule that denies or asks holds when one path, host or trait of the action is what it names, in
whatever case and Unicode form. A rule that allows holds only when every one of them is, exactly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.policy.globs import folded, matches, path_matches, slashed
from desktop_app.policy.rules import Effect

if TYPE_CHECKING:
    from desktop_app.model.action import Action, ActionKind, PathUse
    from desktop_app.policy.conditions import Variables
    from desktop_app.policy.rules import Rule


def speaks(rule: Rule, agent: str, tool: str, kind: ActionKind) -> bool:
    """Tell whether a rule can hold for an agent's tool at all."""
    return (
        (rule.agents is None or any(matches(glob, agent) for glob in rule.agents))
        and (rule.tools is None or any(matches(glob, tool) for glob in rule.tools))
        and (rule.kinds is None or kind in rule.kinds)
    )


def holds(rule: Rule, action: Action, variables: Variables, minute: int) -> bool:
    """Tell whether a rule that speaks of an action's tool holds at a minute of the day.

    Raises:
        ConditionError: its condition came to nothing.
    """
    return (
        (rule.side_effects is None or action.side_effect in rule.side_effects)
        and (rule.secrets is None or rule.secrets == bool(action.secrets))
        and (rule.time is None or rule.time.holds(minute))
        and _touched(rule, action)
        and (rule.when is None or variables.holds(rule.when))
    )


def _touched(rule: Rule, action: Action) -> bool:
    """Traits, hosts and paths: every one for what allows, any for what denies or asks."""
    allows = rule.would is Effect.ALLOW
    if rule.traits is not None:
        fits = action.traits <= rule.traits if allows else bool(action.traits & rule.traits)
        if not fits:
            return False
    if rule.hosts is not None:
        hosts = [_host_fits(rule.hosts, host) for host in action.hosts]
        if not (bool(hosts) and all(hosts) if allows else any(hosts)):
            return False
    if rule.places is None and rule.uses is None and rule.paths is None:
        return True
    paths = [_path_fits(rule, path, exact=allows) for path in action.paths]
    return bool(paths) and all(paths) if allows else any(paths)


def _host_fits(globs: tuple[str, ...], host: str) -> bool:
    """`example.org` is that host alone; `*.example.org` what lies below it. Hosts have no case."""
    name = host.casefold().rstrip(".")
    return any(matches(glob.casefold(), name) for glob in globs)


def _path_fits(rule: Rule, path: PathUse, *, exact: bool) -> bool:
    """Tell whether one path is what a rule names: place, use and glob together."""
    if rule.places is not None and path.place not in rule.places:
        return False
    if rule.uses is not None and path.use not in rule.uses:
        return False
    if rule.paths is None:
        return True
    name = slashed(path.path)
    if exact:
        return any(path_matches(glob, name) for glob in rule.paths)
    return any(path_matches(folded(glob), folded(name)) for glob in rule.paths)
