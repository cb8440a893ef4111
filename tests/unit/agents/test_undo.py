"""Undo when something is gone; the properties are in `test_setup.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import configfile, setup
from desktop_app.agents.catalog import BY_NAME, Route
from desktop_app.agents.undo import undo
from desktop_app.errors import NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43)
AGENT = BY_NAME["gemini"]
OLD = b'{"telemetry": {"enabled": false}, "a": 1}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Set an agent up over a config of its owner."""
    path = AGENT.config({}, tmp_path)
    path.parent.mkdir()
    path.write_bytes(OLD)
    setup.apply(setup.plan(AGENT, ROUTE, {}, tmp_path), ROUTE, tmp_path / "records", 1)
    return path


def test_a_config_that_its_owner_deleted_stays_deleted(path: Path, tmp_path: Path) -> None:
    """And a second undo finds nothing."""
    path.unlink()
    assert not undo(AGENT, tmp_path / "records").exact
    assert list(path.parent.iterdir()) == []
    with pytest.raises(NotFoundError):
        undo(AGENT, tmp_path / "records")


@pytest.mark.parametrize("content", [None, b"not what was kept"])
def test_without_the_original_ours_is_taken_out(
    content: bytes | None, path: Path, tmp_path: Path
) -> None:
    """A backup that is not the one we kept is never restored, nor deleted."""
    backup = configfile.backup_path(path)
    backup.unlink()
    if content is not None:
        backup.write_bytes(content)
    undone = undo(AGENT, tmp_path / "records")
    assert not undone.exact
    assert path.read_bytes() == b'{ "a": 1}'
    assert backup.exists() == (content is not None)


def test_what_the_person_changed_is_left_and_named(path: Path, tmp_path: Path) -> None:
    """Their value stays, the others go back to what they were."""
    path.write_text(path.read_text().replace("4318", "9999"))
    undone = undo(AGENT, tmp_path / "records")
    assert undone.left == ("telemetry.otlpEndpoint",)
    assert '"enabled": false' in path.read_text()
    assert "9999" in path.read_text()
