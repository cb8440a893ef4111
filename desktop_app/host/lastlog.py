"""Which log a data directory held last, remembered where the keys are and not beside the log.

Promise: who removes or exchanges `ledger.db` does not remove this memory with it, so a new log is
never begun silently in place of a lost one (ATTACKS B07).

    <config dir>/logs/<16 hex of SHA-256 of the data directory's path>
        canonical JSON {"install": "0123456789abcdef", "v": 1}
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, ConfigError, UnreadableError
from desktop_app.host import custody, files
from desktop_app.model import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.host.paths import Paths

_MAX_BYTES = 1024


class LastLog:
    """The memory of one data directory. Reading it makes nothing."""

    def __init__(self, paths: Paths) -> None:
        digest = hashlib.sha256(os.fsencode(paths.data_dir)).hexdigest()[:16]
        self._path: Path = paths.config_dir / "logs" / digest

    def install(self) -> str | None:
        """Return the install id of the log that was here last; None: there never was one.

        Raises:
            ConfigError: the file is damaged.
        """
        data = files.read_bounded(self._path, _MAX_BYTES)
        if data is None:
            return None
        try:
            return custody.check_install_id(str(canonical.decode(data)["install"]))
        except (BadEncodingError, KeyError, UnreadableError) as error:
            raise ConfigError(
                f"{self._path} does not name a log.", hint="Remove it if the ledger is in place."
            ) from error

    def remember(self, install: str) -> None:
        """Note that the data directory holds this log, durably."""
        if self.install() == install:
            return
        files.make_private_dir(self._path.parent)
        files.write_durable(self._path, canonical.encode({"v": 1, "install": install}))
