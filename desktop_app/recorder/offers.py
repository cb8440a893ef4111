"""What may be granted for one action, and whether a grant that a person asks for is within that.

Never wider than what the question offered; never where a rule of the redactor matches in the words
that the grant would store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.action import ActionKind, SideEffect
from desktop_app.policy.cover import covers, offers
from desktop_app.policy.paths import below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.model.action import Action, Because, Scope

SHORT = 120  # characters that notifications show whole
_SAID_BESIDE = frozenset(
    ("description", "timeout")
)  # of a command: changes nothing of what it does


def offered(action: Action, has_secret: Callable[[str], bool]) -> tuple[Scope, ...]:
    """Return the scopes that are offered, narrowest first; () for once alone.

    Args:
        action: what is asked for.
        has_secret: whether a rule of the redactor matches in a text.
    """
    return tuple(scope for scope in offers(action) if not has_secret(_words(scope)))


def fits_notification(action: Action, because: Because) -> bool:
    """Tell whether it may be allowed, once, from a notification.

    A simple command that stands there whole, on one line and in plain letters; of which nothing
    stands out, which can be undone and holds no secret; and no role must allow it.
    """
    text = action.text
    given = {name: value for name, value in action.arguments.items() if name not in _SAID_BESIDE}
    return (
        action.kind is ActionKind.SHELL
        and list(given.values()) == [text]
        and len(text) <= SHORT
        and text.isascii()
        and text.isprintable()
        and action.side_effect is not SideEffect.IRREVERSIBLE
        and not (action.traits or action.protected or action.secrets or because.role)
    )


def is_within(scope: Scope, offer: Iterable[Scope], action: Action) -> bool:
    """Tell whether a scope covers the action and nothing that no offered one covers."""
    return covers(scope, action) and any(_narrower(scope, wide) for wide in offer)


def _narrower(scope: Scope, wide: Scope) -> bool:
    words = scope.program[: len(wide.program)] == wide.program
    exact = scope.exact and len(scope.program) == len(wide.program) if wide.exact else words
    return (
        scope.agent == wide.agent
        and scope.tool == wide.tool
        and words
        and exact
        and set(scope.hosts) <= set(wide.hosts)
        and _folder_within(scope, wide)
    )


def _folder_within(scope: Scope, wide: Scope) -> bool:
    if not wide.folder:
        return True
    if wide.below:
        return below(scope.folder, wide.folder)
    return scope.folder == wide.folder and not scope.below


def _words(scope: Scope) -> str:
    return "\n".join((" ".join(scope.program), scope.folder, *scope.hosts))
