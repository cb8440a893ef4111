"""agents.installed: which agent is there, and in which version it says it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import installed
from desktop_app.agents.catalog import BY_NAME
from tests.fakes import agents_home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A HOME with three agents."""
    agents_home.install(tmp_path)
    return tmp_path


def environment(home: Path) -> dict[str, str]:
    """Return one in which only the agents are found, and a shell."""
    return {"PATH": f"{home / 'bin'}:/bin"}


def test_an_agent_is_found_where_the_path_has_it(home: Path) -> None:
    """And nowhere else."""
    assert installed.find(BY_NAME["claude-code"], environment(home)) == home / "bin" / "claude"
    assert installed.find(BY_NAME["claude-code"], {"PATH": "/nowhere"}) is None
    assert installed.find(BY_NAME["claude-code"], {}) is None


@pytest.mark.parametrize(
    ("does", "version"),
    [
        ("echo '2.1.197 (Claude Code)'", "2.1.197"),
        ("echo codex-cli 0.169.0-alpha.2", "0.169.0-alpha.2"),
        ("echo no number here", None),
        ("exit 3", None),
        ("printf '\\377 1.2.3'", "1.2.3"),
        ("echo 1.2.3-$(head -c 99999 /dev/zero | tr '\\0' a)", "1.2.3-" + "a" * 34),
    ],
)
def test_the_version_is_what_it_says(home: Path, does: str, version: str | None) -> None:
    """The first number that looks like one, bounded; or that it is not known."""
    program = agents_home.program(home, "claude", does)
    assert installed.Versions().of(program, environment(home)) == version


def test_it_is_asked_once_until_it_is_another_program(home: Path) -> None:
    """An update is noticed; telemetry of its own is off while it is asked."""
    asked = home / "asked"
    does = f'echo "$OTEL_SDK_DISABLED" >> {asked}; echo 1.0.0'
    program = agents_home.program(home, "codex", does)
    versions = installed.Versions()
    assert versions.of(program, environment(home)) == "1.0.0"
    assert versions.of(program, environment(home)) == "1.0.0"
    assert asked.read_text() == "true\n"
    agents_home.program(home, "codex", "echo 1.10.0")
    assert versions.of(program, environment(home)) == "1.10.0"


def test_one_that_does_not_answer_has_no_version(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It hangs, cannot be started, or is gone."""
    monkeypatch.setattr(installed, "PATIENCE_S", 0.05)
    program = agents_home.program(home, "gemini", "exec sleep 5")
    assert installed.Versions().of(program, environment(home)) is None
    program.write_bytes(b"\x7fELF, but not really")
    assert installed.Versions().of(program, environment(home)) is None
    program.unlink()
    assert installed.Versions().of(program, environment(home)) is None


def test_nothing_is_started_from_where_we_stand(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A PATH with `.` or an empty part: a project that brings its own `claude` is not asked."""
    monkeypatch.chdir(home / "bin")
    for path in (".", "", ":/nowhere:", "bin", "../bin"):
        assert installed.find(BY_NAME["claude-code"], {"PATH": path}) is None
    found = installed.find(BY_NAME["claude-code"], {"PATH": f".:{home / 'bin'}"})
    assert found == home / "bin" / "claude"


def test_one_that_never_stops_talking_is_read_a_little(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Gigabytes a second do not become ours; a child that holds the pipe keeps nobody waiting."""
    program = agents_home.program(home, "claude", "echo 1.2.3; exec cat /dev/zero")
    assert installed.Versions().of(program, environment(home)) == "1.2.3"
    monkeypatch.setattr(installed, "PATIENCE_S", 0.2)
    program = agents_home.program(home, "gemini", "sleep 5 & exit 0")
    assert installed.Versions().of(program, environment(home)) is None
