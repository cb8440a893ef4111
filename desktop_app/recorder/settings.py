"""The recorder's settings: a table, a TOML file in the data directory, and nothing else.

The table is the only place where a setting is named, documented and bounded. A change goes through
the recorder (`countersign config set`), which writes an entry for it. A broken file is an error
that names the line; it is never replaced by defaults silently.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError

from desktop_app.errors import ConfigError, ManagedError, NotFoundError
from desktop_app.host import files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Value: TypeAlias = bool | int | str

OFF = False
WITHOUT_RECORDER = "gate.without_recorder"
IN_NOTIFICATIONS = "gate.allow_in_notifications"
MIB = 1024 * 1024
GIB = 1024 * MIB
_MAX_DIGITS = 20
_MAX_FILE_BYTES = 1024 * 1024
_TYPED = "`countersign config list` shows every setting and its value."


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table.

    Attributes:
        name: group and key, with a dot between them.
        default: its type is the setting's type.
        about: one line for `countersign config list`.
        minimum: of a number.
        maximum: likewise.
        loosens: what a person must confirm, because less is refused, hidden or recorded with it:
            this truth value or choice, numbers "below" or "above" the default, or "any" value.
        at_once: takes hold when set; else at the recorder's next start.
        choices: of a setting that is a word: those it may be.
    """

    name: str
    default: Value
    about: str
    minimum: int = 0
    maximum: int = 2**53 - 1
    loosens: bool | str | None = None
    at_once: bool = False
    choices: tuple[str, ...] = ()


# Append-only: a name here is in somebody's file and ledger for ever.
TABLE: tuple[Setting, ...] = (
    Setting("receive.http_port", 4318, "OTLP/HTTP port on 127.0.0.1 and [::1]", 0, 65_535),
    Setting("receive.grpc_port", 4317, "OTLP/gRPC port on 127.0.0.1 and [::1]", 0, 65_535),
    Setting(
        "receive.max_bytes",
        64 * MIB,
        "Largest request after decompression",
        MIB,
        128 * MIB,  # what all requests in flight share; a body of 256 MiB could not be read again
        loosens="below",
    ),
    Setting("receive.require_token", OFF, "Refuse senders without a token", loosens=False),
    Setting(
        "redact.strict",
        OFF,
        "Hash unknown attributes and plain log bodies",
        loosens=False,
        at_once=True,
    ),
    Setting(
        "ledger.quota_bytes", 20 * GIB, "Most that the ledger may take", 16 * MIB, loosens="below"
    ),
    Setting(
        "ledger.free_floor_bytes",
        512 * MIB,
        "Refuse telemetry below this much free disk",
        loosens="above",
    ),
    Setting(
        "vault.quota_bytes",
        10 * GIB,
        "Most that the vault may take; what is full keeps nothing more, recording goes on",
        16 * MIB,
        loosens="below",
        at_once=True,
    ),
    Setting(
        "vault.payload_bytes",
        GIB,
        "Largest content that an agent may hand over",
        MIB,
        loosens="below",
        at_once=True,
    ),
    Setting(
        "screens.region",
        "desktop",
        "What pictures of the screen show: the desktop, one monitor, or the active window",
        loosens="any",
        at_once=True,
        choices=("desktop", "monitor", "window"),
    ),
    Setting(
        "screens.without_windows",
        OFF,
        "Take pictures also where windows cannot be told apart, and so none can be left out",
        loosens=True,
        at_once=True,
    ),
    Setting(
        "run.idle_s", 600, "A run ends after this long without a word", 1, 7 * 86_400, at_once=True
    ),
    Setting("telemetry.self", OFF, "Record the recorder's own metrics, locally"),
    Setting(
        "appearance.scheme",
        "system",
        "Colours of the window",
        at_once=True,
        choices=("system", "light", "dark"),
    ),
    Setting(
        "appearance.tray_icon",
        "automatic",
        "Which panel the tray icon is drawn for",
        at_once=True,
        choices=("automatic", "light-panel", "dark-panel"),
    ),
    Setting(
        WITHOUT_RECORDER,
        "deny",
        "What an agent's hooks say while no recorder answers: deny, or leave it to the agent",
        loosens="agent",
        at_once=True,
        choices=("deny", "agent"),
    ),
    Setting(
        IN_NOTIFICATIONS,
        OFF,
        "A notification offers Allow once, where all of it is shown and it can be undone",
        loosens=True,
        at_once=True,
    ),
    Setting(
        "retention.payload_days",
        90,
        "How many days kept content and the keys of runs stay",
        1,
        36_500,
        loosens="any",
        at_once=True,
    ),
    Setting(
        "retention.body_days",
        365,
        "How many days what agents sent stays, redacted",
        1,
        36_500,
        loosens="any",
        at_once=True,
    ),
    Setting(
        "retention.profile",
        "standard",
        "compliance: nothing is ever purged earlier, and days are only lengthened, for good",
        loosens="any",
        at_once=True,
        choices=("standard", "compliance"),
    ),
    Setting("first_start.done", OFF, "The page of the first start was seen", at_once=True),
    Setting(
        "keep.runs",
        "all",
        "Whose kept content stays: of all runs, or only of those with an error or a denial",
        loosens="troubled",
        at_once=True,
        choices=("all", "troubled"),
    ),
    Setting(
        "retention.entry_days",
        0,
        "How many days entries stay whole; 0: for ever. Hashes, proofs and consents always stay",
        0,
        36_500,
        loosens="any",
        at_once=True,
    ),
)
_BY_NAME = {setting.name: setting for setting in TABLE}


