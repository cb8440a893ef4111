"""What of an action is content, after the detectors: its command line, its arguments, a prompt.

Purposes that nobody allowed make nothing here. Content is kept as it was declared to the gate: what
an agent's telemetry tells of the same call is kept by its redaction marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
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
_PLAIN = "plain"  # no detector finds anything in it
_IS_CONTENT = "[hash "  # a mark of content: with consent its text is kept
_TOKEN_CHARS = 80  # more than a mark with a token has
_TOKEN = re.compile(r"\[token [a-z][a-z0-9_]{0,39} (t_[a-z2-7]{26})\]")


def of_action(
    action: Action, granted: frozenset[str], redactor: Redactor, run_key: bytes
) -> Iterator[Content]:
    """Yield what of an action may be kept."""
    if COMMAND_LINES in granted and action.kind is ActionKind.SHELL and action.text:
        yield text("command_line", COMMAND_LINES, action.text, redactor, run_key)
    if ARGUMENTS in granted and action.arguments:
        told = canonical.encode_body(dict(_Clean(redactor, run_key).fields(action.arguments)))
        # Once more over all of it: a name and what stands beside it make a secret together.
        content = text("tool_arguments", ARGUMENTS, told.decode(), redactor, run_key)
        yield replace(content, media=JSON_TEXT)


def text(label: str, purpose: str, told: str, redactor: Redactor, run_key: bytes) -> Content:
    """Return a text as content: what detectors find in it is taken out."""
    data = redactor.redact_text(told, run_key)[0].encode("utf-8", "surrogatepass")
    return Content(label, purpose, data, subjects=subjects(data))


def subjects(data: bytes) -> tuple[str, ...]:
    """Return the tokens that stand in redacted content, each once."""
    found = _TOKEN.findall(data.decode("utf-8", "replace"))
    return tuple(dict.fromkeys(found))


class Subjects:
    """The tokens in redacted content that comes in pieces, which may cut one."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}
        self._left = b""

    def take(self, piece: bytes) -> None:
        """Take the next piece."""
        data = self._left + piece
        self._found |= dict.fromkeys(subjects(data))
        self._left = data[-_TOKEN_CHARS:]

    def found(self) -> tuple[str, ...]:
        """Return them, each once, in order."""
        return tuple(self._found)


class _Clean:
    """Takes secrets out of a JSON value: what rules say of its keys, and detectors of its texts."""

    def __init__(self, redactor: Redactor, run_key: bytes) -> None:
        self._redactor, self._run_key = redactor, run_key

    def fields(self, value: Mapping[str, JSON], path: str = "") -> Iterator[tuple[str, JSON]]:
        """Yield each name and value; `path` is the dotted key that holds them."""
        for name, item in value.items():
            if self._is_secret(name, path):
                by_key = self._redactor.redact_json({name: item}, self._run_key, path=path)[0]
                yield from by_key.items() if isinstance(by_key, Mapping) else ()
            else:
                yield self._text(name), self._value(item, f"{path}.{name}" if path else name)

    def _is_secret(self, name: str, path: str) -> bool:
        """Tell whether a rule takes out what has this name, as it does in telemetry."""
        found = self._redactor.redact_json({name: _PLAIN}, self._run_key, path=path)[0]
        (told,) = found.values() if isinstance(found, Mapping) and found else (None,)
        return told != _PLAIN and not str(told).startswith(_IS_CONTENT)

    def _value(self, value: JSON, path: str) -> JSON:
        if isinstance(value, Mapping):
            return dict(self.fields(value, path))
        if isinstance(value, (list, tuple)):
            return [self._value(item, path) for item in value]
        if isinstance(value, str):
            return self._text(value)
        return self._redactor.redact_json(value, self._run_key)[0]  # a card's number

    def _text(self, told: str) -> str:
        return self._redactor.redact_text(told, self._run_key)[0]
