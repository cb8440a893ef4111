"""host.paths: where everything lies."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

import pytest

from desktop_app.errors import ConfigError
from desktop_app.host import paths
from desktop_app.host.paths import Paths


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "COUNTERSIGN_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))


def test_the_option_wins_over_the_environment_over_the_platform(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """--data-dir, COUNTERSIGN_DATA_DIR, platform: in this order."""
    platform = Paths.resolve().data_dir
    assert platform.is_relative_to(tmp_path / "home")
    monkeypatch.setenv("COUNTERSIGN_DATA_DIR", str(tmp_path / "env"))
    assert Paths.resolve().data_dir == tmp_path / "env"
    assert Paths.resolve(tmp_path / "option").data_dir == tmp_path / "option"


def test_resolving_makes_nothing_and_prepare_makes_private_directories(tmp_path: Path) -> None:
    """A look leaves no trace; 0700 after `prepare`."""
    found = Paths.resolve(tmp_path / "data")
    assert not found.data_dir.exists()
    found.prepare()
    for directory in (found.data_dir, found.runtime_dir):
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    assert not found.config_dir.exists()


def test_every_file_lies_where_it_belongs(tmp_path: Path) -> None:
    """Keys under the config directory, everything else in the data directory."""
    found = Paths.resolve(tmp_path / "data")
    for path in (
        found.ledger,
        found.vault,
        found.index,
        found.settings,
        found.senders,
        found.log,
        found.lock,
    ):
        assert path.parent == found.data_dir
    assert not found.keys.is_relative_to(found.data_dir)


def test_a_data_directory_that_would_hold_the_keys_is_refused(tmp_path: Path) -> None:
    """Keys never lie in the data directory, through a link either."""
    with pytest.raises(ConfigError):
        Paths.resolve(tmp_path / "home")
    (tmp_path / "link").symlink_to(tmp_path / "home")
    with pytest.raises(ConfigError):
        Paths.resolve(tmp_path / "link")


def test_one_data_directory_has_one_address_by_any_name(tmp_path: Path) -> None:
    """A link to a data directory leads to the same recorder; another directory does not."""
    real = tmp_path / "data"
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    address = Paths.resolve(real).control_address
    assert Paths.resolve(tmp_path / "link").control_address == address
    assert Paths.resolve(tmp_path / "other").control_address != address


@pytest.mark.parametrize("case", ["unset", "relative", "missing", "loose", "long"])
def test_an_unfit_runtime_directory_falls_back_to_a_private_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """The address always fits into a socket address (103 bytes)."""
    loose = tmp_path / "loose"
    loose.mkdir()
    loose.chmod(0o755)  # whatever the umask is
    long = tmp_path / ("x" * 100)
    long.mkdir(mode=0o700)
    values = {"unset": "", "relative": "run", "missing": str(tmp_path / "no")}
    values |= {"loose": str(loose), "long": str(long)}
    monkeypatch.setenv("XDG_RUNTIME_DIR", values[case])
    found = Paths.resolve(tmp_path / "data")
    assert found.runtime_dir == Path(tempfile.gettempdir()) / f"countersign-{os.getuid()}"
    assert len(os.fsencode(found.control_address)) <= 103


def test_a_long_temp_directory_falls_back_to_tmp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """TMPDIR may be deep as well."""
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("y" * 120)))
    assert Paths.resolve(tmp_path / "data").runtime_dir.parent == Path("/tmp")  # noqa: S108 - the last resort


def test_platforms_with_one_directory_for_both_get_a_data_folder(tmp_path: Path) -> None:
    """On macOS and Windows, config and data directory are the same path."""
    config = Path(paths.platformdirs.user_data_path("countersign", appauthor=False))
    assert paths._platform_data_dir(config) == config / "data"
    assert paths._platform_data_dir(tmp_path) == config


def test_windows_addresses_are_pipes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A named pipe of the data directory."""
    found = Paths.resolve(tmp_path / "data")
    monkeypatch.setattr(paths.sys, "platform", "win32")
    assert found.control_address.startswith("\\\\.\\pipe\\countersign-")
