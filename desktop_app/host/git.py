"""The `git` program, asked about repositories that nobody vouches for.

Promise: no configuration of the repository, the person or the machine makes it run another program
or open a connection. No hooks, no file-system monitor, no filters (nothing that looks at the work
tree is asked: `status` and `diff` run clean filters), no transports (a partial clone fetches
nothing), no pager, no locks of its own. A repository of another user is refused by git itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_SECONDS = 60
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.untrackedCache=false",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "core.askPass=false",
    "diff.external=",
    "gpg.program=false",
    "log.showSignature=false",
    "credential.helper=",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
)
_FIELDS = 3


@dataclass(frozen=True, slots=True)
class Tracked:
    """One path of a repository's index: git's mode (`100644`) and the id of its blob."""

    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Git:
    """Git in one directory of a work tree.

    Attributes:
        program: absolute path of the git program.
        directory: absolute path, bytes.
    """

    program: str
    directory: bytes

    def directory_of_git(self) -> bytes | None:
        """Return the absolute path of the repository's own directory, None without one."""
        answer = self._ask(["rev-parse", "--absolute-git-dir"])
        return None if answer is None else answer.rstrip(b"\n")

    def lies_within(self, root: bytes, refs: Iterable[str] = ()) -> bool:
        """Return whether the repository, what it shares, and these refs are stored below `root`.

        A `commondir` file and symbolic links inside a repository may lead into another one; `root`
        has its links resolved.
        """
        own = self.directory_of_git()
        shared = self._ask(["rev-parse", "--git-common-dir"])
        if own is None or shared is None:
            return False
        base = os.path.join(self.directory, shared.rstrip(b"\n"))  # noqa: PTH118 - bytes
        stores = [os.path.join(base, one) for one in (b"refs", b"packed-refs", b"reftable")]  # noqa: PTH118
        paths = (own, base, *stores, *(os.path.join(base, ref.encode()) for ref in refs))  # noqa: PTH118
        top = root.rstrip(b"/") + b"/"
        return all((os.path.realpath(path) + b"/").startswith(top) for path in paths)

    def tracked(self) -> dict[bytes, Tracked]:
        """Return what the index holds below the directory, by path relative to it.

        Paths in a merge's conflict are left out: they have no one blob.
        """
        found = {}
        for line in (self._ask(["ls-files", "-s", "-z"]) or b"").split(b"\0"):
            facts, tab, path = line.partition(b"\t")
            fields = facts.decode("ascii").split(" ")
            if tab and len(fields) == _FIELDS and fields[2] == "0":
                found[path] = Tracked(fields[0], fields[1])
        return found

    def entries_of(self, index: bytes) -> bytes | None:
        """Return what an index file says is staged, without the times of files it remembers.

        It lies in memory while git reads it. None when git cannot read it, or not on Linux.
        """
        if sys.platform != "linux":
            return None
        handle = os.memfd_create("countersign-index", os.MFD_CLOEXEC)
        try:
            with os.fdopen(os.dup(handle), "wb") as file:
                file.write(index)
            given = {"GIT_INDEX_FILE": f"/proc/self/fd/{handle}"}
            done = self._run(["ls-files", "-s", "-z"], b"", given, (handle,))
        finally:
            os.close(handle)
        return done.stdout if done is not None and done.returncode == 0 else None

    def ignored(self) -> tuple[bytes, ...]:
        """Return what the ignore rules name below the directory; a folder ends in `/`."""
        asked = ["ls-files", "-o", "-i", "--exclude-standard", "--directory", "-z"]
        return tuple(path for path in (self._ask(asked) or b"").split(b"\0") if path)

    def present(self, blobs: Iterable[str]) -> frozenset[str]:
        """Return those of the objects that the repository really has."""
        given = "".join(f"{blob}\n" for blob in blobs).encode("ascii")
        answer = self._ask(["cat-file", "--batch-check=%(objectname)"], given) or b""
        lines = answer.decode("ascii", "replace").splitlines()
        return frozenset(line for line in lines if " " not in line)

    def blob(self, name: str) -> bytes | None:
        """Return an object's bytes as they are, without filters; None when it is not there."""
        return self._ask(["cat-file", "blob", name])

    def head(self) -> tuple[str | None, str | None]:
        """Return (branch's full name or None when detached, commit or None when unborn)."""
        branch = self._ask(["symbolic-ref", "-q", "HEAD"])
        commit = self._ask(["rev-parse", "-q", "--verify", "HEAD^{commit}"])
        return _line(branch), _line(commit)

    def refs(self) -> dict[str, str]:
        """Return each ref's object by the ref's full name.

        Left out: refs that point to refs, names that are not UTF-8.
        """
        asked = ["for-each-ref", "--format=%(objectname) %(symref) %(refname)"]
        found = {}
        for line in (self._ask(asked) or b"").splitlines():
            fields = line.decode("utf-8", "replace").split(" ", 2)
            if "\ufffd" in fields[-1]:
                continue
            if len(fields) == _FIELDS and not fields[1]:
                found[fields[2]] = fields[0]
        return found

    def commits(self, after: Sequence[str], before: Sequence[str], limit: int) -> tuple[str, ...]:
        """Return commits that `after` reaches and `before` does not, newest first."""
        if not after:
            return ()
        lines = [*after, *(f"^{one}" for one in before)]  # `--not` on stdin is git 2.42
        given = "".join(f"{line}\n" for line in lines).encode("ascii")
        asked = ["rev-list", f"--max-count={limit}", "--ignore-missing", "--stdin"]
        return tuple((self._ask(asked, given) or b"").decode("ascii").split())

    def move_refs(self, moves: Mapping[str, tuple[str | None, str | None]]) -> str | None:
        """Move refs in one transaction, each from one object to another (None: not there).

        Returns:
            None when all were moved; else what git said, and none was.
        """
        lines = []
        for name, (old, new) in moves.items():
            if new is None:
                lines.append(f"delete {name}\0{old or ''}\0")
            else:
                lines.append(f"update {name}\0{new}\0{old or '0' * len(new)}\0")
        asked = ["update-ref", "-m", "countersign rollback", "--no-deref", "--stdin", "-z"]
        done = self._run(asked, os.fsencode("".join(lines)))
        if done is None:
            return "git did not answer"
        return _line(done.stderr) or "git refused" if done.returncode else None

    def _ask(self, arguments: Sequence[str], given: bytes = b"") -> bytes | None:
        done = self._run(arguments, given)
        return done.stdout if done is not None and done.returncode == 0 else None

    def _run(
        self,
        arguments: Sequence[str],
        given: bytes,
        more: Mapping[str, str] | None = None,
        handles: Sequence[int] = (),
    ) -> subprocess.CompletedProcess[bytes] | None:
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        command = [self.program, "--no-pager", "--literal-pathspecs", *settings, *arguments]
        try:
            return subprocess.run(
                command,
                input=given,
                capture_output=True,
                cwd=self.directory,
                env=environment() | dict(more or {}),
                pass_fds=handles,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return None


def environment() -> dict[str, str]:
    """Return the only variables that git is started with."""
    return {
        "PATH": os.defpath,
        "LC_ALL": "C",
        "HOME": os.devnull,
        "XDG_CONFIG_HOME": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_COMMITTER_NAME": "Countersign",
        "GIT_COMMITTER_EMAIL": "countersign@localhost",
    }


def find_git(*, outside: bytes) -> str | None:
    """Return the git program on the search path, None without one.

    Args:
        outside: a workspace; a `git` that lies in it is never started.
    """
    found = shutil.which("git")
    if found is None or not os.path.isabs(found):  # noqa: PTH117 - a string of the system
        return None
    inside = os.path.realpath(outside).rstrip(b"/") + b"/"
    return None if os.fsencode(os.path.realpath(found)).startswith(inside) else found


def _line(answer: bytes | None) -> str | None:
    text = (answer or b"").decode("utf-8", "backslashreplace").strip()
    return text or None
