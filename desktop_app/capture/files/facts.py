"""What a scan knows of a workspace: a tree of facts, without any content.

Promise: values alone. Digests in here are plain and stay in memory; what is written down is keyed
(`ops.State`).
"""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

_TICK_NS = 20_000_000  # the kernel stamps files by a clock that ticks every 1 to 10 ms
_COARSE_NS = 2_000_000_000  # FAT: two seconds
_SECOND_NS = 1_000_000_000


class Kind(StrEnum):
    """What a name stands for."""

    FILE = "file"
    DIR = "dir"
    LINK = "symlink"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a workspace is taken.

    Attributes:
        files: names altogether; what is beyond is not seen at all.
        depth: folders inside each other.
        file_bytes: a larger file is digested, but no copy is kept.
        digest_bytes: a still larger one is known by its size and times alone.
        total_bytes: of all copies of a run.
        ignored: whether copies are made of what `.gitignore` names.
        git_objects: whether the repository's own objects serve as copies of clean tracked files.
    """

    files: int = 200_000
    depth: int = 100
    file_bytes: int = 50 * 1024 * 1024
    digest_bytes: int = 256 * 1024 * 1024
    total_bytes: int = 2 * 1024 * 1024 * 1024
    ignored: bool = True
    git_objects: bool = True


@dataclass(frozen=True, slots=True)
class Image:
    """Where a content's copy lies. One of the three is set.

    Attributes:
        ref: in the store.
        blob: a git object's id.
        why: there is none, for this reason.
    """

    ref: str | None = None
    blob: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of a file or link.

    Attributes:
        digest: plain SHA-256, None when it was not read.
        binary: whether a NUL byte is among its first 8,000 bytes (git's own rule).
        image: where a copy lies, or why there is none.
    """

    digest: bytes | None
    binary: bool
    image: Image


@dataclass(frozen=True, slots=True)
class Fact:
    """One name as a scan saw it.

    Attributes:
        kind: what it is.
        mode: its permission bits, 12 of them.
        size: bytes.
        mtime_ns: time of the last change of its content.
        ctime_ns: time of its last change at all; nobody can set it.
        device: number of its file system.
        inode: number in it.
        seen_ns: wall time when the scan began that read it.
        content: of files and links; None of the others, and before it is read.
    """

    kind: Kind
    mode: int
    size: int
    mtime_ns: int
    ctime_ns: int
    device: int
    inode: int
    seen_ns: int
    content: Content | None = None

    def same_status(self, other: Fact) -> bool:
        """Return whether nothing that the system tells of it differs."""
        return (
            self.ctime_ns == other.ctime_ns
            and self.mtime_ns == other.mtime_ns
            and self.size == other.size
            and self.inode == other.inode
            and self.mode == other.mode
            and self.kind is other.kind
            and self.device == other.device
        )

    @property
    def racy(self) -> bool:
        """Whether it may have changed after it was read without its times telling.

        As in git (`racy-git`): a file that changed when the scan ran, or later, may change again
        within the same tick of the file system's clock.
        """
        newest = max(self.mtime_ns, self.ctime_ns)
        coarse = self.mtime_ns % _SECOND_NS == 0 and self.ctime_ns % _SECOND_NS == 0
        return newest >= self.seen_ns - (_COARSE_NS if coarse else _TICK_NS)


@dataclass(frozen=True, slots=True)
class Tree:
    """A workspace at one time.

    Attributes:
        folders: what is in each folder, by name; the workspace itself is the empty path.
        problems: paths of which something could not be seen, with the reason.
    """

    folders: Mapping[bytes, Mapping[bytes, Fact]] = field(default_factory=dict)
    problems: Mapping[bytes, str] = field(default_factory=dict)

    def get(self, path: bytes) -> Fact | None:
        """Return the fact of a path, None when there is no such thing."""
        folder, _, name = path.rpartition(b"/")
        return self.folders.get(folder, {}).get(name)

    def items(self) -> Iterator[tuple[bytes, Fact]]:
        """Yield every path with its fact."""
        for folder, names in self.folders.items():
            prefix = folder + b"/" if folder else b""
            for name, fact in names.items():
                yield prefix + name, fact


def fact_of(status: os.stat_result, seen_ns: int) -> Fact:
    """Return the fact of an `os.stat_result`, not read yet."""
    return Fact(
        kind=kind_of(status.st_mode),
        mode=stat.S_IMODE(status.st_mode),
        size=status.st_size,
        mtime_ns=status.st_mtime_ns,
        ctime_ns=status.st_ctime_ns,
        device=status.st_dev,
        inode=status.st_ino,
        seen_ns=seen_ns,
    )


def kind_of(mode: int) -> Kind:
    """Return the kind that `st_mode` tells."""
    if stat.S_ISREG(mode):
        return Kind.FILE
    if stat.S_ISDIR(mode):
        return Kind.DIR
    return Kind.LINK if stat.S_ISLNK(mode) else Kind.SPECIAL
