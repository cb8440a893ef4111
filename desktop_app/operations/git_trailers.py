"""Which agent run made a commit, said in its message: the hook put into a repository and taken out.

Opt-in, a repository at a time; nothing of it needs a recorder.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.agents.trailers import hook_text, is_ours, trailers_of
from desktop_app.errors import ConfigError
from desktop_app.host.git_hooks import add_trailers, hook_of
from desktop_app.host.program import own_program

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Done:
    """What was, or would be, done with a repository's hook.

    Attributes:
        path: of the hook.
        text: of it; "" where it is taken out.
        before: the hook that was there before: where it lies now; None without one.
        changed: whether anything was, or would be, done.
    """

    path: Path
    text: str
    before: Path | None
    changed: bool


def install(folder: Path, *, dry_run: bool = False) -> Done:
    """Put the hook into the repository of a folder; a hook of an older version is replaced.

    Raises:
        NotFoundError, ConfigError: no repository, or its hooks are not its own.
        StorageError: it cannot be written.
    """
    hook, text = hook_of(folder), hook_text(own_program())
    there = hook.text()
    if there is not None and is_ours(there):
        if there != text and not dry_run:
            hook.replace(text)
        before = hook.aside if hook.aside.exists() else None
        return Done(hook.path, text, before, changed=there != text)
    if not dry_run:
        hook.put(text)
    return Done(hook.path, text, None if there is None else hook.aside, changed=True)


def undo(folder: Path, *, dry_run: bool = False) -> Done:
    """Take the hook out again; what was there before it is put back as it was.

    Raises:
        NotFoundError: no repository.
        ConfigError: its hook was changed since.
        StorageError: it cannot be removed.
    """
    hook = hook_of(folder)
    there, has_before = hook.text(), hook.aside.exists()
    if there is not None and not is_ours(there):
        if not has_before:
            return Done(hook.path, "", None, changed=False)
        raise ConfigError(
            f"{hook.path} was changed since; it is left alone.",
            hint=f"The hook before it is {hook.aside.name}, beside it.",
        )
    if there is None and not has_before:
        return Done(hook.path, "", None, changed=False)
    if not dry_run:
        hook.take_out()
    return Done(hook.path, "", hook.aside if has_before else None, changed=True)


def add(message: Path) -> tuple[tuple[str, str], ...]:
    """Add the trailers of the agent that runs us to a commit's message; return them.

    Raises:
        NotFoundError, StorageError: git is not there, or refuses.
    """
    found = trailers_of(os.environ)
    if found:
        add_trailers(message, found)
    return found
