"""Step 3: `SHA256SUMS` names every file and no other, and each has the digest that it names.

Promise: memory does not grow with files, and files are only streamed. An edited report or README
is told with its own code, because what was sealed is judged all the same (ATTACKS D13).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from desktop_app.bundle.layout import MANIFEST, MAX_HELD_BYTES, README, README_SHA256, REPORT, SUMS
from desktop_app.errors import BadEncodingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from desktop_app.bundle.verify.source import Files
    from desktop_app.model.findings import Findings

ALTERED_CODE: Final = "report_altered"
ALTERED: Final = "The report was altered."
ALTERED_README: Final = "README.txt was altered, or is of another version."
_LINE = re.compile(rb"([0-9a-f]{64})  ([!-~]+)\n")


@dataclass(frozen=True, slots=True)
class Summed:
    """What step 3 saw: files that were digested, their bytes, and whether the report differs."""

    files: int
    bytes: int
    altered: bool


def format_sums(digests: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the bytes of `SHA256SUMS` for (path, SHA-256) in any order, for `sha256sum -c`."""
    return "".join(f"{digest.hex()}  {path}\n" for path, digest in sorted(digests)).encode()


def parse_sums(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (path, SHA-256) of each line; accepts exactly what `format_sums` writes.

    Raises:
        BadEncodingError: another form of line, or a path twice or out of order.
    """
    at, last = 0, ""
    while at < len(data):
        match = _LINE.match(data, at)
        if match is None:
            raise BadEncodingError(f"Line at byte {at} of SHA256SUMS has no digest and path.")
        path = match[2].decode("ascii")
        if path <= last:
            raise BadEncodingError(f"SHA256SUMS is not sorted, or has {path[:80]} twice.")
        yield path, bytes.fromhex(match[1].decode("ascii"))
        at, last = match.end(), path


def check_files(
    files: Files, findings: Findings, progress: Callable[[int, int], None] | None = None
) -> Summed:
    """Check every file against `SHA256SUMS`, and README.txt against this version's text.

    Args:
        files: the bundle.
        findings: told what is wrong; `ALTERED_CODE` for the report and README.txt.
        progress: told (files done, of).

    Raises:
        HostileBundleError: a file cannot be read.
    """
    check = _Check(files, findings, progress)
    if not files.has(SUMS):
        findings.invalid("sums_missing", "There is no SHA256SUMS.")
        check.readme_alone()
        return check.result()
    try:
        check.all(parse_sums(files.read(SUMS, MAX_HELD_BYTES)))
    except BadEncodingError as error:
        findings.invalid("sums_form", error.message)
    return check.result()


class _Check:
    """Walks lines and files side by side: both are sorted by path."""

    def __init__(
        self, files: Files, findings: Findings, progress: Callable[[int, int], None] | None
    ) -> None:
        self._files, self._findings, self._progress = files, findings, progress
        self._paths = [path for path in files.paths() if path not in {SUMS, MANIFEST}]
        self._done = self._bytes = 0
        self._altered = False

    def result(self) -> Summed:
        return Summed(self._done, self._bytes, self._altered)

    def all(self, lines: Iterator[tuple[str, bytes]]) -> None:
        waiting = iter(self._paths)
        path = next(waiting, None)
        for named, digest in lines:
            while path is not None and path < named:
                self._unnamed(path)
                path = next(waiting, None)
            if path != named:
                self._absent(named)
                continue
            self._compare(path, digest)
            path = next(waiting, None)
        while path is not None:
            self._unnamed(path)
            path = next(waiting, None)
        if README not in self._paths:
            self._findings.invalid("file_missing", f"There is no {README}.")

    def readme_alone(self) -> None:
        if self._files.has(README) and self._digest(README).hex() != README_SHA256:
            self._tell_altered(README)

    def _compare(self, path: str, named: bytes) -> None:
        digest = self._digest(path)
        foreign_readme = path == README and digest.hex() != README_SHA256
        if foreign_readme or (path == REPORT and digest != named):
            self._tell_altered(path)
        elif digest != named:
            self._findings.invalid("file_digest", f"{path} is not the file that was signed.")

    def _unnamed(self, path: str) -> None:
        self._findings.invalid("file_unnamed", f"SHA256SUMS does not name {path}.")

    def _absent(self, path: str) -> None:
        self._findings.invalid("file_missing", f"SHA256SUMS names {path[:80]}; it is not there.")

    def _tell_altered(self, path: str) -> None:
        self._altered = True
        self._findings.invalid(ALTERED_CODE, ALTERED if path == REPORT else ALTERED_README)

    def _digest(self, path: str) -> bytes:
        summed = hashlib.sha256()
        for chunk in self._files.stream(path):
            summed.update(chunk)
            self._bytes += len(chunk)
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, len(self._paths))
        return summed.digest()
