"""The recorder's settings for whoever shows or changes them; each change is an entry.

The table itself, with names, bounds and meanings, is `recorder.settings.TABLE`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from desktop_app.host import managed as folders
from desktop_app.operations.recorder_access import ask
from desktop_app.recorder import managed
from desktop_app.recorder import settings as table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context
    from desktop_app.recorder.settings import Value

WITHOUT_RECORDER, IN_NOTIFICATIONS = table.WITHOUT_RECORDER, table.IN_NOTIFICATIONS


@dataclass(frozen=True, slots=True)
class Row:
    """One setting as it stands.

    Attributes:
        name: group and key.
        value: in force, or from the next start on.
        default: its type is the setting's type.
        about: what it does, in one line.
        choices: of a word: those it may be.
        managed: the folder of whoever administers this computer, where they decided it; else "".
    """

    name: str
    value: Value
    default: Value
    about: str
    choices: tuple[str, ...]
    managed: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that was made; `takes_hold` is "now" or "at the next start"."""

    name: str
    old: Value
    new: Value
    entry: int
    takes_hold: str


def rows(context: Context) -> list[Row]:
    """Return every setting, in the table's order; needs no recorder.

    Raises:
        ConfigError: the file of settings is broken.
    """
    found = managed.settings(context.paths)
    values, folder = found.all(), str(folders.folder())
    return [
        Row(
            row.name,
            values[row.name],
            row.default,
            row.about,
            row.choices,
            folder if row.name in found.managed else "",
        )
        for row in table.TABLE
    ]


def value(context: Context, name: str) -> Value:
    """Return one setting's value.

    Raises:
        NotFoundError: no setting has that name.
        ConfigError: the file of settings is broken.
    """
    return managed.settings(context.paths)[name]


def loosens(name: str, text: str) -> bool:
    """Say whether a value as typed refuses, hides or records less, so that a person must confirm.

    Raises:
        ConfigError: not a value of this setting; the sentence says what is.
        NotFoundError: no such setting.
    """
    return table.loosens(name, table.parse(name, text))


def check_free(context: Context, name: str, text: str) -> None:
    """Refuse a value as typed where an administrator decided another.

    Raises:
        ManagedError: they did.
        ConfigError, NotFoundError: not a value, no such setting.
    """
    managed.settings(context.paths).check_free(name, table.parse(name, text))


def change(context: Context, name: str, text: str, *, confirmed: bool) -> Changed:
    """Change a setting through the recorder; one is started for it if none runs.

    Raises:
        ConfigError: not a value of this setting.
        NotFoundError: no such setting.
        ManagedError: an administrator decided another value.
        NotAnsweredByPersonError: it loosens, and no person confirmed it.
    """
    arguments: dict[str, JSON] = {"name": name, "value": text, "confirmed": confirmed}
    return _changed(cast("Mapping[str, JSON]", ask(context, "config.set", arguments)))


def typed(value: Value) -> str:
    """Return a value as it can be typed again: `64MiB`, `true`, `4318`."""
    if type(value) is int:
        for unit, size in (("GiB", table.GIB), ("MiB", table.MIB)):
            if value and value % size == 0:
                return f"{value // size}{unit}"
    return str(value).lower()


def _changed(answer: Mapping[str, JSON]) -> Changed:
    entry, old, new = answer["entry"], answer["old"], answer["new"]
    return Changed(
        name=str(answer["name"]),
        old=old if isinstance(old, (bool, int, str)) else "",
        new=new if isinstance(new, (bool, int, str)) else "",
        entry=entry if isinstance(entry, int) else -1,
        takes_hold=str(answer["takes_hold"]),
    )
