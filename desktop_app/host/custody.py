"""Which custody an install has, remembered where its keys are: never in the data directory.

Promise: the choice made at creation holds for ever. A keychain that has gone since is
KEYCHAIN_UNAVAILABLE and not a new start; an environment variable cannot change it afterwards.

    keys/<install-id>/custody      canonical JSON {"custody": "os-keychain", "v": 1}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, BugError, ConfigError, UnreadableError
from desktop_app.host import files
from desktop_app.model import canonical
from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VARIABLE = "COUNTERSIGN_CUSTODY"
MAX_SECRET_BYTES = 1 << 20
_FILE = "custody"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}\Z")
_INSTALL_ID = re.compile(r"[0-9a-f]{16}\Z")


def check_name(name: str) -> str:
    """Return the name of a secret; anything that is no file name either is a bug of ours."""
    if not _NAME.match(name):
        raise BugError(f"{name!r} cannot name a secret.")
    return name


def check_install_id(install_id: str) -> str:
    """Return an install id (16 lower-case hex digits).

    Raises:
        UnreadableError: it came from a ledger or backup that is damaged or hostile.
    """
    if not _INSTALL_ID.match(install_id):
        raise UnreadableError(f"{install_id[:40]!r} is not an install id.")
    return install_id


def wished(environ: Mapping[str, str]) -> Custody | None:
    """Return the custody that COUNTERSIGN_CUSTODY names, or None.

    Raises:
        ConfigError: it names none of the three.
    """
    text = environ.get(VARIABLE, "")
    if not text:
        return None
    try:
        return Custody(text)
    except ValueError as error:
        names = ", ".join(Custody)
        raise ConfigError(f"{VARIABLE}={text[:40]!r} is not one of: {names}.", hint="") from error


def remembered(directory: Path) -> Custody | None:
    """Return the custody written beside an install's keys, or what its files show, or None.

    Raises:
        ConfigError: the file is damaged or names a custody of a later version.
    """
    data = files.read_bounded(directory / _FILE, 1024)
    if data is not None:
        return _parse(data, directory / _FILE)
    if (directory / "passphrase-file.keys").exists():
        return Custody.PASSPHRASE_FILE
    if (directory / "plain-file").is_dir():
        return Custody.PLAIN_FILE
    return None


def remember(directory: Path, custody: Custody) -> None:
    """Write the custody of an install, durably."""
    files.make_private_dir(directory)
    text = canonical.encode({"v": 1, "custody": str(custody)})
    files.write_durable(directory / _FILE, text)
    files.sync_dir(directory.parent)


def agree(known: Custody | None, wish: Custody | None, *, install_id: str) -> Custody | None:
    """Return the custody that holds; the one remembered wins, and a different wish is told.

    Raises:
        ConfigError: COUNTERSIGN_CUSTODY contradicts what was chosen at creation.
    """
    if known is not None and wish is not None and known is not wish:
        raise ConfigError(
            f"The keys of install {install_id} are in custody {known}; {VARIABLE} says {wish}.",
            hint=f"Unset {VARIABLE}. To move the keys: `countersign keys backup`, then restore.",
        )
    return known or wish


def _parse(data: bytes, path: Path) -> Custody:
    try:
        value = canonical.decode(data)
        return Custody(str(value["custody"]))
    except (BadEncodingError, KeyError, ValueError) as error:
        raise ConfigError(
            f"{path} does not name a custody that this version knows.",
            hint="Use the version that wrote it, or restore a key backup.",
        ) from error
