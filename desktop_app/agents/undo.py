"""Takes an agent's wiring out again.

Nobody touched the file since we wrote it: the original comes back byte for byte. Somebody did: only
our settings that still stand are taken out or put back to what they were; the rest stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.agents import configfile, places, record
from desktop_app.agents.editors import EDITORS
from desktop_app.errors import NotFoundError

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent


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
    left: tuple[str, ...] = ()


def undo(agent: Agent, directory: Path) -> Undone:
    """Take an agent's wiring out again; may be repeated after a crash.

    Raises:
        NotFoundError: it is not wired.
        AgentConfigError: its config cannot be read or written; nothing was changed.
    """
    wired = record.load(directory, agent.name)
    if wired is None:
        raise NotFoundError(f"{agent.title} is not set up.")
    path = Path(wired.path)
    before = _backup(wired)
    content, undone = _undone(agent, wired)
    if content is None:
        configfile.delete(path, [Path(directory) for directory in wired.made_dirs])
    elif configfile.read(path).content != content:
        configfile.write(path, content)
    if before is not None or not wired.existed:
        configfile.backup_path(path).unlink(missing_ok=True)  # one that is not ours stays
    record.forget(directory, agent.name)
    return undone


def original(agent: Agent, wired: record.Wired) -> bytes | None:
    """Return what the config file would be without us; None: no file. Reads only."""
    return _undone(agent, wired)[0]


def outcome(agent: Agent, wired: record.Wired) -> Undone:
    """Return what an undo would come to. Reads only."""
    return _undone(agent, wired)[1]


def written_by_us(wired: record.Wired, content: bytes) -> bool:
    """Return whether these are bytes of a config file exactly as a set-up left it."""
    return record.digest(content) in wired.after_sha256


def _undone(agent: Agent, wired: record.Wired) -> tuple[bytes | None, Undone]:
    file = configfile.read(Path(wired.path))
    before = _backup(wired)
    if file.content is None:
        exact = not wired.existed
        return None, Undone(exact, left=() if exact else tuple(wired.settings))
    if written_by_us(wired, file.content) and not wired.existed:
        return None, Undone(exact=True)
    if written_by_us(wired, file.content) and before is not None:
        return before, Undone(exact=True)
    if wired.existed and record.digest(file.content) in wired.before_sha256:
        return file.content, Undone(exact=True)  # a crash came before our write, or after undo's
    return _one_by_one(agent, wired, file, before)


def _one_by_one(
    agent: Agent, wired: record.Wired, file: configfile.ConfigFile, before: bytes | None
) -> tuple[bytes | None, Undone]:
    """Undo setting by setting in a file that somebody changed after us, or whose backup is gone."""
    editor, text = EDITORS[agent.format], file.text
    old = configfile.ConfigFile(file.path, before).text
    put_back: list[str] = []
    left: list[str] = []
    for place in wired.settings:
        without = places.put_back(editor, text, wired, place, old)
        (left if without is None else put_back).append(place)
        text = text if without is None else without
    content = text.encode("utf-8")
    if not wired.existed and editor.is_bare(text):
        return None, Undone(exact=True)
    exact = wired.existed and record.digest(content) in wired.before_sha256
    return content, Undone(exact, tuple(put_back), tuple(left))


def _backup(wired: record.Wired) -> bytes | None:
    """Return the original's bytes, or None when they are not what was kept."""
    if not wired.existed:
        return None
    content = configfile.read(configfile.backup_path(Path(wired.path))).content
    if content is None or record.digest(content) not in wired.before_sha256:
        return None
    return content
