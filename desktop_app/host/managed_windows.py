"""The administrator's folder on Windows, by the system's own word. Not tried on Windows yet.

%ProgramData% lets everybody make folders, so the owner decides: whoever made a folder owns it.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Sequence

ADMINISTRATORS = frozenset(("S-1-5-32-544", "S-1-5-18"))  # the group, and the system itself
_COMMON_APPDATA, _PROFILE = 0x23, 0x28
_FILE_OBJECT, _OWNER = 1, 1
_PATH_CHARS = 260


def folder() -> Path:
    """Return Countersign's folder in `%ProgramData%`; the variable's own value says nothing."""
    return Path(_system_folder(_COMMON_APPDATA)) / "Countersign"


def home() -> str:
    """Return the account's profile folder."""
    return _system_folder(_PROFILE)


def why_not(found: Sequence[Path]) -> str | None:
    """Return why one of these is not the administrators'."""
    for path in found:
        why = judged(path, owner_sid(path), writable=not path.is_dir() and _opens(path))
        if why:
            return why
    return None


def judged(path: Path, sid: str, *, writable: bool) -> str | None:
    """Return why a file or folder of this owner is not the administrators'."""
    if sid not in ADMINISTRATORS:
        return f"{path} belongs to {sid}, not to Administrators."
    return f"Others than Administrators can write {path}." if writable else None


def owner_sid(path: Path) -> str:
    """Return who owns it.

    Raises:
        StorageError: nobody can tell.
    """
    advapi, kernel = _library("advapi32"), _library("kernel32")
    owner, held, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_wchar_p()
    code = advapi.GetNamedSecurityInfoW(
        str(path),
        _FILE_OBJECT,
        _OWNER,
        ctypes.byref(owner),
        None,
        None,
        None,
        ctypes.byref(held),
    )
    if code:
        raise StorageError(f"Nobody can tell who owns {path}: error {code}.")
    advapi.ConvertSidToStringSidW(owner, ctypes.byref(text))
    said = text.value or ""
    kernel.LocalFree(text)
    kernel.LocalFree(held)
    return said


def _opens(path: Path) -> bool:
    try:
        os.close(os.open(path, os.O_WRONLY))
    except OSError:
        return False
    return True


def _system_folder(number: int) -> str:
    text = ctypes.create_unicode_buffer(_PATH_CHARS)
    if _library("shell32").SHGetFolderPathW(None, number, None, 0, text):
        raise StorageError("Windows does not say where its folders are.")
    return text.value


def _library(name: str) -> Any:
    return getattr(ctypes, "WinDLL")(name)  # noqa: B009 - there is none but on Windows
