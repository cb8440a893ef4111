"""Settings: one table, one file, and a person for what records less."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.errors import ConfigError, NotFoundError, StorageError, UnreadableError
from desktop_app.host import files
from desktop_app.recorder.settings import MIB, TABLE, Settings, loosens, parse, takes_hold

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    """Every row has one within its own bounds, and no default has to be confirmed as a loss."""
    settings = Settings(tmp_path / "settings.toml")
    assert settings.all() == {row.name: row.default for row in TABLE}
    assert settings.number("receive.http_port") == 4318
    for row in TABLE:
        assert parse(row.name, str(row.default)) == row.default
    with pytest.raises(NotFoundError, match=r"no\.such"):
        settings["no.such"]


def test_a_change_is_in_the_file_and_leaves_the_rest(tmp_path: Path) -> None:
    """Comments and order of a file that a person wrote stay."""
    path = tmp_path / "settings.toml"
    path.write_text("# mine\n[receive]\nhttp_port = 5000 # why not\n")
    settings = Settings(path)
    assert settings.set("appearance.scheme", "dark") == ("system", "dark")
    assert settings.set("run.idle_s", "30") == (600, 30)
    assert settings.set("receive.http_port", "0") == (5000, 0)
    text = path.read_text()
    assert text.startswith("# mine\n[receive]\nhttp_port = 0 # why not\n")
    assert Settings(path).all() == settings.all()
    assert settings["run.idle_s"] == 30


def test_a_change_that_is_not_durable_is_not_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `config get` says is what the file says."""
    settings = Settings(tmp_path / "settings.toml")

    def full(*_: object, **__: object) -> None:
        raise StorageError("full")

    monkeypatch.setattr(files, "write_durable", full)
    with pytest.raises(StorageError):
        settings.set("run.idle_s", "30")
    assert settings["run.idle_s"] == 600


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("redact.strict", "ON", True),
        ("redact.strict", "no", False),
        ("receive.max_bytes", "2MiB", 2 * MIB),
        ("ledger.quota_bytes", "1 GiB", 1024 * MIB),
        ("ledger.quota_bytes", "32768KiB", 32 * MIB),
        ("appearance.scheme", " Dark", "dark"),
        ("appearance.tray_icon", "light-panel", "light-panel"),
    ],
)
def test_values_as_typed(name: str, text: str, value: object) -> None:
    """Words for truth, units for sizes."""
    assert parse(name, text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("redact.strict", "1"),
        ("run.idle_s", "0"),
        ("run.idle_s", "-1"),
        ("run.idle_s", "1.5"),
        ("run.idle_s", ""),
        ("run.idle_s", "١٢"),
        ("run.idle_s", "9" * 5000),
        ("receive.http_port", "65536"),
        ("receive.max_bytes", "1 TiB"),
        ("appearance.scheme", "pink"),
        ("appearance.scheme", ""),
    ],
)
def test_other_values_are_refused_with_the_name(name: str, text: str) -> None:
    """A sentence, and no digit bomb."""
    with pytest.raises(ConfigError, match=name):
        parse(name, text)


def test_what_records_less_asks_for_a_person() -> None:
    """An agent must not starve the recorder, or let it keep more than the person chose."""
    loss = {
        ("redact.strict", False),
        ("receive.require_token", False),
        ("receive.max_bytes", MIB),
        ("ledger.quota_bytes", 16 * MIB),
        ("ledger.free_floor_bytes", 2**40),
        ("gate.without_recorder", "agent"),
    }
    for name, value in loss:
        assert loosens(name, value)
    for name, value in (
        ("redact.strict", True),
        ("receive.max_bytes", 128 * MIB),
        ("ledger.free_floor_bytes", 0),
        ("run.idle_s", 1),
        ("appearance.scheme", "dark"),
        ("gate.without_recorder", "deny"),
    ):
        assert not loosens(name, value)


def test_when_a_change_takes_hold() -> None:
    """Ports at the next start, rules at once."""
    assert takes_hold("redact.strict") == "now"
    assert takes_hold("receive.http_port") == "at the next start"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x", "not TOML"),
        ("receive = 1", "not a section"),
        ("[receive]\nnothing = 1", "receive.nothing"),
        ("[receive]\nhttp_port = true", "whole number"),
        ("[receive]\nhttp_port = 70000", "between 0 and 65535"),
        ("[redact]\nstrict = 1", "true or false"),
        ("[appearance]\nscheme = 1", "one of system, light, dark"),
    ],
)
def test_a_broken_file_is_an_error_that_names_it(tmp_path: Path, text: str, says: str) -> None:
    """Never defaults in its place."""
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=says):
        Settings(path)


def test_files_that_are_none_are_refused(tmp_path: Path) -> None:
    """No text, a directory, or spoilt between start and change."""
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not TOML"):
        Settings(path)
    path.unlink()
    settings = Settings(path)
    path.write_text("]")
    with pytest.raises(ConfigError, match="not TOML"):
        settings.set("run.idle_s", "30")
    path.unlink()
    path.mkdir()
    with pytest.raises((UnreadableError, StorageError)):
        Settings(path)


@given(st.sampled_from([row for row in TABLE if type(row.default) is int]), st.data())
def test_numbers_survive_the_file(
    tmp_path_factory: pytest.TempPathFactory, row: object, data: st.DataObject
) -> None:
    """Round trip through TOML."""
    path = tmp_path_factory.mktemp("s") / "settings.toml"
    value = data.draw(st.integers(row.minimum, row.maximum))
    Settings(path).set(row.name, str(value))
    assert Settings(path)[row.name] == value


def test_a_person_confirms_whatever_the_retention_is_set_to() -> None:
    """Longer, shorter, and the profile, which is for good."""
    for name, value in (
        ("retention.body_days", 1),
        ("retention.body_days", 9_000),
        ("retention.payload_days", 90),
        ("retention.profile", "compliance"),
    ):
        assert loosens(name, value)
