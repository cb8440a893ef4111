"""A config file on disk; links, modes and crashes are in `test_setup.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import configfile
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_no_file_of_text_is_refused(tmp_path: Path) -> None:
    """A directory, too many bytes, other bytes than UTF-8, a parent that is a file."""
    path = tmp_path / "config"
    path.mkdir()
    with pytest.raises(AgentConfigError, match="not a file"):
        configfile.read(path)
    path.rmdir()
    path.write_bytes(b"\xff")
    with pytest.raises(AgentConfigError, match="UTF-8"):
        _ = configfile.read(path).text
    with pytest.raises(AgentConfigError, match="larger"):
        configfile.read(path, 0)
    assert configfile.read(path / "below").content is None
    with pytest.raises(AgentConfigError, match="cannot be written"):
        configfile.write(path / "below", b"")


def test_a_shorter_content_leaves_no_tail_in_a_file_of_two_names(tmp_path: Path) -> None:
    """Written in place, cut to length."""
    (tmp_path / "a").write_bytes(b"long content")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    configfile.write(tmp_path / "a", b"short")
    assert (tmp_path / "b").read_bytes() == b"short"


def test_directories_are_made_and_only_empty_ones_go(tmp_path: Path) -> None:
    """Outermost first; one in use stays."""
    path = tmp_path / "x" / "y" / "config"
    made = configfile.missing_parents(path)
    assert made == [tmp_path / "x", tmp_path / "x" / "y"]
    configfile.write(path, b"1")
    (tmp_path / "x" / "theirs").touch()
    configfile.delete(path, made)
    assert [p.name for p in (tmp_path / "x").iterdir()] == ["theirs"]
