"""Settings that an administrator decided: read from their folder, and over the person's own.

Promise: a value that cannot be used is told and does not hold; it never takes the others with it.
Nothing of a folder that is not the administrator's counts. `resources/docs/managed.md`.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.host import managed
from desktop_app.recorder.settings import Settings, Value, checked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.host.paths import Paths
    from desktop_app.model.canonical import JSON


@dataclass(frozen=True, slots=True)
class Managed:
    """What the administrator's file of settings says.

    Attributes:
        folder: where it lies.
        values: that hold, by name.
        trouble: sentences: what does not hold, and why.
        digest: SHA-256 of the file, hex; None where none counts.
    """

    folder: str
    values: Mapping[str, Value] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()
    digest: str | None = None

    def told(self) -> dict[str, JSON]:
        """Return what `status` tells of it."""
        return {
            "folder": self.folder,
            "settings": dict(self.values),
            "digest": self.digest,
            "trouble": list(self.trouble),
        }


def read_managed() -> Managed | None:
    """Return what is managed; None where there is no folder."""
    if not managed.is_there():
        return None
    folder = str(managed.folder())
    why = managed.why_not()
    if why:
        return Managed(folder, trouble=(f"Nothing is managed: {why}",))
    try:
        data = managed.read(managed.SETTINGS)
    except CountersignError as error:
        return Managed(folder, trouble=(error.message,))
    return Managed(folder) if data is None else _parsed(folder, data)


def settings(paths: Paths) -> Settings:
    """Return the settings in force: the administrator's over the person's.

    Raises:
        ConfigError: the person's file is broken.
    """
    found = read_managed()
    return Settings(paths.settings, None if found is None else found.values)


def _parsed(folder: str, data: bytes) -> Managed:
    digest = hashlib.sha256(data).hexdigest()
    try:
        tree = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        said = f"{folder}: {managed.SETTINGS} is not TOML: {error}."
        return Managed(folder, digest=digest, trouble=(said,))
    return Managed(folder, *_values(tree), digest)


def _values(tree: Mapping[str, object]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return what holds, and a sentence for each that does not."""
    values: dict[str, Value] = {}
    trouble: list[str] = []
    for name, value in _named(tree):
        try:
            values[name] = checked(name, value)
        except CountersignError as error:
            trouble.append(f"{managed.SETTINGS}: {error.message}")
    return values, tuple(trouble)


def _named(tree: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for group, items in tree.items():
        if isinstance(items, dict):
            yield from ((f"{group}.{key}", value) for key, value in items.items())
        else:
            yield group, items
