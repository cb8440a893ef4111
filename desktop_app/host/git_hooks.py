"""The hook of a person's own repository that git calls before a commit's message is edited.

Promise: a hook that was there is moved aside as it is, and moved back as it is. Nothing is written
outside of the repository's own directory: where its hooks lie elsewhere (`core.hooksPath`) they may
be another repository's too. Windows: written for, not tried.
"""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, NotFoundError, StorageError
from desktop_app.host.files import write_durable

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "prepare-commit-msg"
ASIDE = ".before-countersign"
_SECONDS = 10
_MAX_BYTES = 1024 * 1024
_RUNS = 0o755


@dataclass(frozen=True, slots=True)
class Hook:
    """Where the hook lies: `path`, and `aside` for the one that was there before."""

    path: Path

    @property
    def aside(self) -> Path:
        """The one that was there before."""
        return self.path.with_name(self.path.name + ASIDE)

    def text(self) -> str | None:
        """Return the hook's text; None when there is none."""
        try:
            with self.path.open("rb") as file:
                return file.read(_MAX_BYTES).decode("utf-8", "replace")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{self.path} cannot be read: {error.strerror}.") from error

    def put(self, text: str) -> None:
        """Write the hook; one that is there is moved aside.

        Raises:
            ConfigError: one was moved aside before, and another is there now.
            StorageError: the system refuses.
        """
        try:
            if _is_there(self.path):
                if _is_there(self.aside):
                    raise ConfigError(
                        f"Both {self.path.name} and {self.aside.name} are there already.",
                        hint=f"Look at them in {self.path.parent}; one must go.",
                    )
                self.path.rename(self.aside)
            self.path.parent.mkdir(exist_ok=True)
            self.replace(text)
        except OSError as error:
            raise StorageError(f"{self.path} cannot be written: {error.strerror}.") from error

    def replace(self, text: str) -> None:
        """Write the hook over what is there."""
        write_durable(self.path, text.encode(), mode=_RUNS)

    def take_out(self) -> bool:
        """Remove the hook; put back the one before it, and return whether there was one.

        Raises:
            StorageError: the system refuses.
        """
        try:
            if not _is_there(self.aside):
                self.path.unlink(missing_ok=True)
                return False
            self.aside.replace(self.path)
        except OSError as error:
            raise StorageError(f"{self.path} cannot be removed: {error.strerror}.") from error
        return True


def hook_of(folder: Path) -> Hook:
    """Return the hook of the repository that a folder lies in.

    Raises:
        NotFoundError: no git program, or no repository.
        ConfigError: its hooks lie outside of its own directory.
    """
    git_dir = Path(_asked(folder, "--git-common-dir")).resolve()
    hooks = Path(_asked(folder, "--git-path", "hooks")).resolve()
    if not hooks.is_relative_to(git_dir):
        raise ConfigError(
            f"The hooks of this repository lie in {hooks} (core.hooksPath), outside of it.",
            hint='Add this line to its prepare-commit-msg: countersign git-trailers hook "$1"',
        )
    return Hook(hooks / NAME)


def add_trailers(message: Path, trailers: Iterable[tuple[str, str]]) -> None:
    """Add trailers to a commit's message as git does; one that is there already is not repeated.

    Raises:
        NotFoundError: no git program.
        StorageError: git refuses.
    """
    words = [f"--trailer={name}: {value}" for name, value in trailers]
    how = ("--in-place", "--no-divider", "--if-exists", "addIfDifferent", "--if-missing", "add")
    # From where git called us: what it put into our environment is relative to that.
    _git(Path.cwd(), "interpret-trailers", *how, *words, str(message.absolute()))


def _asked(folder: Path, *words: str) -> str:
    try:
        answer = _git(folder, "rev-parse", *words)
    except StorageError as error:
        raise NotFoundError(f"{folder} is in no git repository.") from error
    return str(folder / answer)  # relative to the folder, unless it is absolute


def _git(folder: Path, *words: str) -> str:
    program = shutil.which("git")
    if program is None:
        raise NotFoundError("There is no git program.")
    try:
        done = subprocess.run(
            [program, *words],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        raise StorageError(f"git refuses: {said}") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise StorageError("git does not answer.") from error
    return done.stdout.decode("utf-8", "surrogateescape").rstrip("\n")


def _is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
