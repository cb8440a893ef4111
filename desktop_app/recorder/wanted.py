"""What a caller asks to export, checked: scope, level, recipients and the reason.

Promise: the reason is redacted and bounded before anything else sees it, for it stands in a leaf
for ever; what reveals texts has a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.build.request import recipients
from desktop_app.bundle.fields import text
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import parse_scope, scope_json
from desktop_app.errors import BadEncodingError, NewerFormatError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.bundle.scope import Scope
    from desktop_app.model.canonical import JSON

MAX_REASON = 1_000  # characters
REVEALING = frozenset((Level.FULL, Level.FULL_LOG))


@dataclass(frozen=True, slots=True)
class Wanted:
    """One wish for a bundle; the reason as it may be stored."""

    scope: Scope
    level: Level
    recipients: tuple[str, ...]
    reason: str | None

    def subject(self, previous: int | None) -> dict[str, JSON]:
        """Return the subject of `bundle.export` (`resources/docs/bundle.md`, "Export entries")."""
        return {
            "scope": scope_json(self.scope),
            "level": str(self.level),
            "recipients": list(self.recipients),
            "reason": self.reason,
            "previous": previous,
        }


def parse_wanted(arguments: Mapping[str, JSON], *, redact: Callable[[str], str]) -> Wanted:
    """Return what the verb `bundle.begin` is asked for.

    Args:
        arguments: `scope` (as in the predicate), `level`, `recipients`, `reason` (text or null).
        redact: takes secrets out of a text.

    Raises:
        UsageError: one is missing or of the wrong shape; no reason where one is needed.
    """
    try:
        scope = parse_scope(arguments.get("scope"))
        level = Level(text(arguments.get("level"), "level"))
        given = recipients(arguments.get("recipients"))
    except (BadEncodingError, NewerFormatError) as error:
        raise UsageError(error.message) from error
    except ValueError as error:
        raise UsageError(f"The levels are {', '.join(Level)}.") from error
    return Wanted(scope, level, given, _reason(arguments.get("reason"), level, redact))


def _reason(reason: JSON, level: Level, redact: Callable[[str], str]) -> str | None:
    if reason is None and level not in REVEALING:
        return None
    if not isinstance(reason, str) or not reason.strip():
        raise UsageError(f"An export at level {level} needs a reason: --reason TEXT.")
    return redact(reason)[:MAX_REASON]
