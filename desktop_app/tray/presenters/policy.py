"""What is said of policies: a file that cannot be used, and where a rule stands in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.operations.policy_text import MANAGED, OURS, OWN
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.state import State

MANAGED_RULE = "managed/"  # begins the name of an administrator's rule
_MISTAKE = re.compile(r"(?:^|(?<=\. ))policy\.yaml line (\d{1,9}): ")
_ITEM = re.compile(r"(\s*)- ")


@dataclass(frozen=True, slots=True)
class Broken:
    """The person's policy cannot be used.

    Attributes:
        sentence: the first mistake, and how many more there are.
        kept: what holds in its place.
        line: of the first mistake; 0 where none is told.
    """

    sentence: str
    kept: str
    line: int


def broken(state: State) -> Broken | None:
    """Return what is wrong with the person's policy; None while nothing is."""
    policy = _told(state)
    if not policy.get("error"):
        return None
    error = str(policy["error"])
    found = list(_MISTAKE.finditer(error))
    first = error[: found[1].start()] if len(found) > 1 else error
    more = len(found) - 1
    told = [visible(first.strip())]
    if more > 0:
        told.append(trn("{n} more mistake.", "{n} more mistakes.", more))
    return Broken(" ".join(told), _kept(policy), int(found[0][1]) if found else 0)


def has_own(state: State) -> bool:
    """Tell whether there is a file of the person's, in force or not."""
    policy = _told(state)
    return bool(policy.get("error")) or (bool(policy) and not _is_ours(policy))


def in_force(state: State) -> str:
    """Return which policy holds, by version and digest, and how to change that."""
    policy = _told(state)
    if not policy:
        return tr("The recorder tells when it runs.")
    label = visible(f"{policy.get('version')} {str(policy.get('digest'))[:8]}")
    own = tr("Your policy.yaml holds, {label}.", label=label)
    if policy.get("error"):
        own = tr("Your policy.yaml as it was before holds, {label}.", label=label)
    ours = tr("Countersign's own policy holds, {label}.", label=label)
    more = tr("Rules are written in policy.yaml; a change of it applies at once.")
    return f"{ours if _is_ours(policy) else own} {more} {managed(state)}".strip()


def managed(state: State) -> str:
    """Return what an administrator's policy does to the person's; "" where there is none."""
    over = _managed(state)
    if over.get("error"):
        why = visible(str(over["error"]))
        return tr("What an administrator decided is not in force as it is: {why}", why=why)
    if not over:
        return ""
    label = visible(str(over.get("digest"))[:8])
    return tr("An administrator's policy makes it stricter, {label}.", label=label)


def has_managed(state: State) -> bool:
    """Tell whether an administrator's policy holds."""
    return bool(_managed(state).get("digest"))


def heading(file: str, rule: str) -> str:
    """Return the title of a text."""
    name = visible(file) if file == OWN else tr("Countersign's own policy")
    name = tr("The administrator's policy") if file == MANAGED else name
    return tr("{file}, rule {rule}", file=name, rule=visible(rule)) if rule else name


def holder(own: str | None, rule: str) -> str:
    """Return the file that a rule of this name is in: an administrator's, the person's, or ours.

    Args:
        own: text of the person's file; None where there is none.
        rule: its name.
    """
    if rule.startswith(MANAGED_RULE):
        return MANAGED
    return OWN if own is not None and place(own.split("\n"), 0, rule) else OURS


def place(text: Sequence[str], line: int, rule: str) -> range:
    """Return the lines to mark, counted from 0: those of a rule, of a key, else one line, or none.

    Args:
        text: the lines of a policy.
        line: where something stood when it was told of; 0: nowhere.
        rule: what stood there: a rule's name, `budgets`, `protect keychain`. The file may be
            another one now: the name counts.
    """
    if not rule:
        return range(line - 1, line) if 0 < line <= len(text) else range(0)
    name, key = re.escape(rule), re.escape(rule.rsplit(" ", 1)[-1])
    named = re.compile(rf"""\s*(?:- )?name:\s*["']?{name}["']?\s*(?:#.*)?\Z""")
    of_key = re.compile(rf"\s*{key}\s*:")
    at = next((at for at, one in enumerate(text) if named.match(one)), -1)
    if at >= 0:
        return _rule(text, at)
    at = next((at for at, one in enumerate(text) if of_key.match(one)), -1)
    return range(at, at + 1) if at >= 0 else range(0)


def _rule(text: Sequence[str], at: int) -> range:
    """Return the lines of the list item that a line belongs to."""
    first = next((n for n in range(at, -1, -1) if _ITEM.match(text[n])), at)
    item = _ITEM.match(text[first])
    deep = len(item[1]) if item else 0
    last = first
    for n in range(first + 1, len(text)):
        body = text[n].strip()
        if body and len(text[n]) - len(text[n].lstrip()) <= deep:
            break
        if body and not body.startswith("#"):
            last = n
    return range(first, last + 1)


def _kept(policy: Mapping[str, JSON]) -> str:
    if _is_ours(policy):
        return tr("Countersign's own policy is in force until it is mended.")
    return tr("The last good one stays in force.")


def _told(state: State) -> Mapping[str, JSON]:
    policy = state.get("policy")
    return policy if isinstance(policy, dict) else {}


def _managed(state: State) -> Mapping[str, JSON]:
    over = _told(state).get("managed")
    return over if isinstance(over, dict) else {}


def _is_ours(policy: Mapping[str, JSON]) -> bool:
    return str(policy.get("file")) == "policy/default.yaml"
