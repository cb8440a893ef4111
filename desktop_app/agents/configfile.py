"""An agent's config file on disk: read as bytes, replaced without losing what its owner made of it.

A symbolic link stays a link (its target is replaced), mode and hard links are kept, a file that its
owner made read-only is refused. A crash leaves the old file or the new one; only a file with more
names than one, which must be written in place, can be torn, and then its backup is whole.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from desktop_app.errors import AgentConfigError
from desktop_app.host import files

MAX_BYTES = 16 * 1024 * 1024
MAX_FOLDERS = 256 * 1024  # of a folder's own config: whoever made the folder wrote it
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


def read(path: Path, max_bytes: int = MAX_BYTES) -> ConfigFile:
    """Read a config file; a dangling link reads as absent.

    Raises:
        AgentConfigError: cannot be read, is no file, or is larger than `max_bytes`.
    """
    real = _real(path)
    try:
        if not real.exists():
            return ConfigFile(path, None)
        if not real.is_file():
            raise AgentConfigError(f"{path} is not a file.")
        if real.stat().st_size > max_bytes:
            raise AgentConfigError(f"{path} is larger than {max_bytes // 1024:,} KiB.")
        return ConfigFile(path, real.read_bytes())
    except OSError as error:
        raise AgentConfigError(f"{path} cannot be read: {error.strerror}.") from error


def check_writable(path: Path) -> None:
    """Refuse a file that its owner made read-only (root could write it all the same).

    Raises:
        AgentConfigError: says how to make it writable.
    """
    real = _real(path)
    try:
        if real.exists() and not (real.stat().st_mode & stat.S_IWUSR and os.access(real, os.W_OK)):
            raise AgentConfigError(
                f"{path} is read-only.", hint=f"`chmod u+w {path}` if you want it changed."
            )
    except OSError as error:
        raise AgentConfigError(f"{path} cannot be written: {error.strerror}.") from error


def write(path: Path, content: bytes) -> None:
    """Replace a config file's content, or make it (mode 0600) with its directories.

    Raises:
        AgentConfigError: read-only, or it cannot be written.
        StorageError: likewise, by the disk.
    """
    check_writable(path)
    real = _real(path)
    try:
        if not real.exists():
            real.parent.mkdir(parents=True, exist_ok=True)
            files.write_durable(real, content)
            return
        status = real.stat()
        if status.st_nlink > 1 or not _ours(status):
            _write_in_place(real, content)  # a rename would part it from its names or its owner
            return
        mode = stat.S_IMODE(status.st_mode)
        files.write_durable(real, content, mode=mode & 0o700)
        real.chmod(mode)  # the umask took bits away
    except OSError as error:
        raise AgentConfigError(f"{path} cannot be written: {error.strerror}.") from error


def backup_path(path: Path) -> Path:
    """Return where the untouched original of a config file is kept: beside it, 0600."""
    real = _real(path)
    return real.with_name(real.name + BACKUP_SUFFIX)


def missing_parents(path: Path) -> list[Path]:
    """Return the directories that `write` would have to make, outermost first."""
    return [parent for parent in reversed(_real(path).parents) if not parent.exists()]


def delete(path: Path, made_dirs: list[Path]) -> None:
    """Delete a config file that we made, and the directories made for it that are empty."""
    _real(path).unlink(missing_ok=True)
    for directory in reversed(made_dirs):
        with suppress(OSError):  # somebody uses it by now
            directory.rmdir()


def _real(path: Path) -> Path:
    """Return what a path leads to.

    Raises:
        AgentConfigError: links that lead in a circle.
    """
    real = Path(os.path.realpath(path))
    if real.is_symlink():
        raise AgentConfigError(f"{path} is a symbolic link that leads to itself.")
    return real


def _ours(status: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or status.st_uid == os.geteuid()


def _write_in_place(path: Path, content: bytes) -> None:
    with path.open("r+b") as handle:
        handle.write(content)
        handle.truncate()
        handle.flush()
        files.sync_handle(handle.fileno())
