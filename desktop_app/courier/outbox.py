"""Bundles on their way: copies that wait beside the ledger until they arrived.

    <data directory>/outbox/<upstream>/<SHA-256 of the file>.zip

Promise: a file that we put here is whole and is what its name says; one that was written half is
not here. Other programs of this user can put files here, too: what is sent is what an entry of the
ledger names, and has that very digest (`putting`, `stores`).
"""

from __future__ import annotations

import os
import re
import shutil
from contextlib import contextmanager, suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from desktop_app.errors import StorageError, UsageError
from desktop_app.host import files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

NAME: Final = "outbox"
MAX_BUNDLE: Final = 4 * 1024**3  # bytes
_FILE = re.compile(r"([0-9a-f]{64})\.zip")
_ID = re.compile(r"[0-9a-f]{16}")
_PIECE = 1 << 20
_HALF = "half-"


def bundle_of(name: str) -> str:
    """Return the SHA-256 that an object's name ends in; "" where it is no bundle's."""
    match = _FILE.fullmatch(name.rpartition("/")[2])
    return match[1] if match is not None else ""


def keep_only(ledger: Path, upstreams: Collection[str]) -> None:
    """Forget the copies of upstreams that are no more, and what a kill left half copied."""
    with suppress(OSError):
        for entry in list(os.scandir(ledger.parent / NAME)):
            if not _ID.fullmatch(entry.name):
                continue
            outbox = Outbox(ledger, entry.name)
            if entry.name in upstreams:
                outbox.tidy()
            else:
                outbox.destroy()


class Outbox:
    """The copies that wait for one upstream.

    Args:
        ledger: path of the ledger, beside which it lies.
        upstream: its id.

    Attributes:
        upstream: likewise.
    """

    def __init__(self, ledger: Path, upstream: str) -> None:
        if not _ID.fullmatch(upstream):
            raise UsageError("That is no id of an upstream.")
        self.upstream = upstream
        self._folder = ledger.parent / NAME / upstream

    def waiting(self) -> Iterator[tuple[str, Path]]:
        """Yield (SHA-256, file), the oldest first."""
        with suppress(FileNotFoundError):
            files_here = (
                one for one in os.scandir(self._folder) if one.is_file(follow_symlinks=False)
            )
            found = [(one.stat().st_mtime_ns, one.name) for one in files_here]
            for _, name in sorted(found):
                match = _FILE.fullmatch(name)
                if match is not None:
                    yield match[1], self._folder / name

    def held(self) -> tuple[int, int]:
        """Return how many copies wait, and how many bytes they take."""
        sizes: list[int] = []
        for _, file in self.waiting():
            with suppress(FileNotFoundError):  # it arrived meanwhile
                sizes.append(file.stat().st_size)
        return len(sizes), sum(sizes)

    @contextmanager
    def making(self) -> Iterator[Path]:
        """Give a folder to make a bundle in; nothing is left of it, after a kill neither.

        Raises:
            StorageError: there can be none.
        """
        folder = self._folder / f"{_HALF}{os.urandom(8).hex()}"
        for one in (self._folder.parent, self._folder, folder):
            files.make_private_dir(one)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, bundle: Path, allow: Callable[[Path, str], None] | None = None) -> str:
        """Copy a file in; return its SHA-256.

        Args:
            bundle: the file.
            allow: hears of the copy and its SHA-256 before it waits here, and may refuse it.

        Raises:
            UsageError: it is no file, or too large.
            StorageError: it cannot be copied.
        """
        if not bundle.is_file() or bundle.stat().st_size > MAX_BUNDLE:
            raise UsageError(f"{bundle} is no bundle's file, or has more than 4 GiB.")
        try:
            files.make_private_dir(self._folder.parent)
            files.make_private_dir(self._folder)
            # A name of its own: two may copy at once, and the name says which bytes are in it.
            half = self._folder / f"{_HALF}{os.urandom(8).hex()}"
            try:
                digest = _copied(bundle, half)
                if allow is not None:
                    allow(half, digest)
                half.replace(self._folder / f"{digest}.zip")
            finally:
                half.unlink(missing_ok=True)
            files.sync_dir(self._folder)
        except OSError as error:
            raise StorageError(f"The bundle cannot be copied: {error.strerror}.") from error
        return digest

    def drop(self, digest: str) -> None:
        """Forget one that arrived; "" is none."""
        with suppress(OSError):
            (self._folder / f"{digest}.zip").unlink()

    def tidy(self) -> None:
        """Forget what a kill left half copied or half made; nobody may be at it."""
        with suppress(OSError):
            for half in self._folder.glob(f"{_HALF}*"):
                if half.is_dir() and not half.is_symlink():
                    shutil.rmtree(half, ignore_errors=True)
                else:
                    half.unlink()

    def destroy(self) -> None:
        """Forget all: the upstream is removed."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _copied(bundle: Path, half: Path) -> str:
    """Copy a file; return the SHA-256 of what was copied, whatever becomes of it meanwhile."""
    digest, left = sha256(), MAX_BUNDLE
    with bundle.open("rb") as source, half.open("xb") as copy:
        while piece := source.read(_PIECE):
            left -= len(piece)
            if left < 0:
                raise UsageError(f"{bundle} grew to more than 4 GiB while it was copied.")
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest()
