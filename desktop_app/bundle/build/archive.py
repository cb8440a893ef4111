"""Writes a bundle's files: a zip that comes out the same for the same files, or a directory.

Promise: the target appears whole and durable, or not at all. Everything is written beside it under
a temporary name, in one pass; after `abort`, an error or a full disk nothing is left.

Files go into the zip in the order in which they are added; `SHA256SUMS` and the manifest last.
See `resources/docs/bundle.md`, section "Zip".
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from desktop_app.bundle.build.zipping import ZipSink
from desktop_app.bundle.layout import MANIFEST, MAX_FILES, SUMS, parse_path
from desktop_app.bundle.verify.files import format_sums
from desktop_app.errors import (
    BugError,
    BundleTooLargeError,
    DiskFullError,
    StorageError,
    UsageError,
)
from desktop_app.host.files import sync_dir, sync_handle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

File: TypeAlias = "tuple[str, Iterable[bytes]]"
"""(path, chunks): taken one after another, each to its end before the next."""

_FULL: Final = frozenset((errno.ENOSPC, errno.EDQUOT))


class BundleWriter(Protocol):
    """Where a bundle's files go."""

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write a file piece by piece; an error of `chunks` comes out as it is."""
        ...

    def finish(self, manifest: Callable[[bytes, int, int], bytes]) -> Path:
        """Write sums and manifest, make all durable, give it its name; return where it is.

        Args:
            manifest: (SHA-256 of `SHA256SUMS`, number of files that it names, bytes of these
                files) -> the bytes of the manifest.
        """
        ...

    def abort(self) -> None:
        """Leave nothing behind. After `finish` it does nothing."""
        ...


def zip_writer(target: Path, *, overwrite: bool = False) -> BundleWriter:
    """Return a writer of one zip file.

    Raises:
        UsageError: the target exists and may not be overwritten, or its directory does not exist.
        StorageError: the disk does not take a file there.
    """
    _check_target(target, overwrite=overwrite)
    return _Writer(target, _ZipPlace(target), overwrite=overwrite)


def directory_writer(target: Path) -> BundleWriter:
    """Return a writer of a directory; an existing one is never written over or into.

    Raises:
        UsageError: the target exists, or the directory above it does not.
        StorageError: the disk does not take a directory there.
    """
    _check_target(target, overwrite=False)
    return _Writer(target, _DirectoryPlace(target), overwrite=False)


class _Place(Protocol):
    """What is written beside the target, under a temporary name."""

    path: Path

    def write(self, path: str, chunks: Iterable[bytes]) -> None: ...

    def complete(self) -> None: ...

    def discard(self) -> None: ...


class _Writer:
    """Digests what goes by, and keeps the promise of the module for either place."""

    def __init__(self, target: Path, place: _Place, *, overwrite: bool) -> None:
        self._target, self._place, self._overwrite = target, place, overwrite
        self._digests: dict[str, bytes] = {}
        self._bytes = 0
        self._ended = False

    def add(self, path: str, chunks: Iterable[bytes]) -> None:
        if parse_path(path) is None or path in self._digests or path in {SUMS, MANIFEST}:
            raise BugError(f"A bundle's file was to be called {path}.")
        if len(self._digests) + 2 >= MAX_FILES:
            raise BundleTooLargeError(f"A bundle has at most {MAX_FILES} files.")
        digest = hashlib.sha256()
        self._write(path, self._counted(chunks, digest.update))
        self._digests[path] = digest.digest()

    def finish(self, manifest: Callable[[bytes, int, int], bytes]) -> Path:
        try:
            sums = format_sums(self._digests.items())
            self._write(SUMS, (sums,))
            signed = manifest(hashlib.sha256(sums).digest(), len(self._digests), self._bytes)
            self._write(MANIFEST, (signed,))
            with _disk_errors():
                self._place.complete()
                _check_target(self._target, overwrite=self._overwrite)
                self._place.path.replace(self._target)
                self._ended = True
                sync_dir(self._target.parent)
        except BaseException:
            self.abort()
            raise
        return self._target

    def abort(self) -> None:
        if not self._ended:
            self._ended = True
            self._place.discard()

    def _write(self, path: str, chunks: Iterable[bytes]) -> None:
        if self._ended:
            raise BugError("The bundle was finished or aborted before.")
        with _disk_errors():
            self._place.write(path, chunks)

    def _counted(self, chunks: Iterable[bytes], update: Callable[[bytes], None]) -> Iterator[bytes]:
        for chunk in chunks:
            update(chunk)
            self._bytes += len(chunk)
            yield chunk


class _ZipPlace:
    def __init__(self, target: Path) -> None:
        with _disk_errors():
            handle, name = tempfile.mkstemp(".part", f".{target.name}.", target.parent)
        self.path = Path(name)
        self._file = os.fdopen(handle, "wb")
        self._sink = ZipSink(self._file)

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        self._sink.write(path, chunks)

    def complete(self) -> None:
        self._sink.close()
        self._file.flush()
        sync_handle(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        self._sink.drop()
        with suppress(OSError):  # on a full disk: what is still buffered goes anyway
            self._file.close()
        self.path.unlink(missing_ok=True)


class _DirectoryPlace:
    def __init__(self, target: Path) -> None:
        with _disk_errors():
            self.path = Path(tempfile.mkdtemp(".part", f".{target.name}.", target.parent))

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        file_path = self.path / path
        file_path.parent.mkdir(parents=True, exist_ok=True)
        with file_path.open("xb") as file:
            file.writelines(chunks)
            file.flush()
            sync_handle(file.fileno())

    def complete(self) -> None:
        for folder, _, _ in os.walk(self.path, topdown=False):
            sync_dir(Path(folder))

    def discard(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)


def _check_target(target: Path, *, overwrite: bool) -> None:
    if not target.parent.is_dir():
        raise UsageError(f"There is no directory {target.parent}.", hint="Make it first.")
    if target.is_dir() or (not overwrite and (target.exists() or target.is_symlink())):
        raise UsageError(f"{target} exists already.", hint="Choose another name.")


@contextmanager
def _disk_errors() -> Iterator[None]:
    """Turn what the disk refuses into the error that a person is told."""
    try:
        yield
    except OSError as error:
        kind = DiskFullError if error.errno in _FULL else StorageError
        raise kind(
            f"The bundle cannot be written: {error.strerror or error}.",
            hint="Free space, or choose another place.",
        ) from error
