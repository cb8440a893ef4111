"""What a set-up changed, remembered so that undo is exact.

`agents/<name>.json` in the data directory.

It holds digests and paths, and the old and new value of each setting; a token is replaced by its
digest. The original file itself lies beside the config file (`configfile.backup_path`).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from desktop_app.errors import AgentConfigError, BadEncodingError
from desktop_app.host import files
from desktop_app.model import canonical

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1


@dataclass(frozen=True, slots=True)
class Wired:
    """One wired agent.

    Attributes:
        agent: its name in the catalogue.
        path: its config file.
        existed: whether there was one before.
        made_dirs: directories made for it, outermost first.
        before_sha256, after_sha256: of the file's bytes before and after; hex.
        settings: dotted key -> SHA-256 of the value we set, in canonical form; hex.
        http_url: where it sends.
        at_us: when.
    """

    agent: str
    path: str
    existed: bool
    made_dirs: list[str]
    before_sha256: str
    after_sha256: str
    settings: dict[str, str]
    http_url: str
    at_us: int


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes; hex."""
    return sha256(data).hexdigest()


def value_digest(value: object) -> str:
    """Return the SHA-256 of a setting's value in canonical form; hex."""
    return digest(canonical.encode_body(_json(value)))


def load(directory: Path, name: str) -> Wired | None:
    """Return what is remembered of an agent's set-up, or None.

    Raises:
        AgentConfigError: the record is damaged.
    """
    path = directory / f"{name}.json"
    if not path.exists():
        return None
    try:
        value: dict[str, Any] = dict(canonical.decode(path.read_bytes()))
        if value.pop("v") != VERSION:
            raise AgentConfigError(f"{path} was written by another version of Countersign.")
        return Wired(**value)
    except (BadEncodingError, KeyError, TypeError) as error:
        raise AgentConfigError(f"{path} is damaged: {error}.") from error


def save(directory: Path, wired: Wired) -> None:
    """Remember a set-up, durably."""
    files.make_private_dir(directory)
    data = canonical.encode({"v": VERSION, **asdict(wired)})
    files.write_durable(directory / f"{wired.agent}.json", data)


def forget(directory: Path, name: str) -> None:
    """Forget a set-up."""
    (directory / f"{name}.json").unlink(missing_ok=True)


def _json(value: object) -> canonical.JSON:
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
