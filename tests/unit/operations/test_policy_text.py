"""The text of a policy: theirs as the file is now, or ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError, UnreadableError
from desktop_app.host.paths import Paths
from desktop_app.operations import policy_text
from tests.fakes import managed

if TYPE_CHECKING:
    from pathlib import Path


def test_ours_ships_with_us(tmp_path: Path) -> None:
    """Whatever the data directory holds."""
    assert "rules:" in policy_text.text(Paths.resolve(tmp_path), policy_text.OURS)


def test_theirs_is_read_as_it_is(tmp_path: Path) -> None:
    """Broken or not; no link is followed to another file."""
    paths = Paths.resolve(tmp_path)
    with pytest.raises(NotFoundError, match="is not there any more"):
        policy_text.text(paths, policy_text.OWN)
    own = tmp_path / "policy.yaml"
    own.write_bytes(b"version: \xff\n")
    assert policy_text.text(paths, policy_text.OWN) == "version: \ufffd\n"
    own.unlink()
    own.symlink_to("/etc/hostname")
    with pytest.raises(UnreadableError):
        policy_text.text(paths, policy_text.OWN)


def test_an_administrators_is_read_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person can see it."""
    folder = managed.put(tmp_path / "etc", monkeypatch, policy=managed.NO_PUSH)
    assert policy_text.text(Paths.resolve(tmp_path), policy_text.MANAGED) == managed.NO_PUSH
    assert policy_text.managed_file() == folder / "policy.yaml"