class Settings:
    """Values by name. Reading is cheap; `set` is durable before it returns.

    Args:
        path: the person's file.
        managed: what an administrator decided, which wins (`recorder.managed`).

    Attributes:
        managed: the names of these.
    """

    def __init__(self, path: Path, managed: Mapping[str, Value] | None = None) -> None:
        self._path, self._managed = path, dict(managed or {})
        self._values: dict[str, Value] = {**_read(path), **self._managed}
        self.managed = frozenset(self._managed)

    def __getitem__(self, name: str) -> Value:
        """Return the value in force; NotFoundError when no setting has that name."""
        return self._values.get(name, _setting(name).default)

    def check_free(self, name: str, value: Value) -> None:
        """Refuse another value than the one that an administrator decided.

        Raises:
            ManagedError: they did, and it is another.
        """
        held = self._managed.get(name, value)
        if held != value or type(held) is not type(value):
            raise ManagedError(
                f"{name} is set to {str(held).lower()} by whoever administers this computer."
            )

    def number(self, name: str) -> int:
        """Return a setting that is a number."""
        return int(self[name])

    def all(self) -> Mapping[str, Value]:
        """Return every setting with its value in force."""
        return {setting.name: self[setting.name] for setting in TABLE}

    def changed(self) -> Mapping[str, Value]:
        """Return the settings that are not at their default."""
        return {row.name: self[row.name] for row in TABLE if self[row.name] != row.default}

    def set(self, name: str, text: str) -> tuple[Value, Value]:
        """Parse, check and store a value; return (old, new).

        Raises:
            NotFoundError: no such setting.
            ConfigError: not a value of this setting.
            ManagedError: an administrator decided another.
        """
        old, new = self[name], parse(name, text)
        self.check_free(name, new)
        data = files.read_bounded(self._path, _MAX_FILE_BYTES) or b""
        try:
            document = tomlkit.parse(data)
        except (TOMLKitError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self._path} is not TOML: {error}.") from error
        group, _, key = name.partition(".")
        document.setdefault(group, tomlkit.table())[key] = new
        files.write_durable(self._path, tomlkit.dumps(document).encode())
        self._values[name] = new
        return old, new


def parse(name: str, text: str) -> Value:
    """Parse a setting's value as typed on a command line ("true", "4318", "64MiB")."""
    setting = _setting(name)
    if isinstance(setting.default, bool):
        words = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
        if text.lower() not in words:
            raise ConfigError(f"{name} is true or false, not {text!r}.", hint=_TYPED)
        return words[text.lower()]
    if setting.choices:
        return _checked(setting, text.strip().lower(), hint=_TYPED)
    number, unit = text.strip(), 1
    for suffix, factor in (("KiB", 1024), ("MiB", MIB), ("GiB", GIB)):
        if number.endswith(suffix):
            number, unit = number.removesuffix(suffix).strip(), factor
    if not (number.isascii() and number.isdecimal() and len(number) <= _MAX_DIGITS):
        raise ConfigError(f"{name} is a whole number, not {text!r}.", hint=_TYPED)
    return _checked(setting, int(number) * unit, hint=_TYPED)


def loosens(name: str, value: Value) -> bool:
    """Say whether with a value less is refused, hidden or recorded: a person must confirm it."""
    setting = _setting(name)
    if setting.loosens == "any":
        return True
    if setting.loosens == "below":
        return int(value) < int(setting.default)
    if setting.loosens == "above":
        return int(value) > int(setting.default)
    return setting.loosens is not None and value == setting.loosens


def checked(name: str, value: object) -> Value:
    """Return a value as a file has it, if it is one of that setting.

    Raises:
        NotFoundError: no such setting.
        ConfigError: not a value of it.
    """
    return _checked(_setting(name), value)


def takes_hold(name: str) -> str:
    """Return "now" or "at the next start"."""
    return "now" if _setting(name).at_once else "at the next start"


def _setting(name: str) -> Setting:
    if name not in _BY_NAME:
        raise NotFoundError(
            f"No setting is called {name!r}.", hint="`countersign config list` names them all."
        )
    return _BY_NAME[name]


def _checked(setting: Setting, value: object, hint: str | None = None) -> Value:
    if isinstance(setting.default, bool):
        if not isinstance(value, bool):
            raise ConfigError(f"{setting.name} is true or false, not {value!r}.")
        return value
    if setting.choices:
        if not isinstance(value, str) or value not in setting.choices:
            listed = ", ".join(setting.choices)
            raise ConfigError(f"{setting.name} is one of {listed}, not {value!r}.", hint=hint)
        return value
    if isinstance(value, bool) or not isinstance(value, int):
        raise ConfigError(f"{setting.name} is a whole number, not {value!r}.")
    if not setting.minimum <= value <= setting.maximum:
        raise ConfigError(
            f"{setting.name} lies between {setting.minimum} and {setting.maximum}, not at {value}.",
            hint=hint,
        )
    return value


def _read(path: Path) -> dict[str, Value]:
    data = files.read_bounded(path, _MAX_FILE_BYTES)
    if data is None:
        return {}
    try:
        tree = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}.") from error
    values: dict[str, Value] = {}
    for group, items in tree.items():
        if not isinstance(items, dict):
            raise ConfigError(f"{path}: {group!r} is not a section.")
        for key, value in items.items():
            name = f"{group}.{key}"
            if name not in _BY_NAME:
                raise ConfigError(f"{path}: no setting is called {name!r}.")
            values[name] = _checked(_BY_NAME[name], value)
    return values
