"""An SQLite VFS that writes down every write, truncate and sync, and can fail any of them.

`Recorder` makes the disks that a power loss could leave: at each moment, of what was not synced yet
nothing, everything, any subset, or torn pieces may have reached the disk. A sync that failed leaves
what it should have written in the page cache only, marked clean: it is lost although it can be
read, until somebody writes it again (Linux, "fsyncgate").
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

SECTOR = 512
MODES = ("none", "all", "subset", "torn")


@dataclass(frozen=True)
class Op:
    """One thing that happened: write, truncate, sync, lost (a sync that failed) or mark."""

    verb: str
    name: str = ""
    offset: int = 0
    data: bytes = b""
    mark: object = None


@dataclass
class Disk:
    """One file: what surely is on the disk, and what was written since."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Op] = field(default_factory=list)

    def image(self, mode: str, random: Random) -> bytes:
        """Return what a power loss could leave."""
        content = bytearray(self.synced)
        for op in self.pending:
            if mode == "all" or (mode != "none" and random.random() < 0.5):
                apply(content, _torn(op, random) if mode == "torn" else op)
        return bytes(content)


def apply(content: bytearray, op: Op) -> None:
    """Do a write or a truncate."""
    if op.verb == "truncate":
        del content[op.offset :]
        return
    end = op.offset + len(op.data)
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[op.offset : end] = op.data


def _torn(op: Op, random: Random) -> Op:
    sectors = len(op.data) // SECTOR
    if op.verb != "write" or sectors < 2:
        return op
    first = random.randrange(sectors)
    last = random.randrange(first, sectors) + 1
    data = op.data[first * SECTOR : last * SECTOR]
    return Op("write", op.name, op.offset + first * SECTOR, data)


class Recorder(apsw.VFS):
    """Writes down what happens to the files of a folder.

    Attributes:
        ops: what happened, in order, from any thread.
        before: called with (verb, path suffix) ahead of each call; may raise, to make it fail.
        drop_sync: tells whether a sync is forgotten; a broken disk or a broken build.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.ops: list[Op] = []
        self.start: dict[str, bytes] = {}
        self.before: Callable[[str, str], None] = lambda _verb, _name: None
        self.drop_sync: Callable[[str], bool] = lambda _name: False
        super().__init__(name, "")

    def xOpen(self, name: apsw.URIFilename | str | None, flags: list[int]) -> RecordedFile:  # noqa: N802
        """Open a file."""
        return RecordedFile(self, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: FBT001, N802 - SQLite's signature
        """Delete a file: to a crash, one that was cut to nothing."""
        super().xDelete(name, syncdir)
        self.ops.append(Op("truncate", name.rsplit("/", 1)[-1]))

    def mark(self, what: object) -> None:
        """Write down that something happened outside, such as an acknowledgement."""
        self.ops.append(Op("mark", mark=what))

    def moments(self) -> Iterator[tuple[int, dict[str, Disk], list[object]]]:
        """Yield (number, disks, marks so far) after each thing that happened."""
        disks = {name: Disk(bytearray(content)) for name, content in self.start.items()}
        marks: list[object] = []
        for number, op in enumerate(self.ops):
            if op.verb == "mark":
                marks.append(op.mark)
            else:
                disk = disks.setdefault(op.name, Disk())
                if op.verb == "sync":
                    for item in disk.pending:
                        apply(disk.synced, item)
                if op.verb in {"sync", "lost"}:
                    disk.pending.clear()
                else:
                    disk.pending.append(op)
            yield number, disks, marks


class RecordedFile(apsw.VFSFile):
    """One open file of a `Recorder`."""

    def __init__(
        self, vfs: Recorder, name: apsw.URIFilename | str | None, flags: list[int]
    ) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._vfs, self._name = vfs, path.rsplit("/", 1)[-1]
        vfs.before("open", self._name)
        if self._name not in vfs.start:
            vfs.start[self._name] = _read(path)
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        """Read."""
        self._vfs.before("read", self._name)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Write."""
        self._vfs.before("write", self._name)
        super().xWrite(data, offset)
        self._vfs.ops.append(Op("write", self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Cut off."""
        self._vfs.before("truncate", self._name)
        super().xTruncate(newsize)
        self._vfs.ops.append(Op("truncate", self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: ARG002, N802 - SQLite's signature
        """Sync; what is written down is what the disk promised."""
        try:
            self._vfs.before("sync", self._name)
        except apsw.Error:
            self._vfs.ops.append(Op("lost", self._name))
            raise
        if not self._vfs.drop_sync(self._name):
            self._vfs.ops.append(Op("sync", self._name))


def write_image(folder: Path, disks: dict[str, Disk], mode: str, random: Random) -> None:
    """Write the files as a power loss could leave them."""
    folder.mkdir(parents=True)
    for name, disk in disks.items():
        content = disk.image(mode, random)
        if content or not name.endswith("-wal"):
            (folder / name).write_bytes(content)


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - before SQLite opens it, so no lock is lost
            return file.read()
    except FileNotFoundError:
        return b""
