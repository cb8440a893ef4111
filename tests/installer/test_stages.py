"""The stages of a check: in their order, timed, none after the first that fails."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.tools import stages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.timeout(60)


def _project(folder: Path, **codes: int) -> None:
    tasks = "\n".join(
        f"{name} = {{ cmd = \"'{sys.executable}' -c 'print(1234); raise SystemExit({code})'\" }}"
        for name, code in codes.items()
    )
    names = ", ".join(f'"{name}"' for name in codes)
    (folder / "pyproject.toml").write_text(
        f"[tool.poe.tasks]\n{tasks}\ncheck = {{ sequence = [{names}] }}\n"
    )


def test_all_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each stage is in the closing table with how it closed, and the last line says passed."""
    _project(tmp_path, one=0, two=0)
    monkeypatch.setattr(stages, "ROOT", tmp_path)
    assert stages.main() == 0
    *_, first, second, last = capfd.readouterr().out.splitlines()
    assert first.startswith("one ")
    assert first.endswith("passed  1234")
    assert second.startswith("two ")
    assert last.startswith("passed: all 2 stages, in ")


def test_first_failure_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """After a failed stage nothing runs any more; the last line names it and what was left out."""
    _project(tmp_path, one=0, two=3, three=0)
    monkeypatch.setattr(stages, "ROOT", tmp_path)
    assert stages.main() == 3
    out = capfd.readouterr().out
    assert "== three" not in out
    assert out.splitlines()[-1].startswith("FAILED: two, after ")
    assert out.splitlines()[-1].endswith("Not run: three.")


def test_stages_are_those_of_poe_check() -> None:
    """What `bootstrap.py test` runs is what `poe check` runs, quick checks before the tests."""
    names = stages.stages()
    assert names.index("lint") < names.index("attacks") < names.index("test")
    assert len(names) == len(set(names))
