"""An agent's config file on disk: read as bytes, replaced without losing what its owner made of it.

A symbolic link stays a link (its target is replaced), mode and hard links are kept, a file that its
owner made read-only is refused, and a crash leaves the old file or the new one.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import AgentConfigError
from desktop_app.host import files

MAX_BYTES = 16 * 1024 * 1024
BACKUP_SUFFIX = ".before-countersign"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A config file as found: `content` is None when there is none."""

    path: Path
    content: bytes | None

    @property
    def text(self) -> str:
        """The content as text.

        Raises:
            AgentConfigError: not UTF-8.
        """
        try:
            return (self.content or b"").decode("utf-8")
        except UnicodeDecodeError as error:
            raise AgentConfigError(f"{self.path} is not UTF-8 text.") from error


def read(path: Path) -> ConfigFile:
    """Read a config file; a dangling link reads as absent.

    Raises:
        AgentConfigError: cannot be read, is no file, or is larger than 16 MiB.
    """
    real = Path(os.path.realpath(path))
    if not real.exists():
        return ConfigFile(path, None)
    if not real.is_file():
        raise AgentConfigError(f"{path} is not a file.")
    try:
        if real.stat().st_size > MAX_BYTES:
            raise AgentConfigError(f"{path} is larger than 16 MiB.")
        return ConfigFile(path, real.read_bytes())
    except OSError as error:
        raise AgentConfigError(f"{path} cannot be read: {error.strerror}.") from error


def write(path: Path, content: bytes) -> list[Path]:
    """Replace a config file's content; return the directories that had to be made, outermost first.

    Raises:
        AgentConfigError: read-only, or it cannot be written.
    """
    real = Path(os.path.realpath(path))
    made = _missing_parents(real)
    try:
        if not real.exists():
            real.parent.mkdir(parents=True, exist_ok=True)
            files.write_durable(real, content)
            return made
        status = real.stat()
        if not status.st_mode & stat.S_IWUSR:
            raise AgentConfigError(
                f"{path} is read-only.", hint=f"`chmod u+w {path}` if you want it changed."
            )
        if status.st_nlink > 1:
            with real.open("r+b") as handle:  # a rename would part it from its other names
                handle.write(content)
                handle.truncate()
                handle.flush()
                os.fsync(handle.fileno())
        else:
            files.write_durable(real, content, mode=stat.S_IMODE(status.st_mode))
    except OSError as error:
        raise AgentConfigError(f"{path} cannot be written: {error.strerror}.") from error
    return made


def backup_path(path: Path) -> Path:
    """Return where the untouched original of a config file is kept: beside it, 0600."""
    real = Path(os.path.realpath(path))
    return real.with_name(real.name + BACKUP_SUFFIX)


def delete(path: Path, made_dirs: list[Path]) -> None:
    """Delete a config file that we made, and the directories made for it that are empty."""
    Path(os.path.realpath(path)).unlink(missing_ok=True)
    for directory in reversed(made_dirs):
        try:
            directory.rmdir()
        except OSError:
            return  # somebody uses it by now


def _missing_parents(path: Path) -> list[Path]:
    return [parent for parent in reversed(path.parents) if not parent.exists()]
