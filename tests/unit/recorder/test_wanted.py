"""What may be asked for, and what stands of it in the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import RunScope
from desktop_app.errors import UsageError
from desktop_app.recorder.wanted import MAX_REASON, parse_wanted

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

ASKED: dict[str, JSON] = {
    "scope": {"kind": "run", "sender": "codex", "run_id": "r"},
    "level": "redacted",
    "recipients": ["b", "a", "b"],
    "reason": None,
}


def test_a_wish() -> None:
    """Field by field; the entry says the same."""
    found = parse_wanted(ASKED, redact=str.upper)
    assert (found.scope, found.level) == (RunScope("codex", "r"), Level.REDACTED)
    assert (found.recipients, found.reason) == (("a", "b"), None)
    assert found.subject(7) == {**ASKED, "recipients": ["a", "b"], "previous": 7}


@pytest.mark.parametrize("level", Level)
def test_a_reason_is_redacted_and_bounded(level: Level) -> None:
    """At every level that has one; the bound holds for what redaction makes of it."""
    asked = {**ASKED, "level": str(level), "reason": "why " * 1_000}
    reason = parse_wanted(asked, redact=lambda words: words.replace("why", "[redacted]")).reason
    assert reason is not None
    assert "why" not in reason
    assert len(reason) == MAX_REASON


@pytest.mark.parametrize(
    "changes",
    [
        {"scope": None},
        {"scope": {"kind": "run"}},
        {"scope": {"kind": "moon"}},
        {"level": "all"},
        {"level": None},
        {"recipients": "age1"},
        {"recipients": [1]},
        {"level": "full"},
        {"level": "full-log", "reason": " "},
        {"reason": 5},
    ],
)
def test_what_cannot_be_asked(changes: dict[str, JSON]) -> None:
    """Wrong shapes; a level that reveals, without a reason."""
    with pytest.raises(UsageError):
        parse_wanted({**ASKED, **changes}, redact=str)
