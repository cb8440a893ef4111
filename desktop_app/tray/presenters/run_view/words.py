"""Words and texts that several parts of the run view share; what senders sent comes out safe."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARK = re.compile(r"\[(?:hash|token|drop) [a-z][a-z0-9_]{0,39}[^\]]{0,120}\]\Z")
_NOT_SENT = frozenset(("", "<REDACTED>", "[REDACTED]"))
_AGENTS = {"claude-code": "Claude Code", "codex": "Codex", "gemini-cli": "Gemini CLI"}
_PREFIX = re.compile(r"^(?:codex|claude_code(?:\.tool)?|gemini_cli|gen_ai)\.")
_FIRST = re.compile(r"[^\W\d]+(?:_[^\W\d]+)*")
_LONGEST = 300  # characters of a name or argument in a row; the detail shows all of it
_ABOUT = 4  # words about what was folded


@lru_cache(maxsize=4096)
def safe(text: str) -> str:
    """Return a sender's text, safe to show on one line; the end of a very long one is cut off."""
    shown = visible(text[:_LONGEST])
    return shown if len(text) <= _LONGEST else f"{shown}…"


def agent(name: str | None) -> str:
    """Return an agent's name as its makers write it; an unknown one as it calls itself."""
    return _AGENTS.get(name or "") or safe(name or "") or tr("Unknown agent")


def is_mark(text: str) -> bool:
    """Tell whether a value is what redaction left in place of something."""
    return _MARK.match(text) is not None


def prompt(said: str | None) -> str:
    """Return a turn's prompt, or why there is none."""
    if said is None or said in _NOT_SENT:
        return tr("prompt not sent by the agent")
    return tr("prompt not kept") if is_mark(said) else safe(said)


def argument(said: str | None) -> str:
    """Return a tool's argument where it was kept, else nothing."""
    return "" if said is None or said in _NOT_SENT or is_mark(said) else safe(said)


def about(names: Iterable[tuple[str, int]]) -> str:
    """Return in a few words what folded records were about, the most frequent first.

    Args:
        names: record names with how often each came.
    """
    counted: dict[str, int] = {}
    for name, times in names:
        found = _FIRST.search(_PREFIX.sub("", name))
        word = safe(found[0].replace("_", " ")) if found else ""
        word = tr("hooks") if word.startswith(("hook", "run hook")) else word
        counted[word] = counted.get(word, 0) + times
    counted.pop("", None)
    return ", ".join(sorted(counted, key=lambda word: (-counted[word], word))[:_ABOUT])


def folded(count: int, *, logs: bool) -> str:
    """Return `582 spans folded`."""
    if logs:
        return trn("{n} log record folded", "{n} log records folded", count)
    return trn("{n} span folded", "{n} spans folded", count)


def who(source: str | None) -> str:
    """Return who decided: "you", "Claude Code's settings", a hook, or as it was said."""
    said = (source or "").lower()
    if said.startswith("user"):
        return tr("you")
    known = {
        "config": tr("the agent's settings"),
        "mode": tr("the agent's mode"),
        "hook": tr("a hook"),
        "rule": tr("a rule"),
        "policy": tr("policy"),
        "sandbox": tr("the sandbox"),
    }
    return known.get(said) or (safe(said) if said and said != "unknown" else "")
