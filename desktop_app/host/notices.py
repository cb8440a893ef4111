"""Notices: the very words in which a person is asked for a consent.

Promise: whoever shows a notice and whoever records the answer make its text here, from the same
resource (`resources/notices/NAME.LANGUAGE.toml`), the same recipients and the same words, so that
one digest stands for what was read. A wording that was shown once is never edited: a new one has a
new version.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from desktop_app.errors import BugError
from desktop_app.host import resources
from desktop_app.model.canonical import encode_body
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.action import Action, Because

LANGUAGE = "en"
NO_WORDS: Mapping[str, str] = MappingProxyType({})
_PLACE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Notice:
    """One question as it is shown.

    Attributes:
        name: of the notice, as `local-only-off`.
        version: 1, 2, ...: of its wording.
        language: of this text.
        paragraphs: the title, then the rest; plain text, to be shown whole and in this order.
    """

    name: str
    version: int
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All that is shown: its paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, hex."""
        return sha256(self.text.encode()).hexdigest()


def notice(
    name: str,
    recipients: Sequence[str] = (),
    *,
    words: Mapping[str, str] = NO_WORDS,
    language: str = LANGUAGE,
) -> Notice:
    """Return a notice that names these recipients, one line each.

    Args:
        name: of the notice.
        recipients: who may receive data by it.
        words: what it is about, by name; put in as they are, whatever stands in them.
        language: of the text.

    Raises:
        BugError: there is no such notice in this language, or it needs a word that is not given.
    """
    source = _source(name, language)
    listed = "\n".join(recipients) or source["nobody"]
    return _filled(name, language, source, {**words, "recipients": listed})


def action_notice(action: Action, because: Because, *, language: str = LANGUAGE) -> Notice:
    """Return what a person is asked about one action: what exactly, what it does, why.

    Its text can be made again wherever the same action is at hand; only its digest is stored.
    Lines of the action are indented, so that none of them reads as one of ours, and shown as
    `model.visible` shows them.
    """
    source = _source("agent-action", language)
    name = "agent-action-role" if because.role else "agent-action"
    words = {
        "agent": visible(action.agent),
        "tool": visible(action.tool),
        "verb": source["verb"][action.kind],
        "what": _indented(action.text or encode_body(action.arguments).decode()),
        "folder": visible(action.cwd) or source["no_folder"],
        "effect": source["effect"][action.side_effect],
        "reason": visible(because.reason),
        "rule": visible(because.rule) or source["no_rule"],
        "role": because.role,
    }
    return _filled(name, language, _source(name, language), words)


def keep_notice(name: str, days: int, *, language: str = LANGUAGE) -> Notice:
    """Return what a person is asked before content of a purpose is kept.

    Args:
        name: the purpose's notice.
        days: how long it stays.
        language: of the text.
    """
    return notice(name, words={"days": str(days)}, language=language)


def send_notice(line: str, days: int, *, language: str = LANGUAGE) -> Notice:
    """Return what a person is asked before anything goes to an upstream.

    Args:
        line: where to and what, as `upstream.notice.line` says it.
        days: how long.
        language: of the text.
    """
    return notice("send-upstream", (line,), words={"days": str(days)}, language=language)


def reveal_notice(
    label: str, size: int, entry: int, reason: str, *, language: str = LANGUAGE
) -> Notice:
    """Return what a person is asked before kept content is shown.

    Args:
        label: what it is of, as `prompt`.
        size: bytes of it.
        entry: number of the entry that keeps it.
        reason: why, in the person's words.
        language: of the text.
    """
    what = f"{visible(label)}, {size:,} bytes, of entry #{entry:,}"
    words = {"what": what, "reason": visible(reason)}
    return notice("reveal", words=words, language=language)


def reveal_all_notice(
    pieces: int, size: int, first: int, last: int, reason: str, *, language: str = LANGUAGE
) -> Notice:
    """Return what a person is asked before several pieces of kept content are shown.

    Args:
        pieces: how many.
        size: bytes of all of them.
        first: the first entry that keeps one of them.
        last: the last one.
        reason: why, in the person's words.
        language: of the text.
    """
    what = f"{pieces:,} pieces, {size:,} bytes, of entries #{first:,} to #{last:,}"
    words = {"what": what, "reason": visible(reason)}
    return notice("reveal", words=words, language=language)


def _source(name: str, language: str) -> dict[str, Any]:
    return tomllib.loads(resources.read_text(f"notices/{name}.{language}.toml"))


def _filled(
    name: str, language: str, source: Mapping[str, Any], words: Mapping[str, str]
) -> Notice:
    """Put words in, in one pass: braces within a word are text."""

    def word(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise BugError(f"The notice {name} needs {match[1]}.")
        return words[match[1]]

    text = _PLACE.sub(word, source["text"].strip())
    return Notice(name, source["version"], language, tuple(text.split("\n")))


def _indented(text: str) -> str:
    return "\n".join(f"    {visible(line)}" for line in text.split("\n"))
