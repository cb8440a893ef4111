"""Whether Codex runs our hooks: it skips, without a word, those that its person has not trusted.

Codex keeps, in `[hooks.state]` of its config, a hash of each hook that was trusted in `/hooks`. The
hash covers what the hook is (event, matcher, command, time-out): computed here as Codex 0.169
does, and compared with what its own `hooks/list` says in the tests with the real program. Nothing
here ever writes trust into a config: that is the person's. For the one run that a person starts
under record, our hooks come with it on the command line (`for_one_run`).
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from desktop_app.agents.hooks.wiring import is_ours
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.model.canonical import JSON

_DEFAULT_S = 600
_SESSION = "/<session-flags>/config.toml"  # what Codex calls the config of its `-c` arguments
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def untrusted(config: Mapping[str, object], path: str) -> list[str]:
    """Return the events of our hooks in a config.toml that Codex would skip.

    Args:
        config: the whole file.
        path: of the file, as Codex names it: absolute.
    """
    hooks = config.get("hooks")
    if not isinstance(hooks, dict):
        return []
    state = hooks.get("state")
    known = state if isinstance(state, dict) else {}
    return [event for event, key, wanted in _ours(hooks, path) if not _trusts(known, key, wanted)]


def for_one_run(hooks: Mapping[str, Mapping[str, object]]) -> dict[str, dict[str, str]]:
    """Return `hooks.state` for hooks that are given by `-c hooks.EVENT=[...]`.

    It adds to what the person trusts and replaces nothing of it (seen with Codex 0.169).

    Args:
        hooks: event -> its one group, with one handler.
    """
    return {
        key_of(_SESSION, event, 0, 0): {"trusted_hash": hash_of(event, group, handler)}
        for event, group in hooks.items()
        for handler in _handlers(group)
    }


def key_of(path: str, event: str, group: int, handler: int) -> str:
    """Return the name under which Codex keeps a hook's state."""
    return f"{path}:{_label(event)}:{group}:{handler}"


def hash_of(event: str, group: Mapping[str, object], handler: Mapping[str, object]) -> str:
    """Return the hash that Codex trusts a command hook by."""
    command, timeout = handler.get("command"), handler.get("timeout", _DEFAULT_S)
    identity: dict[str, JSON] = {
        "event_name": _label(event),
        "hooks": [
            {
                "async": handler.get("async") is True,
                "command": str(command),
                "timeout": timeout if isinstance(timeout, int) else _DEFAULT_S,
                "type": "command",
            }
        ],
    }
    matcher = group.get("matcher")
    if isinstance(matcher, str):
        identity["matcher"] = matcher
    return "sha256:" + hashlib.sha256(canonical.encode_body(identity)).hexdigest()


def _handlers(group: Mapping[str, object]) -> list[Mapping[str, object]]:
    found = group.get("hooks")
    return found if isinstance(found, list) else []


def _ours(hooks: Mapping[str, object], path: str) -> Iterator[tuple[str, str, str]]:
    """Return (event, key, hash) of each hook of ours."""
    for event, groups in hooks.items():
        for number, group in enumerate(groups if isinstance(groups, list) else ()):
            if not is_ours(group):
                continue
            for place, handler in enumerate(group["hooks"]):
                if is_ours({"hooks": [handler]}):
                    key = key_of(path, event, number, place)
                    yield event, key, hash_of(event, group, handler)


def _trusts(known: Mapping[str, object], key: str, wanted: str) -> bool:
    state = known.get(key)
    if not isinstance(state, dict) or state.get("enabled") is False:
        return False
    return state.get("trusted_hash") == wanted


def _label(event: str) -> str:
    return _WORD.sub("_", event).lower()
