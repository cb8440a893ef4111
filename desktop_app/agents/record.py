"""What a set-up changed, remembered so that undo is exact: `agents/<name>.json`.

It lies in the data directory and holds paths, times and digests: no value of a config, no token.
The original file itself lies beside the config file (`configfile.backup_path`). It is written
before the config file, so that a crash between the two leaves what `undo` and `setup` understand.
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
KEPT = 8  # digests of as many set-ups as that are remembered: any of them is ours
_MAX_BYTES = 65_535
_HINT = "Take our settings out of the agent's config by hand, then remove that file."


@dataclass(frozen=True, slots=True)
class Wired:
    """One wired agent.

    Attributes:
        agent: its name in the catalogue.
        path: its config file.
        existed: whether there was one before.
        made_dirs: directories made for it, outermost first.
        before_sha256: of the file's bytes before, newest set-up first; hex.
        after_sha256: of its bytes after, newest set-up first; hex.
        settings: dotted key -> SHA-256 of the values we set, in canonical form, newest first; hex.
            A key that ends in `[]` is an element of a list, among others' elements.
        http_url: where it sends.
        at_us: when.
        without_hooks: whether its person wanted it recorded, and not asked about.
    """

    agent: str
    path: str
    existed: bool
    made_dirs: list[str]
    before_sha256: list[str]
    after_sha256: list[str]
    settings: dict[str, list[str]]
    http_url: str
    at_us: int
    without_hooks: bool = False

    def stands(self, dotted: str, value: object) -> bool:
        """Return whether a setting has the value of the newest set-up."""
        return self.settings[dotted][:1] == [value_digest(value)]

    def is_ours(self, dotted: str, value: object) -> bool:
        """Return whether a setting has a value that we gave it."""
        return value_digest(value) in self.settings[dotted]


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes; hex."""
    return sha256(data).hexdigest()


def value_digest(value: object) -> str:
    """Return the SHA-256 of a setting's value in canonical form; hex; "" when it has none."""
    try:
        return digest(canonical.encode_body(_json(value)))
    except BadEncodingError:
        return ""  # a lone surrogate, an infinity: nothing that we ever set


def load(directory: Path, name: str) -> Wired | None:
    """Return what is remembered of an agent's set-up, or None.

    Raises:
        AgentConfigError: the record is damaged or another version's.
    """
    path = directory / f"{name}.json"
    data = files.read_bounded(path, _MAX_BYTES)
    if data is None:
        return None
    try:
        value: dict[str, Any] = dict(canonical.decode(data))
        if value.pop("v") != VERSION:
            raise AgentConfigError(f"{path} was written by another version of Countersign.")
        if not (isinstance(value["path"], str) and isinstance(value["settings"], dict)):
            raise AgentConfigError(f"{path} is damaged.", hint=_HINT)
        return Wired(**value)
    except (BadEncodingError, KeyError, TypeError) as error:
        raise AgentConfigError(f"{path} is damaged: {error}.", hint=_HINT) from error


def save(directory: Path, wired: Wired) -> None:
    """Remember a set-up, durably.

    Raises:
        AgentConfigError: the config file's path is not Unicode.
    """
    files.make_private_dir(directory)
    try:
        told = {"v": VERSION, **asdict(wired)}
        if not wired.without_hooks:
            del told["without_hooks"]  # earlier versions do not know it: only where it is needed
        data = canonical.encode(told)
    except BadEncodingError as error:
        raise AgentConfigError(f"{wired.path!r} cannot be remembered: {error}") from error
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
