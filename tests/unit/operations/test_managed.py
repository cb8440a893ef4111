"""What is managed, told without a recorder and by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host import managed as folders
from desktop_app.operations import managed
from desktop_app.operations.managed import Defaults
from tests.fakes.managed import NO_PUSH, put
from tests.fakes.recording import recorder

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SETTINGS = "[run]\nidle_s = 60\n"


def test_without_a_folder_there_is_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To tell."""
    monkeypatch.setattr(folders, "FOLDER", tmp_path / "none")
    assert managed.here() is None
    assert managed.told({"managed": None, "policy": {"managed": None}}) is None
    assert managed.told({}) is None


def test_a_recorder_tells_the_same_as_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings by name, the policy by its digest, one sentence."""
    folder = put(tmp_path / "etc", monkeypatch, settings=SETTINGS, policy=NO_PUSH)
    found = managed.here()
    assert found is not None
    assert found.settings == ("run.idle_s",)
    assert found.sentence == f"1 setting and a policy, {str(found.policy)[:8]}, by {folder}"
    with recorder(tmp_path / "here", monkeypatch) as made:
        assert managed.told(made.status()) == found


def test_trouble_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of somebody else is one trouble, not two."""
    folder = put(tmp_path / "etc", monkeypatch, settings=SETTINGS, policy=NO_PUSH)
    folder.chmod(0o777)
    said = f"Nothing is managed: Others than root can write {folder}."
    wanted = Defaults(str(folder), trouble=(said,))
    assert managed.here() == wanted
    assert wanted.sentence == f"nothing, by {folder}"
    with recorder(tmp_path / "here", monkeypatch) as made:
        assert managed.told(made.status()) == wanted


def test_a_policy_that_came_later_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There was no folder when the recorder started."""
    monkeypatch.setattr(folders, "FOLDER", tmp_path / "etc")
    with recorder(tmp_path / "here", monkeypatch) as made:
        put(tmp_path / "etc", monkeypatch, policy=NO_PUSH)
        made.gating.policies.look()
        found = managed.told(made.status())
        assert found is not None
        assert (found.settings, found.policy) == ((), made.gating.policies.managed.digest)
