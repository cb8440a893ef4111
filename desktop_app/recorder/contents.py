"""What of an action is content, after the detectors: its command line, its arguments, a prompt.

Purposes that nobody allowed make nothing here. Content is kept as it was declared to the gate: what
an agent's telemetry tells of the same call is kept by its redaction marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop_app.model import canonical
from desktop_app.model.action import ActionKind
from desktop_app.model.content import JSON_TEXT, Content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.model.action import Action
    from desktop_app.model.canonical import JSON
    from desktop_app.redact.redactor import Redactor

COMMAND_LINES = "keep command lines"
ARGUMENTS = "keep tool arguments and results"
PROMPTS = "keep prompts and responses"
_TOKEN = re.compile(r"\[token [a-z][a-z0-9_]{0,39} (t_[a-z2-7]{26})\]")


def of_action(
    action: Action, granted: frozenset[str], redactor: Redactor, run_key: bytes
) -> Iterator[Content]:
    """Yield what of an action may be kept."""
    if COMMAND_LINES in granted and action.kind is ActionKind.SHELL and action.text:
        yield text("command_line", COMMAND_LINES, action.text, redactor, run_key)
    if ARGUMENTS in granted and action.arguments:
        clean = _clean(action.arguments, redactor, run_key)
        data = canonical.encode_body(clean) if isinstance(clean, Mapping) else b""
        yield Content("tool_arguments", ARGUMENTS, data, media=JSON_TEXT, subjects=subjects(data))


def text(label: str, purpose: str, told: str, redactor: Redactor, run_key: bytes) -> Content:
    """Return a text as content: what detectors find in it is taken out."""
    data = redactor.redact_text(told, run_key)[0].encode("utf-8", "surrogatepass")
    return Content(label, purpose, data, subjects=subjects(data))


def subjects(data: bytes) -> tuple[str, ...]:
    """Return the tokens that stand in redacted content, each once."""
    found = _TOKEN.findall(data.decode("utf-8", "replace"))
    return tuple(dict.fromkeys(found))


def _clean(value: JSON, redactor: Redactor, run_key: bytes) -> JSON:
    """Return a JSON value whose texts, keys too, went through the detectors."""
    if isinstance(value, str):
        return redactor.redact_text(value, run_key)[0]
    if isinstance(value, Mapping):
        return {
            redactor.redact_text(key, run_key)[0]: _clean(item, redactor, run_key)
            for key, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_clean(item, redactor, run_key) for item in value]
    return value
