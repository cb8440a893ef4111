"""A HOME in which the three agents are installed: programs that tell a version, and configs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERSIONS = {
    "claude": "2.1.197 (Claude Code)",
    "codex": "codex-cli 0.169.0",
    "gemini": "0.61.0",
}
CONFIGS = {
    "claude-code": (".claude/settings.json", b'{\n  // mine\n  "env": {"A": "1"},\n}'),
    "codex": (".codex/config.toml", b'model = "gpt-5" # mine\r\n'),
    "gemini": (".gemini/settings.json", b'{"ui": {"theme": "Default"}}'),
}


def install(home: Path) -> None:
    """Put programs into `bin` and a config of its owner's for each."""
    (home / "bin").mkdir()
    for name, said in VERSIONS.items():
        program(home, name, f"echo '{said}'")
    for place, content in CONFIGS.values():
        (home / place).parent.mkdir()
        (home / place).write_bytes(content)


def program(home: Path, name: str, does: str) -> Path:
    """Write an executable of a few words of shell."""
    made = home / "bin" / name
    made.write_text(f"#!/bin/sh\n{does}\n")
    made.chmod(0o755)
    return made
