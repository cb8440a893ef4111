"""Globs over names, hosts and paths, in time linear in the text: no expression engine to stall.

`*` is any run of characters (in a path: within one part), `**` as a whole part of a path is any
number of parts. Nothing else is special.
"""

from __future__ import annotations

import unicodedata


def matches(glob: str, text: str) -> bool:
    """Tell whether a whole text is what a glob says."""
    first, *others = glob.split("*")
    if not others:
        return glob == text
    if not text.startswith(first):
        return False
    place = len(first)
    for middle in others[:-1]:
        found = text.find(middle, place)
        if found < 0:
            return False
        place = found + len(middle)
    last = others[-1]
    return len(text) - place >= len(last) and text.endswith(last)


def path_matches(glob: str, path: str) -> bool:
    """Tell whether a path with forward slashes is what a glob says, part by part."""
    parts, wanted = path.split("/"), glob.split("/")
    reached = {0}  # how many parts of the path may be used up so far
    for part in wanted:
        if part == "**":
            reached = set(range(min(reached), len(parts) + 1))
            continue
        reached = {at + 1 for at in reached if at < len(parts) and matches(part, parts[at])}
        if not reached:
            return False
    return len(parts) in reached


def folded(text: str) -> str:
    """Return a text as file systems that ignore case and Unicode form see it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())


def slashed(path: str) -> str:
    """Return a Windows path (drive or UNC) with forward slashes; another one as it is."""
    windows = path[1:3] in (":\\", ":/") or path.startswith("\\\\")
    return path.replace("\\", "/") if windows else path
