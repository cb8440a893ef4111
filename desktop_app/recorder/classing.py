"""Makes an `Action` of what was declared: the policy's tables, with this machine's home and links.

The tables ship with us and are read once. Symbolic links are followed as far as a path exists.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.host import managed, resources
from desktop_app.normalize.tools import side_effect_level
from desktop_app.policy.classify import Call, Tables, classify
from desktop_app.policy.places import parse_places
from desktop_app.policy.tooltable import parse_tools

# No system opens a longer one; a program may, once it took "a/.." out. To follow links in it takes
# time by the square of its length: half a minute for what one hook can hold.
MAX_PATH = 32_767

if TYPE_CHECKING:
    from desktop_app.host.paths import Paths
    from desktop_app.model.action import Action
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.gate_entries import Kept


class Classing:
    """What calls are judged by on this machine.

    Attributes:
        tables: of tools and places.
    """

    def __init__(self, paths: Paths) -> None:
        home = str(Path.home())
        folders = (paths.data_dir, paths.config_dir, paths.runtime_dir, managed.folder())
        ours = [str(each) for each in folders]
        self.tables = Tables(
            tools=parse_tools(resources.read_text("policy/tools.toml")),
            places=parse_places(resources.read_text("policy/places.toml"), home, ours),
            known_level=side_effect_level,
            home=home,
            our_pids=frozenset((os.getpid(), os.getppid())),  # the tray is our parent, or none is
        )

    def action(self, declared: Declared, kept: Kept) -> Action:
        """Return the action; its run is named as it is stored, so that grants for it hold."""
        call = Call(
            agent=declared.agent,
            tool=declared.tool,
            arguments=declared.arguments,
            cwd=declared.cwd,
            workspace=declared.workspace or declared.cwd,
            sender=declared.sender,
            run_id=kept.declared.run_id,
            call_id=declared.call_id,
            side_effect=declared.side_effect,
            secrets=kept.secrets,
        )
        found = classify(call, self.tables, _resolved)
        more = tuple(host for host in declared.hosts if host not in found.hosts)
        return replace(found, hosts=(*found.hosts, *more)) if more else found


def _resolved(path: str) -> str:
    if len(path) > MAX_PATH:
        path = os.path.normpath(path)
    if len(path) > MAX_PATH:
        return path
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # a loop of links, or a zero byte: it is what it says
        return path
