"""Wires an agent's telemetry and hooks to us.

1. plan: read its config, lay our settings over it, show the difference (nothing is written);
2. apply: remember what changes, keep the original beside it, write; in this order, so that
   `undo` finds its way back from a crash at any point between.

A set-up over an earlier one keeps the first original. When the person changed the file between the
two, their change belongs to what `undo` brings back.
"""

from __future__ import annotations

import copy
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.agents import catalog, configfile, places, record, undo
from desktop_app.agents.catalog import TOKEN
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks import wiring
from desktop_app.agents.hooks.wiring import is_ours
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.agents.catalog import Agent, Environment, Route, Setting
    from desktop_app.agents.hooks.wiring import Item

MASKED = "cs_…"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set-up would do.

    Attributes:
        agent: the agent.
        file: its config file as found.
        after: the file's bytes as they would be.
        digests: dotted key -> digest of the value that it would have.
        rivals: settings in the same file that overrule ours, dotted.
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


def plan(agent: Agent, route: Route, environment: Environment, home: Path) -> Plan:
    """Work out what a set-up would change; reads only.

    Raises:
        AgentConfigError: the config is read-only, or cannot be read or merged.
    """
    path = agent.config(environment, home)
    file = configfile.read(path)
    configfile.check_writable(path)
    settings, items = agent.settings(route), catalog.items(agent, route)
    dropped = [] if items else wiring.lists(agent.name)
    editor, text = EDITORS[agent.format], file.text
    try:
        for keys, value in settings:
            text = editor.set_value(text, keys, value)
        for keys, item in items:
            text = editor.put_item(text, keys, item, is_ours)
        for keys in dropped:
            text = editor.drop_items(text, keys, is_ours, "")
        wanted = _with_items(_overlaid(editor.load(file.text), settings), items)
        changed_more = _without(editor.load(text), dropped) != _without(wanted, dropped)
    except AgentConfigError as error:
        raise AgentConfigError(f"{path}: {error.message}", hint=error.hint) from error
    if changed_more:
        raise AgentConfigError(f"{path} cannot be changed without touching other settings.")
    digests = {
        places.dotted(keys): record.value_digest(editor.get(text, keys)) for keys, _ in settings
    }
    digests |= {
        places.dotted(keys, element=True): record.value_digest(_plain(item)) for keys, item in items
    }
    rivals = tuple(".".join(p) for p in agent.file_rivals if editor.get(text, p) is not None)
    return Plan(agent, file, text.encode("utf-8"), digests, rivals)


def apply(planned: Plan, route: Route, directory: Path, now_us: int) -> None:
    """Carry a plan out: record, backup, write, in this order.

    Args:
        planned: made just before; a file that changed meanwhile is refused.
        route: as planned.
        directory: where records are kept (`agents` in the data directory).
        now_us: the time.

    Raises:
        AgentConfigError: the file changed meanwhile, is read-only, or cannot be written.
    """
    path, agent = planned.file.path, planned.agent
    if configfile.read(path).content != planned.file.content:
        raise AgentConfigError(f"{path} was changed meanwhile; nothing was written.")
    earlier = record.load(directory, agent.name)
    if earlier is not None and earlier.path != str(path):
        hint = f"`countersign setup {agent.name} --undo` first."
        raise AgentConfigError(f"{agent.title} is set up in {earlier.path}, not {path}.", hint=hint)
    wired, original = _remembered(planned, earlier, route, now_us)
    record.save(directory, wired)
    if original is not None:
        configfile.write(configfile.backup_path(path), original)
    if planned.changes:
        configfile.write(path, planned.after)


def undo_diff(agent: Agent, wired: record.Wired) -> str:
    """Return what an undo would change, as a unified diff with tokens masked; reads only."""
    file = configfile.read(Path(wired.path))
    return mask(unified(file.content, undo.original(agent, wired), file.path))


def mask(text: str) -> str:
    """Return text with `MASKED` in the place of our tokens."""
    return TOKEN.sub(MASKED, text)


def unified(before: bytes | None, after: bytes | None, path: Path) -> str:
    """Return a unified diff of two contents of a file; None: no file."""
    old = (before or b"").decode("utf-8", "replace").splitlines(keepends=True)
    new = (after or b"").decode("utf-8", "replace").splitlines(keepends=True)
    lines = difflib.unified_diff(old, new, str(path), str(path))
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _remembered(
    planned: Plan, earlier: record.Wired | None, route: Route, now_us: int
) -> tuple[record.Wired, bytes | None]:
    """Return what is to be remembered, and the original to be kept; None: nothing new to keep."""
    path, content = planned.file.path, planned.file.content
    made = [*(earlier.made_dirs if earlier else []), *map(str, configfile.missing_parents(path))]
    original: bytes | None = None
    after, settings = [record.digest(planned.after)], {k: [v] for k, v in planned.digests.items()}
    if earlier is not None and content is not None and undo.written_by_us(earlier, content):
        existed, before = earlier.existed, earlier.before_sha256
    else:
        original = content if earlier is None else undo.original(planned.agent, earlier)
        existed, before = original is not None, [record.digest(original or b"")]
        before = _newest(before, earlier.before_sha256) if earlier else before
    if earlier is not None:
        after = _newest(after, earlier.after_sha256)
        settings = {k: _newest(v, earlier.settings.get(k, [])) for k, v in settings.items()}
    wired = record.Wired(
        agent=planned.agent.name,
        path=str(path),
        existed=existed,
        made_dirs=list(dict.fromkeys(made)),
        before_sha256=before,
        after_sha256=after,
        settings=settings,
        http_url=route.http_url,
        at_us=now_us,
        without_hooks=route.without_hooks,
    )
    return wired, original


def _newest(new: list[str], old: list[str]) -> list[str]:
    return list(dict.fromkeys([*new, *old]))[: record.KEPT]


def _overlaid(before: object, settings: Sequence[Setting]) -> object:
    """Return what a config must say with our settings in it, whatever its text looks like."""
    wanted = copy.deepcopy(before)
    for keys, value in settings:
        at = wanted
        for key in keys[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else None
        if isinstance(at, dict):
            at[keys[-1]] = _plain(value)
    return wanted


def _with_items(config: object, items: Sequence[Item]) -> object:
    """Return a config with each of our elements once in its list: in the place of ours, or last."""
    for keys, item in items:
        at = config
        for key in keys[:-1]:
            at = at.setdefault(key, {}) if isinstance(at, dict) else None
        rows = at.setdefault(keys[-1], []) if isinstance(at, dict) else None
        if isinstance(rows, list):
            number = next((n for n, row in enumerate(rows) if is_ours(row)), len(rows))
            others = [row for row in rows if not is_ours(row)]
            rows[:] = [*others[:number], _plain(item), *others[number:]]
    return config


def _without(config: object, lists: Sequence[tuple[str, ...]]) -> object:
    """Return a config without our elements of lists, and without lists that are empty then."""
    for keys in lists:
        on_the_way = [config]
        for key in keys:
            at = on_the_way[-1]
            on_the_way.append(at.get(key) if isinstance(at, dict) else None)
        *above, rows = on_the_way
        if isinstance(rows, list):
            rows[:] = [row for row in rows if not is_ours(row)]
        for key, at in zip(reversed(keys), reversed(above), strict=True):
            if isinstance(at, dict) and at.get(key) in ([], {}):
                del at[key]
    return config


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
