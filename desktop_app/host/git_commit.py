"""One file committed in a person's repository, and nothing else of it touched.

Promise: as in `host.git`, nothing of the repository runs: the commit is made of its parts (blob,
tree, commit, ref), no hook, no filter, no signature program, and no file of the work tree but this
one is looked at. The branch moves only from where it was seen. Nothing is ever pushed.

MUST NOT: be used where a merge, a rebase or the like is under way; it refuses.
"""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, StorageError
from desktop_app.host import folder, folder_write
from desktop_app.host.git import Git, find_git

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_UNDER_WAY = {
    "MERGE_HEAD": "a merge",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "BISECT_LOG": "a bisection",
}
_AUTHOR = {"GIT_AUTHOR_NAME": "Countersign", "GIT_AUTHOR_EMAIL": "countersign@localhost"}
_FILTERS = r"^filter\..*\.(clean|smudge|process|required)$"
_OFF = (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false"))
_ASTRAY = (errno.ELOOP, errno.ENOTDIR)
_FILE_MODE = 0o644
_DIR_MODE = 0o755


@dataclass(frozen=True, slots=True)
class Committed:
    """Which commit holds the file, on which branch, and whether it was made now."""

    commit: str
    branch: str
    is_new: bool


def commit_file(place: Path, path: str, data: bytes, message: str) -> Committed:
    """Write a file into a work tree and commit that file alone.

    Args:
        place: a directory in the work tree.
        path: of the file from the work tree's top on, with `/`.
        data: all of it.
        message: of the commit.

    Raises:
        ConfigError: no work tree, a bare repository, no branch, something under way; or a component
            of the path is a symbolic link.
        StorageError: it cannot be written, or git says no.
    """
    repository = _Repository.at(place)
    branch, head = repository.state()
    repository.write(path, data)
    return repository.commit(path, data, message, branch, head)


class _Repository(Git):
    """Git at the top of a work tree."""

    @classmethod
    def at(cls, place: Path) -> _Repository:
        """Return the repository that a directory lies in.

        Raises:
            ConfigError: as `commit_file`.
        """
        if not place.is_dir():
            raise ConfigError(f"{place} is no directory.", hint="Name one in a work tree.")
        here = os.fsencode(place.resolve())
        program = find_git(outside=here)
        if program is None:
            raise ConfigError("git is not installed.", hint="Or write a file: --to FILE.")
        found = cls(program, here)
        answer = found._ask(["rev-parse", "--is-bare-repository", "--is-inside-work-tree"])
        if answer is None:
            raise ConfigError(
                f"{place} is in no git repository of yours.", hint="`git init` makes one."
            )
        if answer.split() != [b"false", b"true"]:
            raise ConfigError(
                f"{place} has no work tree: the repository is bare, or this is its inside.",
                hint="Name a directory in a clone of it.",
            )
        top = found._ask(["rev-parse", "--show-toplevel"])
        if top is None:
            raise ConfigError(f"git does not say where the work tree of {place} begins.")
        return cls(program, os.path.realpath(top.rstrip(b"\r\n")))

    def state(self) -> tuple[str, str | None]:
        """Return the branch and its commit, None while it has none.

        Raises:
            ConfigError: there is no branch, or something is under way.
        """
        own = self.directory_of_git() or b""
        for name, what in _UNDER_WAY.items():
            if Path(os.fsdecode(own), name).exists():
                raise ConfigError(f"{what.capitalize()} is under way there.", hint="End it first.")
        branch, head = self.head()
        if branch is None:
            raise ConfigError(
                "No branch is checked out there: a commit would soon be lost.",
                hint="`git switch BRANCH` first.",
            )
        return branch, head

    def write(self, path: str, data: bytes) -> None:
        """Write the file, no component of its path through a link.

        Raises:
            ConfigError: one is.
            StorageError: it cannot be written.
        """
        *parents, name = path.split("/")
        try:
            for at, parent in enumerate(parents):
                above = os.fsencode("/".join(parents[:at]))
                with folder.opened(self.directory, above) as handle:
                    if folder.status_of(handle, os.fsencode(parent)) is None:
                        folder_write.make_dir(handle, os.fsencode(parent))
                        folder_write.set_mode(handle, os.fsencode(parent), _DIR_MODE)
            with folder.opened(self.directory, os.fsencode("/".join(parents))) as handle:
                folder_write.put_file(handle, os.fsencode(name), data, _FILE_MODE, replace=True)
        except OSError as error:
            where = os.fsdecode(self.directory)
            if error.errno in _ASTRAY:
                text = f"{path} in {where} leads through a symbolic link, or a file."
                raise ConfigError(text, hint="Nothing was written.") from error
            raise StorageError(f"Cannot write {path} in {where}: {error.strerror}.") from error

    def commit(
        self, path: str, data: bytes, message: str, branch: str, head: str | None
    ) -> Committed:
        """Commit the file alone; what is staged otherwise stays staged.

        Raises:
            StorageError: git says no.
        """
        blob = self._made(["hash-object", "-w", "--no-filters", "--stdin"], data)
        if head is not None and self._ask(["rev-parse", "-q", "--verify", f"{head}:{path}"]) == (
            f"{blob}\n".encode()
        ):
            self._stage(path, blob)
            return Committed(head, branch, is_new=False)
        tree = self._tree(path, blob, head)
        parents = [] if head is None else ["-p", head]
        commit = self._made(["commit-tree", tree, *parents, "-F", "-"], message.encode(), _AUTHOR)
        self._stage(path, blob)
        old = head or "0" * len(commit)
        words = ["update-ref", "-m", "countersign checkpoint", branch, commit, old]
        self._made(words, b"", answers=False)
        return Committed(commit, branch, is_new=True)

    def _tree(self, path: str, blob: str, head: str | None) -> str:
        """Return the branch's tree with this one file in it, made in an index of its own."""
        own = self.directory_of_git() or b""
        index = os.fsdecode(own) + f"/countersign-{os.getpid()}.index"
        given = {"GIT_INDEX_FILE": index}
        try:
            if head is not None:
                self._made(["read-tree", head], b"", given, answers=False)
            self._stage(path, blob, given)
            return self._made(["write-tree"], b"", given)
        finally:
            Path(index).unlink(missing_ok=True)
            Path(f"{index}.lock").unlink(missing_ok=True)

    def _stage(self, path: str, blob: str, given: Mapping[str, str] | None = None) -> None:
        """Put the file into an index. Git may then look at files that changed with its clock."""
        words = ["update-index", "--add", "--cacheinfo", f"100644,{blob},{path}"]
        self._made(words, b"", {**self._no_filters(), **(given or {})}, answers=False)

    def _no_filters(self) -> dict[str, str]:
        """Return what makes each filter that the repository names do nothing."""
        asked = ["config", "-z", "--name-only", "--get-regexp", _FILTERS]
        names = (self._ask(asked) or b"").decode("utf-8", "surrogateescape").split("\0")
        drivers = sorted({name.rpartition(".")[0] for name in names if name})
        pairs = [(f"{driver}.{key}", value) for driver in drivers for key, value in _OFF]
        found = {"GIT_CONFIG_COUNT": str(len(pairs))}
        for number, (key, value) in enumerate(pairs):
            found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        return found

    def _made(
        self,
        words: Sequence[str],
        given: bytes,
        more: Mapping[str, str] | None = None,
        *,
        answers: bool = True,
    ) -> str:
        """Return what git says, one word.

        Raises:
            StorageError: it refuses, and with which words.
        """
        done = self._run(words, given, more)
        if done is None or done.returncode != 0 or (answers and not done.stdout.strip()):
            said = b"" if done is None else done.stderr.strip().rpartition(b"\n")[2]
            why = said.decode("utf-8", "backslashreplace").rstrip(".") or "it does not say why"
            raise StorageError(f"git made no commit: {why}.")
        return done.stdout.decode("ascii", "replace").strip()
