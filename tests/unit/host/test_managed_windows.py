"""What is judged of owners on Windows; the calls of its libraries are not tried yet."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from desktop_app.host import managed, managed_windows

PATH = Path("policy.yaml")


@pytest.mark.parametrize("sid", ["S-1-5-32-544", "S-1-5-18"])
def test_administrators_and_the_system_count(sid: str) -> None:
    """Unless we can write it all the same."""
    assert managed_windows.judged(PATH, sid, writable=False) is None
    assert managed_windows.judged(PATH, sid, writable=True) is not None


@pytest.mark.parametrize("sid", ["", "S-1-5-21-1-2-3-1001", "S-1-5-32-545", "S-1-5-32-5440"])
def test_nobody_else_does(sid: str) -> None:
    """A person owns what they made in the folder where everybody can make folders."""
    assert "not to Administrators" in str(managed_windows.judged(PATH, sid, writable=False))


def test_the_folder_is_judged_by_its_owners(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file that is there, and the folder itself."""
    (tmp_path / managed.POLICY).write_text("")
    monkeypatch.setattr(managed, "FOLDER", tmp_path)
    monkeypatch.setattr(sys, "platform", "win32")
    seen: list[Path] = []

    def owner(path: Path) -> str:
        seen.append(path)
        return "S-1-5-18"

    monkeypatch.setattr(managed_windows, "owner_sid", owner)
    monkeypatch.setattr(managed_windows, "_opens", lambda _path: False)
    assert managed.why_not() is None
    assert seen == [tmp_path, tmp_path / managed.POLICY]
    monkeypatch.setattr(managed_windows, "_opens", lambda path: path.name == managed.POLICY)
    assert str(tmp_path / managed.POLICY) in str(managed.why_not())


def test_what_can_be_written_is_seen_by_trying(tmp_path: Path) -> None:
    """Without writing."""
    path = tmp_path / "file"
    path.write_text("as it was")
    assert managed_windows._opens(path)
    assert path.read_text() == "as it was"
    assert not managed_windows._opens(tmp_path / "none")
