"""What a grant covers, as JSON: in consent records, in questions and in answers.

Promise: `parse_scope(format_scope(x)) == x`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.consent import fields
from desktop_app.model.action import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

MAX_NAME, MAX_PATH, MAX_WORDS, MAX_WORD = 256, 4_096, 32, 1_024


def format_scope(scope: Scope) -> dict[str, JSON]:
    """Return what a grant covers as JSON."""
    return {
        "agent": scope.agent,
        "tool": scope.tool,
        "program": list(scope.program),
        "exact": scope.exact,
        "folder": scope.folder,
        "below": scope.below,
        "hosts": list(scope.hosts),
    }


def parse_scope(value: Mapping[str, JSON]) -> Scope:
    """Return what a grant covers.

    Raises:
        BadRecordError: a field is missing or wrong.
    """
    return Scope(
        agent=fields.needed_text(value, "agent", MAX_NAME),
        tool=fields.needed_text(value, "tool", MAX_NAME),
        program=fields.words(value, "program", MAX_WORDS, MAX_WORD),
        exact=fields.flag(value, "exact", absent=True),
        folder=fields.text(value, "folder", MAX_PATH) or "",
        below=fields.flag(value, "below", absent=False),
        hosts=fields.words(value, "hosts", MAX_WORDS, MAX_NAME),
    )
