"""Policies for a person: check a file, say what would be decided of an action, replay what was.

Reads files and the index; changes nothing. What a policy says is `desktop_app.policy`'s alone.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import NotFoundError, PolicyError, UsageError
from desktop_app.host import managed, resources
from desktop_app.model.action import SideEffect
from desktop_app.normalize.tools import side_effect_level
from desktop_app.policy.classify import Call, Tables, classify
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Usage, decide
from desktop_app.policy.document import parse_policy
from desktop_app.policy.layered import over, parse_managed
from desktop_app.policy.places import parse_places
from desktop_app.policy.tooltable import parse_tools
from desktop_app.policy.yamlnodes import MAX_BYTES
from desktop_app.recorder.managed_policy import ManagedPolicy

if TYPE_CHECKING:
    from datetime import datetime

    from desktop_app.model.action import Action
    from desktop_app.operations.context import Context
    from desktop_app.policy.decide import Outcome
    from desktop_app.policy.rules import Policy

FILE_NAME = "policy.yaml"
DEFAULT = "policy/default.yaml"
_TEXTS = ("agent", "tool", "cwd", "workspace")
_MAX_ACTION_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Explained:
    """What would be decided of an action, and what was seen of it."""

    action: Action
    outcome: Outcome
    policy: Policy


def default_policy() -> Policy:
    """Return the policy that ships with us."""
    return parse_policy(resources.read_text(DEFAULT), "default.yaml", home=str(Path.home()))


def in_force(context: Context) -> Policy:
    """Return the policy of this data directory: the administrator's, the person's, the default.

    Raises:
        PolicyError: the person's file cannot be used.
    """
    own, theirs = context.paths.data_dir / FILE_NAME, ManagedPolicy()
    theirs.look()
    return over(theirs.policy, policy_of(own) if own.exists() else default_policy())


def managed_of(path: Path) -> Policy:
    """Return the policy of a file that is to be an administrator's.

    Raises:
        NotFoundError, PolicyError, NewerFormatError: as `policy_of`.
    """
    return parse_managed(_text(path), managed.account_home())


def policy_of(path: Path) -> Policy:
    """Return the policy of a file, over the default.

    Raises:
        NotFoundError: there is no such file.
        PolicyError: it cannot be used; names every mistake with its line.
        NewerFormatError: written for a later version of Countersign.
    """
    return parse_policy(_text(path), path.name, base=default_policy(), home=str(Path.home()))


def tables(context: Context) -> Tables:
    """Return what calls are judged by on this machine."""
    home, paths = str(Path.home()), context.paths
    folders = (paths.data_dir, paths.config_dir, paths.runtime_dir, managed.folder())
    ours = [str(each) for each in folders]
    return Tables(
        parse_tools(resources.read_text("policy/tools.toml")),
        parse_places(resources.read_text("policy/places.toml"), home, ours),
        side_effect_level,
        home,
    )


def call_of_file(path: Path) -> Call:
    """Return the call of a JSON file: {"tool", "arguments", "agent", "cwd", "workspace", ...}.

    Raises:
        NotFoundError: there is no such file.
        UsageError: it is not what it should be; says why.
    """
    try:
        with path.open("rb") as file:
            value = json.loads(file.read(_MAX_ACTION_BYTES))
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is not JSON of at most 1 MiB.") from error
    if not isinstance(value, dict) or not isinstance(value.get("arguments", {}), dict):
        raise UsageError('An action is an object: {"tool": "Bash", "arguments": {...}}.')
    texts = {name: value.get(name, "") for name in _TEXTS}
    if not texts["tool"] or not all(isinstance(text, str) for text in texts.values()):
        raise UsageError("An action names its tool; agent, cwd and workspace are text too.")
    level = value.get("side_effect")
    if level is not None and level not in [known.value for known in SideEffect]:
        raise UsageError(f"side_effect is one of {', '.join(SideEffect)}.")
    declared = None if level is None else SideEffect(level)
    return Call(arguments=value.get("arguments", {}), side_effect=declared, **texts)


def explain(context: Context, call: Call, policy: Policy, now: datetime) -> Explained:
    """Return what the policy says of a call just now; grants and budgets are not looked at."""
    action = classify(call, tables(context), _resolved)
    usage = Usage(hour=now.hour, minute=now.minute, weekday=now.isoweekday())
    return Explained(action, decide(action, policy, Grants(), usage), policy)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PolicyError(f"{path.name} is not UTF-8 text.") from error
    except OSError as error:
        raise NotFoundError(f"{path} cannot be read: {error.strerror}.") from error


def _resolved(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # a loop of links, or a zero byte: it is what it says
        return path
