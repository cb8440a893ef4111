"""The difference of two contents as text, made when somebody looks.

Promise: bounded work whatever the contents are: what is binary, too long or has too many lines is
told in a sentence instead. Lines are as the file has them, decoded as UTF-8 with escapes for what
is not; who shows them escapes control characters.
"""

from __future__ import annotations

import difflib
from itertools import islice

MAX_BYTES = 1024 * 1024
MAX_LINES = 20_000
MAX_SHOWN = 2_000
_BINARY_BYTES = 8_000


def unified(before: bytes | None, after: bytes | None, path: str) -> list[str]:
    """Return the lines of a unified diff, without line ends.

    Args:
        before: None: there was nothing.
        after: None: there is nothing.
        path: as it is shown.
    """
    old, new = before or b"", after or b""
    if b"\0" in old[:_BINARY_BYTES] + new[:_BINARY_BYTES]:
        return [f"Binary: {len(old):,} bytes before, {len(new):,} after."]
    if max(len(old), len(new)) > MAX_BYTES:
        return [f"Too long to compare: {len(old):,} bytes before, {len(new):,} after."]
    lines, others = _lines(old), _lines(new)
    if max(len(lines), len(others)) > MAX_LINES:
        return [f"Too many lines to compare: {len(lines):,} before, {len(others):,} after."]
    names = [
        "/dev/null" if content is None else side + path
        for content, side in ((before, "a/"), (after, "b/"))
    ]
    diff = difflib.unified_diff(lines, others, names[0], names[1], lineterm="")
    shown = [part for line in islice(diff, MAX_SHOWN + 1) for part in line.split("\n")]
    if len(shown) > MAX_SHOWN:
        return [*shown[:MAX_SHOWN], "... and more."]
    return shown


def _lines(data: bytes) -> list[str]:
    lines = data.decode("utf-8", "backslashreplace").split("\n")
    if lines[-1] == "":
        return lines[:-1]
    return [*lines[:-1], lines[-1] + "\n\\ No newline at end of file"]
