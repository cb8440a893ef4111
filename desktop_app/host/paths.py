"""Where everything lies: data, keys, runtime directory, control socket.

Promise: resolving touches no disk; `prepare` makes the directories, for their owner alone. Keys
never lie in the data directory. The control address is a function of the data directory alone (and
of XDG_RUNTIME_DIR), and always fits into a socket address.

    data dir      --data-dir, else COUNTERSIGN_DATA_DIR, else the platform's
    config dir    the platform's; holds `keys/<install-id>/`
    runtime dir   $XDG_RUNTIME_DIR/countersign, else countersign-<uid> in the temp directory
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from desktop_app.errors import ConfigError
from desktop_app.host import files

_NAME = "countersign"
VAULT_FILE = "vault.db"
_MAX_ADDRESS_BYTES = 103  # sockaddr_un holds 108 on Linux, 104 on macOS, both with a final zero


@dataclass(frozen=True, slots=True)
class Paths:
    """All paths of one data directory.

    Attributes:
        data_dir: ledger, index, settings; absolute.
        config_dir: holds the keys, and survives the loss of the data directory.
        runtime_dir: sockets; gone after a reboot.
    """

    data_dir: Path
    config_dir: Path
    runtime_dir: Path

    @classmethod
    def resolve(cls, data_dir: str | Path | None = None) -> Paths:
        """Return the paths for `--data-dir` (None: the environment's or the platform's).

        Raises:
            ConfigError: the keys would lie in the data directory.
        """
        config = Path(platformdirs.user_config_path(_NAME, appauthor=False))
        chosen = data_dir or os.environ.get("COUNTERSIGN_DATA_DIR") or _platform_data_dir(config)
        data = Path(os.path.realpath(Path(chosen).expanduser()))
        if Path(os.path.realpath(config / "keys")).is_relative_to(data):
            raise ConfigError(
                f"The data directory {data} would hold its own keys.",
                hint=f"Choose a data directory that does not contain {config}.",
            )
        return cls(data, config, _runtime_dir())

    def prepare(self) -> None:
        """Make data and runtime directory, 0700.

        Raises:
            ConfigError: one of them is another user's or no directory.
            StorageError: one of them cannot be made.
        """
        files.make_private_dir(self.data_dir)
        files.make_private_dir(self.runtime_dir)

    @property
    def ledger(self) -> Path:
        """The append-only store."""
        return self.data_dir / "ledger.db"

    @property
    def vault(self) -> Path:
        """Content that a person allowed to keep, encrypted."""
        return self.data_dir / VAULT_FILE

    @property
    def index(self) -> Path:
        """The derived, disposable store."""
        return self.data_dir / "index.db"

    @property
    def settings(self) -> Path:
        """What the person set."""
        return self.data_dir / "settings.toml"

    @property
    def senders(self) -> Path:
        """Names of senders and the digests of their tokens."""
        return self.data_dir / "senders.json"

    @property
    def log(self) -> Path:
        """The recorder's own log."""
        return self.data_dir / "recorder.log"

    @property
    def lock(self) -> Path:
        """Held by the one recorder of this directory (`host.instance`)."""
        return self.data_dir / "recorder.lock"

    @property
    def keys(self) -> Path:
        """Parent of all installs' key directories."""
        return self.config_dir / "keys"

    @property
    def control_address(self) -> str:
        """Socket path (at most 103 bytes) or Windows pipe name of this directory's recorder."""
        if sys.platform == "win32":
            return rf"\\.\pipe\{_NAME}-{self._digest}"
        return str(self.runtime_dir / f"{self._digest}.sock")

    @property
    def gate_table(self) -> Path:
        """What a hook answers from while no recorder of this directory can be reached."""
        return self.runtime_dir / f"{self._digest}.gate.json"

    @property
    def _digest(self) -> str:
        return hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:16]


def _platform_data_dir(config: Path) -> Path:
    data = Path(platformdirs.user_data_path(_NAME, appauthor=False))
    return data / "data" if data == config else data  # macOS and Windows give one path for both


def _runtime_dir() -> Path:
    given = os.environ.get("XDG_RUNTIME_DIR", "")
    if given and _is_own_private_dir(Path(given)) and _fits(Path(given) / _NAME):
        return Path(given) / _NAME
    user = os.getuid() if sys.platform != "win32" else os.environ.get("USERNAME", "user")
    private = Path(tempfile.gettempdir()) / f"{_NAME}-{user}"
    return private if _fits(private) else Path("/tmp") / f"{_NAME}-{user}"  # noqa: S108 - owner is checked by `prepare`


def _fits(directory: Path) -> bool:
    return len(os.fsencode(directory / ("0" * 16 + ".sock"))) <= _MAX_ADDRESS_BYTES


def _is_own_private_dir(path: Path) -> bool:
    """Whether XDG_RUNTIME_DIR is what its specification says: ours, 0700, absolute."""
    try:
        status = path.stat()
    except OSError:
        return False
    own = sys.platform == "win32" or status.st_uid == os.geteuid()
    return path.is_absolute() and own and not stat.S_IMODE(status.st_mode) & 0o077
