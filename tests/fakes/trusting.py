"""Codex's person, who trusts our hooks in `/hooks`: what that leaves in config.toml."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from desktop_app.agents.hooks import trust
from desktop_app.agents.hooks.wiring import is_ours

if TYPE_CHECKING:
    from pathlib import Path


def trust_hooks(config: Path) -> None:
    """Write down a trusted hash for each hook of ours that stands first in its list."""
    text = config.read_text()
    lines = ["", "[hooks.state]"]
    for event, groups in tomllib.loads(text)["hooks"].items():
        for number, group in enumerate(groups if isinstance(groups, list) else ()):
            if is_ours(group):
                key = trust.key_of(str(config), event, number, 0)
                wanted = trust.hash_of(event, group, group["hooks"][0])
                lines += [f'[hooks.state."{key}"]', f'trusted_hash = "{wanted}"']
    config.write_text(text + "\n".join([*lines, ""]))
