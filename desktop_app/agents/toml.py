"""Changes values in a TOML file, and nothing else: comments, order and spacing stay (tomlkit)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import TYPE_CHECKING, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError

from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Path: TypeAlias = tuple[str, ...]
Value: TypeAlias = "str | bool | int | Mapping[str, Value]"


def get(text: str, path: Path) -> object:
    """Return the value at a path as plain Python, or None when there is none.

    Raises:
        AgentConfigError: the text is not TOML.
    """
    value: object = _parse(text).unwrap()
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def set_value(text: str, path: Path, value: Value) -> str:
    """Return the text with the value at `path` set; tables on the way are made, mappings inline.

    Raises:
        AgentConfigError: not TOML, or something on the way is not a table.
    """
    document = _parse(text)
    table: MutableMapping[str, object] = document
    for depth, key in enumerate(path[:-1]):
        child = table.get(key)
        if child is None:
            child = tomlkit.table()
            table[key] = child
        if not isinstance(child, MutableMapping):
            raise AgentConfigError(f"{'.'.join(path[: depth + 1])} is not a table in this config.")
        table = child
    table[path[-1]] = _inline(value)
    made = tomlkit.dumps(document)
    return made if made.endswith("\n") or not made else made + "\n"


def remove(text: str, path: Path) -> str:
    """Return the text without the value at `path`; a table that this empties goes too."""
    document = _parse(text)
    table: object = document
    for key in path[:-1]:
        table = table.get(key) if isinstance(table, Mapping) else None
    if isinstance(table, MutableMapping) and path[-1] in table:
        del table[path[-1]]
        if not table and len(path) > 1:
            return remove(tomlkit.dumps(document), path[:-1])
    return tomlkit.dumps(document)


def _inline(value: Value) -> object:
    if not isinstance(value, Mapping):
        return value
    made = tomlkit.inline_table()
    for key, item in value.items():
        made[key] = _inline(item)
    return made


def _parse(text: str) -> TOMLDocument:
    try:
        return tomlkit.parse(text)
    except TOMLKitError as error:
        raise AgentConfigError(f"Not TOML: {error}.") from error
