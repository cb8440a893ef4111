"""What is remembered of a set-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import record
from desktop_app.errors import AgentConfigError

if TYPE_CHECKING:
    from pathlib import Path

WIRED = record.Wired(
    "codex", "/h/ü/config.toml", True, ["/h"], ["00"], ["11", "22"],  # noqa: FBT003 - by position
    {"otel.exporter": [record.value_digest("x")]}, "http://127.0.0.1:1", 5,
)  # fmt: skip


def test_it_comes_back_as_it_was_and_is_forgotten(tmp_path: Path) -> None:
    """Twice is fine; none is None."""
    record.save(tmp_path / "agents", WIRED)
    assert record.load(tmp_path / "agents", "codex") == WIRED
    record.forget(tmp_path / "agents", "codex")
    record.forget(tmp_path / "agents", "codex")
    assert record.load(tmp_path / "agents", "codex") is None


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"v":2}', b'{"path":1,"settings":{},"v":1}'])
def test_damage_is_told(data: bytes, tmp_path: Path) -> None:
    """An empty file, another shape, another version."""
    (tmp_path / "codex.json").write_bytes(data)
    with pytest.raises(AgentConfigError):
        record.load(tmp_path, "codex")


def test_values_are_compared_by_digest(tmp_path: Path) -> None:
    """Newest first; what has no canonical form is nobody's."""
    assert WIRED.stands("otel.exporter", "x")
    assert not WIRED.is_ours("otel.exporter", "y")
    assert record.value_digest(float("inf")) == record.value_digest("\ud800") == ""
    with pytest.raises(AgentConfigError):
        record.save(tmp_path, replace(WIRED, path="\ud800"))
