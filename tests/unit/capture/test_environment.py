"""capture.environment: names, and no secrets."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from desktop_app.capture.environment import Agent, names_of_process, program_digest, snapshot
from desktop_app.capture.files.repos import RepoState
from desktop_app.capture.files.seen import Begun
from desktop_app.model import canonical

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 32


def test_names_are_told_and_only_listed_values() -> None:
    """A secret in a variable is nowhere, whatever its name is."""
    found = snapshot(
        Agent(name="agent", version="1.0", model="m", sampling={"top_k": 3}),
        key=KEY,
        variables={"LANG": "C", "API_KEY": "hunter2", "TERM": None, "\udcff": "x"},
        policy="7",
    )
    data = canonical.encode(found)
    assert b"hunter2" not in data
    assert found["variables"] == ["API_KEY", "LANG", "TERM", "\\udcff"]
    assert found["values"] == {"LANG": "C"}
    assert found["agent"] == {
        "name": "agent", "version": "1.0", "model": "m", "sampling": {"top_k": 3},
    }  # fmt: skip
    assert found["policy"] == "7"
    assert "git" not in found


def test_the_program_is_known_by_its_digest_and_its_path_by_a_keyed_one(tmp_path: Path) -> None:
    """A path holds the person's name."""
    program = tmp_path / "agent"
    program.write_bytes(b"")
    (tmp_path / "link").symlink_to(program)
    agent = snapshot(Agent(executable=str(tmp_path / "link")), key=KEY, variables={})["agent"]
    assert isinstance(agent, dict)
    assert str(agent["sha256"]).startswith("e3b0c44298fc1c14")
    assert len(str(agent["path_hmac"])) == 64
    assert str(tmp_path) not in str(agent)
    assert program_digest("/dev/zero") is None
    assert program_digest(str(tmp_path / "none")) is None


def test_the_state_of_git() -> None:
    """Head, branch, and how many tracked files differ."""
    begun = Begun(9, 0, 4, 2, RepoState("refs/heads/main", "1" * 40), ())
    found = snapshot(Agent(), key=KEY, variables={}, begun=begun)
    assert found["git"] == {"head": "1" * 40, "branch": "refs/heads/main", "dirty": 2}
    assert "git" not in snapshot(Agent(), key=KEY, variables={}, begun=Begun(0, 0, 0, 0, None, ()))


def test_a_large_environment_still_fits() -> None:
    """Names are cut in number and length, and the rest is counted."""
    variables = {f"V{n:04}" + "x" * 500: "y" for n in range(1000)}
    found = snapshot(Agent(), key=KEY, variables=variables)
    assert len(canonical.encode(found)) < canonical.MAX_BYTES
    assert found["variables_left_out"] == 700


def test_the_names_of_a_process() -> None:
    """As the system tells them, without values; none of a process that is not there."""
    found = names_of_process(os.getpid())
    if sys.platform == "linux":
        assert "PATH" in found
    assert set(found.values()) <= {None}
    assert names_of_process(2**22 + 1) == {}
