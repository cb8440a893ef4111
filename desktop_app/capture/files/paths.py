"""Paths of a workspace: bytes, relative, `/` between parts; and the form they have in JSON.

A path that is UTF-8 is a JSON string; another is `{"b64": ...}`: no two paths share a form. Paths
that differ by case or normalisation alone are different paths, as the file system says.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON


def format_path(path: bytes) -> JSON:
    """Return the JSON form of a path."""
    try:
        return path.decode("utf-8")
    except UnicodeDecodeError:
        return {"b64": base64.b64encode(path).decode("ascii")}


def parse_path(value: object) -> bytes:
    """Parse the JSON form of a path.

    Raises:
        BadEncodingError: another form, UTF-8 in base64, or a path that is not below a folder.
    """
    path = _bytes(value)
    if not is_below(path):
        raise BadEncodingError("A path that is not below its workspace.")
    return path


def is_below(path: bytes) -> bool:
    """Return whether a relative path stays below its folder, whatever lies there."""
    parts = path.split(b"/")
    return b"\0" not in path and not any(part in (b"", b".", b"..") for part in parts)


def parent_of(path: bytes) -> bytes:
    """Return the folder that a path is in; empty: the workspace itself."""
    return path.rpartition(b"/")[0]


def name_of(path: bytes) -> bytes:
    """Return the last part of a path."""
    return path.rpartition(b"/")[2]


def joined(folder: bytes, name: bytes) -> bytes:
    """Return the path of a name in a folder."""
    return folder + b"/" + name if folder else name


def shown(path: bytes) -> str:
    """Return a path as text for a person; what is not UTF-8 is escaped."""
    return path.decode("utf-8", "backslashreplace")


def _bytes(value: object) -> bytes:
    if isinstance(value, str):
        try:
            return value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise BadEncodingError("A path with a lone surrogate.") from error
    if isinstance(value, dict) and set(value) == {"b64"} and isinstance(value["b64"], str):
        try:
            path = base64.b64decode(value["b64"], validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadEncodingError("A path whose base64 is broken.") from error
        if format_path(path) == value:
            return path
    raise BadEncodingError("Not a path.")
