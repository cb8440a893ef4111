"""host.custody: the choice made at creation holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BugError, ConfigError, UnreadableError
from desktop_app.host import custody
from desktop_app.model.keystore import Custody

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("each", list(Custody))
def test_what_is_remembered_is_read(tmp_path: Path, each: Custody) -> None:
    """Round trip, in a directory that is made private."""
    custody.remember(tmp_path / "k", each)
    assert custody.remembered(tmp_path / "k") is each
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o700


def test_without_the_file_the_keys_show_their_custody(tmp_path: Path) -> None:
    """A lost note is not a new choice."""
    assert custody.remembered(tmp_path) is None
    (tmp_path / "plain-file").mkdir()
    assert custody.remembered(tmp_path) is Custody.PLAIN_FILE
    (tmp_path / "passphrase-file.keys").touch()
    assert custody.remembered(tmp_path) is Custody.PASSPHRASE_FILE


@pytest.mark.parametrize("text", [b"", b"{}", b"x", b'{"custody":"hsm","v":1}'])
def test_a_damaged_or_newer_note_is_refused(tmp_path: Path, text: bytes) -> None:
    """Never guessed around."""
    (tmp_path / "custody").write_bytes(text)
    with pytest.raises(ConfigError):
        custody.remembered(tmp_path)


def test_the_variable_names_one_of_three() -> None:
    """Unset and empty choose nothing."""
    assert custody.wished({}) is None
    assert custody.wished({"COUNTERSIGN_CUSTODY": ""}) is None
    assert custody.wished({"COUNTERSIGN_CUSTODY": "plain-file"}) is Custody.PLAIN_FILE
    with pytest.raises(ConfigError, match="os-keychain"):
        custody.wished({"COUNTERSIGN_CUSTODY": "plain"})


def test_the_variable_cannot_move_keys() -> None:
    """A contradiction is told, agreement is not."""
    both = (Custody.OS_KEYCHAIN, Custody.PLAIN_FILE)
    assert custody.agree(None, both[1], install_id="a") is both[1]
    assert custody.agree(both[0], None, install_id="a") is both[0]
    assert custody.agree(both[0], both[0], install_id="a") is both[0]
    assert custody.agree(None, None, install_id="a") is None
    with pytest.raises(ConfigError, match="os-keychain"):
        custody.agree(*both, install_id="a")


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".x", "A", "a" * 65, "a\n", "@names"])
def test_names_that_are_no_file_names_are_bugs(name: str) -> None:
    """A secret's name never leaves its directory."""
    with pytest.raises(BugError):
        custody.check_name(name)


@pytest.mark.parametrize(
    "text", ["", "0" * 15, "0" * 17, "A" * 16, "../../../../etc/x", "0" * 16 + "\n"]
)
def test_install_ids_from_hostile_ledgers_are_refused(text: str) -> None:
    """They become a path and a keychain service."""
    with pytest.raises(UnreadableError):
        custody.check_install_id(text)
    assert custody.check_install_id("0" * 16) == "0" * 16
