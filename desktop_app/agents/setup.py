"""Wires an agent's telemetry to us, and undoes it exactly.

1. plan: read its config, lay our settings over it, show the difference (nothing is written);
2. apply: keep the original beside it, remember what changed, write;
3. undo: nobody touched the file since: the original comes back byte for byte.
   Somebody did: only our settings that still stand are taken out or put back to what they were;
   the rest stays as it is.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.agents import configfile, jsonc, record, toml
from desktop_app.errors import AgentConfigError, NotFoundError

if TYPE_CHECKING:
    from types import ModuleType

    from desktop_app.agents.catalog import Agent, Environment, Route

_TOKEN = re.compile(r"(?<![A-Za-z0-9])cs_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
_EDITORS: dict[str, ModuleType] = {"jsonc": jsonc, "toml": toml}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set-up would do.

    Attributes:
        agent: the agent.
        file: its config file as found.
        after: the file's bytes as they would be.
        digests: dotted key -> digest of the value that it would have.
        rivals: settings in the same file that overrule ours.
    """

    agent: Agent
    file: configfile.ConfigFile
    after: bytes
    digests: dict[str, str]
    rivals: tuple[str, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything would change."""
        return self.after != self.file.content

    def diff(self) -> str:
        """Return the change as a unified diff; tokens are masked."""
        return mask(unified(self.file.content, self.after, self.file.path))


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did.

    Attributes:
        exact: the original bytes are back.
        put_back: settings taken out or put back one by one, when the file had changed.
        left: settings left alone, because somebody changed them since.
    """

    exact: bool
    put_back: tuple[str, ...] = ()
    left: tuple[str, ...] = field(default=())


def plan(agent: Agent, route: Route, environment: Environment, home: Path) -> Plan:
    """Work out what a set-up would change; reads only.

    Raises:
        AgentConfigError: the config cannot be read or merged.
    """
    path = agent.config(environment, home)
    file = configfile.read(path)
    editor, text = _EDITORS[agent.format], file.text
    digests: dict[str, str] = {}
    try:
        for keys, value in agent.settings(route):
            text = editor.set_value(text, keys, value)
            digests[".".join(keys)] = record.value_digest(editor.get(text, keys))
        rivals = tuple(name for name in agent.rivals if editor.get(text, ("env", name)) is not None)
    except AgentConfigError as error:
        raise AgentConfigError(f"{path}: {error.message}", hint=error.hint) from error
    return Plan(agent, file, text.encode("utf-8"), digests, rivals)


def apply(planned: Plan, route: Route, directory: Path, now_us: int) -> None:
    """Carry a plan out: backup, record, write, in this order.

    Args:
        planned: made just before; a file that changed meanwhile is refused.
        route: as planned.
        directory: where records are kept (`agents` in the data directory).
        now_us: the time.

    Raises:
        AgentConfigError: the file changed meanwhile, is read-only, or cannot be written.
    """
    path = planned.file.path
    if configfile.read(path).content != planned.file.content:
        raise AgentConfigError(f"{path} was changed meanwhile; nothing was written.")
    earlier = record.load(directory, planned.agent.name)
    before = planned.file.content or b""
    first = earlier is None or earlier.after_sha256 != record.digest(before)
    if first and planned.file.content is not None:
        configfile.write(configfile.backup_path(path), before)
    made = configfile.write(path, planned.after)
    wired = record.Wired(
        agent=planned.agent.name,
        path=str(path),
        existed=planned.file.content is not None if earlier is None or first else earlier.existed,
        made_dirs=[str(p) for p in made] if earlier is None or first else earlier.made_dirs,
        before_sha256=record.digest(before) if earlier is None or first else earlier.before_sha256,
        after_sha256=record.digest(planned.after),
        settings=planned.digests,
        http_url=route.http_url,
        at_us=now_us,
    )
    record.save(directory, wired)


def undo(agent: Agent, directory: Path) -> Undone:
    """Take an agent's wiring out again.

    Raises:
        NotFoundError: it is not wired.
        AgentConfigError: its config cannot be read or written; nothing was changed.
    """
    wired = record.load(directory, agent.name)
    if wired is None:
        raise NotFoundError(f"{agent.title} is not set up.")
    path = Path(wired.path)
    file, backup = configfile.read(path), configfile.read(configfile.backup_path(path))
    if file.content is None and wired.existed:
        undone = Undone(exact=False, left=tuple(wired.settings))  # its owner deleted it: so be it
    elif file.content is None or record.digest(file.content) == wired.after_sha256:
        undone = _restore(wired, path, backup)
    else:
        undone = _take_out(agent, wired, file, backup)
    configfile.backup_path(path).unlink(missing_ok=True)
    record.forget(directory, agent.name)
    return undone


def mask(text: str) -> str:
    """Return text with our tokens made unreadable."""
    return _TOKEN.sub("cs_…", text)


def unified(before: bytes | None, after: bytes | None, path: Path) -> str:
    """Return a unified diff of two contents of a file; None: no file."""
    old = (before or b"").decode("utf-8", "replace").splitlines(keepends=True)
    new = (after or b"").decode("utf-8", "replace").splitlines(keepends=True)
    lines = difflib.unified_diff(old, new, str(path), str(path))
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _restore(wired: record.Wired, path: Path, backup: configfile.ConfigFile) -> Undone:
    if not wired.existed:
        configfile.delete(path, [Path(directory) for directory in wired.made_dirs])
        return Undone(exact=True)
    if backup.content is None or record.digest(backup.content) != wired.before_sha256:
        raise AgentConfigError(
            f"The original of {path} is not what was kept; nothing was changed.",
            hint=f"Look at {backup.path} and take our settings out of {path} by hand.",
        )
    configfile.write(path, backup.content)
    return Undone(exact=True)


def _take_out(
    agent: Agent, wired: record.Wired, file: configfile.ConfigFile, backup: configfile.ConfigFile
) -> Undone:
    """Undo setting by setting in a file that somebody changed after us."""
    editor, text, original = _EDITORS[agent.format], file.text, backup.text
    put_back: list[str] = []
    left: list[str] = []
    for dotted, ours in wired.settings.items():
        keys = tuple(dotted.split("."))  # no key of any agent holds a dot
        if record.value_digest(editor.get(text, keys)) != ours:
            left.append(dotted)
            continue
        old = editor.get(original, keys) if original.strip() else None
        text = editor.remove(text, keys) if old is None else editor.set_value(text, keys, old)
        put_back.append(dotted)
    configfile.write(file.path, text.encode("utf-8"))
    return Undone(exact=False, put_back=tuple(put_back), left=tuple(left))
