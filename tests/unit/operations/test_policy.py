"""Policies for a person: files read, actions explained."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from desktop_app.errors import NotFoundError, PolicyError, UsageError
from desktop_app.model.action import Allowed, MustAsk, SideEffect
from desktop_app.operations import policy as operations
from desktop_app.policy.classify import Call
from tests.fakes import running
from tests.fakes.told_context import in_environment

_NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def context(tmp_path, monkeypatch):
    """A person's place of its own."""
    found = in_environment(running.environment(tmp_path), monkeypatch)
    found.paths.prepare()
    return found


def test_without_a_file_the_default_is_in_force(context):
    """With one, it is over the default."""
    assert operations.in_force(context).label == operations.default_policy().label
    own = context.paths.data_dir / "policy.yaml"
    own.write_text("version: 1\nrules:\n  - {name: mine, effect: ask, why: x}\n", "utf-8")
    assert operations.in_force(context).rules[0].name == "mine"


def test_a_file_that_cannot_be_used_says_why(tmp_path):
    """Absent, no text, mistakes."""
    with pytest.raises(NotFoundError):
        operations.policy_of(tmp_path / "absent.yaml")
    file = tmp_path / "p.yaml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match="UTF-8"):
        operations.policy_of(file)
    file.write_bytes(b"x" * 300_000)
    with pytest.raises(PolicyError, match="256 KiB"):
        operations.policy_of(file)


def test_an_action_is_explained_with_links_followed(context, tmp_path):
    """Read here is allowed, written through a link to elsewhere is asked."""
    work, other = tmp_path / "w", tmp_path / "other"
    work.mkdir()
    other.mkdir()
    (work / "link").symlink_to(other)
    policy = operations.in_force(context)
    reads = Call("", "Bash", {"command": "ls"}, cwd=str(work), workspace=str(work))
    explained = operations.explain(context, reads, policy, _NOW)
    assert isinstance(explained.outcome.decision, Allowed)
    writes = Call("", "Write", {"file_path": "link/a"}, cwd=str(work), workspace=str(work))
    decision = operations.explain(context, writes, policy, _NOW).outcome.decision
    assert isinstance(decision, MustAsk)
    assert decision.because.rule == "writes-outside"
    odd = Call("", "Bash", {"command": "ls"}, cwd="/a\0b", workspace="/a\0b")
    assert operations.explain(context, odd, policy, _NOW).action.kind.value == "shell"


def test_an_action_of_a_file(tmp_path):
    """What it is, and what it must not be."""
    file = tmp_path / "a.json"
    file.write_text('{"tool": "Bash", "arguments": {"command": "ls"}, "side_effect": "read"}')
    call = operations.call_of_file(file)
    assert (call.tool, call.side_effect) == ("Bash", SideEffect.READ)
    with pytest.raises(NotFoundError):
        operations.call_of_file(tmp_path / "absent")
    for text in (
        "{",
        "[]",
        "{}",
        "[" * 100_000,
        '{"tool": 3}',
        '{"tool": "a", "arguments": []}',
        '{"tool": "a", "side_effect": "x"}',
    ):
        file.write_text(text)
        with pytest.raises(UsageError):
            operations.call_of_file(file)
