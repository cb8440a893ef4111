"""Paths as text, POSIX and Windows: made absolute, cleaned, compared. Nothing is looked up.

Symbolic links are the caller's: `normalise` a path, resolve it where there is a disk, hand it in.
A path of Windows is told by its drive or share and written with forward slashes.
"""

from __future__ import annotations

import re

_DRIVE = re.compile(r"[A-Za-z]:(?=[\\/]|$)")
_LONG = ("\\\\?\\", "\\\\.\\", "//?/", "//./")  # Windows' other ways to say the same file


def is_windows(path: str) -> bool:
    """Tell whether a path begins with a drive or a share."""
    return bool(_DRIVE.match(path)) or path.startswith("\\\\")


def is_absolute(path: str) -> bool:
    """Tell whether a path needs no folder to start from."""
    return path.startswith("/") or is_windows(path)


def normalise(path: str, cwd: str, home: str = "") -> str:
    """Return a path as absolute as it can be made: `~`, `.` and `..` worked out, one slash each.

    "" when there is nothing to start from (no working folder, another user's home): such a path may
    lie anywhere.
    """
    if "\0" in path:
        return ""
    if path == "~" or path.startswith(("~/", "~\\")):
        if not home:
            return ""
        path = home + path[1:]
    elif path.startswith("~"):
        return ""  # another user's home, or a name that begins so: it may be either
    if not is_absolute(path):
        if not is_absolute(cwd):
            return ""
        path = f"{cwd}/{path}"
    return _windows(path) if is_windows(path) else _cleaned(path, "/")


def joined(path: str, cwd: str, home: str = "") -> str:
    """Return a path as absolute as `normalise` makes it, `..` still in it.

    Where there are symbolic links, `link/..` is not the folder that the link lies in: whoever
    resolves links must see the dots.
    """
    if not (whole := normalise(path, cwd, home)):
        return ""
    if path == "~" or path.startswith(("~/", "~\\")):
        path = home + path[1:]
    if ".." not in path and ".." not in cwd:
        return whole
    return path if is_absolute(path) else f"{cwd}/{path}"


def below(path: str, folder: str) -> bool:
    """Tell whether a normalised path is a folder or lies in it."""
    return bool(folder) and (path == folder or path.startswith(folder.rstrip("/") + "/"))


def parent(path: str) -> str:
    """Return the folder that a normalised path lies in; a root is its own."""
    head, _, _ = path.rpartition("/")
    if not head:
        return "/" if path.startswith("/") else path
    return head + "/" if head.endswith(":") else head


def _windows(path: str) -> str:
    """Clean a path of Windows: no dots or spaces at the ends of names, no streams."""
    for prefix in _LONG:
        if path.startswith(prefix):
            path = path[len(prefix) :].removeprefix("UNC\\")
    path = path.replace("\\", "/")
    drive = path[:2].upper() if path[1:2] == ":" else "/"
    rest = path[2:] if drive != "/" else path
    parts = [part.partition(":")[0] for part in rest.split("/")]
    names = [part if part in (".", "..") else part.rstrip(" .") for part in parts]
    return _cleaned("/".join(names), drive + "/")


def _cleaned(path: str, root: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[-1:]
        elif part not in ("", "."):
            kept.append(part)
    return root + "/".join(kept)
