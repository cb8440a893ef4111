"""Changes values in a TOML file, and nothing else: comments, order and spacing stay (tomlkit).

What tomlkit makes is read back with the standard library's parser by `setup`, so that a slip of
either is a refusal and never a broken config.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, Table

from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tomlkit import TOMLDocument

Path: TypeAlias = tuple[str, ...]
Value: TypeAlias = "str | bool | int | list[Value] | Mapping[str, Value]"

_BOM = "\ufeff"
_KEY = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.){0,256}+"|'[^'\n]{0,256}+')"""
# The parser takes memory and time by the square of a key's depth: 256 KiB of "a.a.a..." many GB.
_TOO_DEEP = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_KEY}[ \t]*+\.[ \t]*+){{64}}")


def load(text: str) -> object:
    """Return the whole file as plain Python.

    Raises:
        AgentConfigError: the text is not TOML, or has a key of more parts than any agent's.
    """
    if _TOO_DEEP.search(text):
        raise AgentConfigError("A key of this config has more than 64 parts.")
    try:
        return tomllib.loads(text.removeprefix(_BOM))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise AgentConfigError(f"Not TOML: {error}.") from error


def get(text: str, path: Path) -> object:
    """Return the value at a path as plain Python, or None when there is none.

    Raises:
        AgentConfigError: the text is not TOML.
    """
    return _find(load(text), path)


def set_value(text: str, path: Path, value: Value) -> str:
    """Return the text with the value at `path` set; tables on the way are made, mappings inline.

    Raises:
        AgentConfigError: not TOML, or something on the way is not a table.
    """
    with _edited(text) as made:
        _table(made.document, path)[path[-1]] = _inline(value)
    return made.text


def inline(value: Value) -> str:
    """Return a value as TOML text of one line."""
    return tomlkit.item(_inline(value)).as_string()


def put_item(text: str, path: Path, item: Value, ours: Callable[[object], bool]) -> str:
    """Return the text with `item` once in the list at `path`: in the place of ours, or last.

    A list of tables (`[[hooks.Stop]]`) gets another table, any other list an inline one.

    Raises:
        AgentConfigError: not TOML, or there is something else at the path.
    """
    rows = get(text, path)
    if rows is None:
        return set_value(text, path, [item])
    if not isinstance(rows, list):
        raise AgentConfigError(f"{'.'.join(path)} is not a list in this config.")
    found = [number for number, row in enumerate(rows) if ours(row)]
    if [rows[number] for number in found] == [item]:
        return text
    with _edited(text) as made:
        listed = _find(made.document, path)
        if not isinstance(listed, (AoT, Array)):
            raise AgentConfigError(f"{'.'.join(path)} is not a list in this config.")
        for number in reversed(found):
            del listed[number]
        at = found[0] if found else len(listed)
        if isinstance(listed, AoT):
            listed.insert(at, _as_table(item))
        else:
            listed.insert(at, _inline(item))
    return made.text


def drop_items(text: str, path: Path, ours: Callable[[object], bool], original: str) -> str:
    """Return the text without our elements of a list; without a list that `original` had not.

    Raises:
        AgentConfigError: one of the two is not TOML.
    """
    rows = get(text, path)
    if not isinstance(rows, list):
        return text
    if all(map(ours, rows)) and get(original, path) is None:
        return put_back(text, path, original)
    with _edited(text) as made:
        listed = _find(made.document, path)
        for number in reversed(range(len(rows))):
            if ours(rows[number]) and isinstance(listed, (AoT, Array)):
                del listed[number]
    return made.text


def put_back(text: str, path: Path, original: str) -> str:
    """Return the text with the value at `path` as it stands in `original`: taken out if nowhere.

    A table on the way that is empty now, and that `original` had not, goes too.

    Raises:
        AgentConfigError: one of the two is not TOML.
    """
    before = load(original)
    old = _find(before, path)
    if old is not None:
        return set_value(text, path, old)  # type: ignore[arg-type]  # read from TOML itself
    with _edited(text) as made:
        parent = _find(made.document, path[:-1])
        if isinstance(parent, MutableMapping):
            parent.pop(path[-1], None)
    text = made.text
    for depth in range(len(path) - 1, 0, -1):
        if _find(before, path[:depth]) is not None or _find(load(text), path[:depth]) != {}:
            break
        text = _without_table(text, path[:depth])
    return text


def is_bare(text: str) -> bool:
    """Return whether a file says nothing at all: no value and no comment."""
    return not text.removeprefix(_BOM).strip()


class _Edit:
    """A document while it is changed, and its text after."""

    def __init__(self, document: TOMLDocument) -> None:
        self.document, self.text = document, ""


@contextmanager
def _edited(text: str) -> Iterator[_Edit]:
    """Parse, let change, and write; with the byte-order mark and line ends that were there."""
    load(text)
    plain = text.removeprefix(_BOM)
    try:
        edit = _Edit(tomlkit.parse(plain))
        yield edit
        made = tomlkit.dumps(edit.document)
    except (TOMLKitError, LookupError, TypeError, ValueError, RecursionError) as error:
        # valid TOML by the standard library, and tomlkit trips over it
        raise AgentConfigError(
            f"This config cannot be changed without risk: {error}.", hint="Change it by hand."
        ) from error
    made = made if made.endswith("\n") or not made else made + "\n"
    if "\r\n" in plain and "\n" not in plain.replace("\r\n", ""):
        made = made.replace("\r\n", "\n").replace("\n", "\r\n")
    edit.text = _BOM * (plain != text) + made


def _table(document: TOMLDocument, path: Path) -> MutableMapping[str, object]:
    """Return the table that holds a path's last key; tables on the way are made."""
    table: MutableMapping[str, object] = document
    for depth, key in enumerate(path[:-1]):
        child = table.get(key)
        if child is None:
            child = tomlkit.table()
            table[key] = child
        if not isinstance(child, MutableMapping):
            place = ".".join(path[: depth + 1])
            raise AgentConfigError(f"{place} is not a table in this config.")
        table = child
    return table


def _find(value: object, path: Path) -> object:
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _without_table(text: str, path: Path) -> str:
    """Drop an empty table; comments that its owner wrote below its header stay."""
    header = re.compile(rf"(?m)^\[{re.escape('.'.join(path))}\]\r?\n")
    shorter = header.sub("", text, count=1)
    with _edited(text) as made:
        parent = _find(made.document, path[:-1])
        if isinstance(parent, MutableMapping):
            parent.pop(path[-1], None)
    found = shorter if shorter != text and load(shorter) == load(made.text) else made.text
    first = text.removeprefix(_BOM).startswith("[")  # the line between it and the next goes too
    return found.lstrip("\r\n") if first and not text.startswith(_BOM) else found


def _inline(value: Value) -> object:
    if isinstance(value, list):
        listed = tomlkit.array()
        for item in value:
            listed.append(_inline(item))
        return listed
    if not isinstance(value, Mapping):
        return value
    made = tomlkit.inline_table()
    for key, item in value.items():
        made[key] = _inline(item)
    return made


def _as_table(value: Value) -> Table:
    made = tomlkit.table()
    for key, item in value.items() if isinstance(value, Mapping) else ():
        made[key] = _inline(item)
    return made
