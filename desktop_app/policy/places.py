"""Where a path lies: in the workspace, outside, among credentials, agents' settings or our files.

The tables are data (`resources/policy/places.toml`). A credential file is one wherever it lies and
in whatever case it is written; in the workspace is only what surely is.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

import re2  # type: ignore[import-untyped]  # the binding ships without types

from desktop_app.errors import BugError
from desktop_app.model.action import Place, Use
from desktop_app.policy.globs import folded, slashed
from desktop_app.policy.paths import below

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# `~` in the table: this person's home, and where systems put everybody's.
_HOMES = ("/home/*", "/root", "/Users/*", "/var/root", "*:/Users/*")


class Places:
    """A table of places; asked once for each path that an action names."""

    def __init__(
        self, globs: Mapping[Place, Iterable[str]], home: str = "", ours: Iterable[str] = ()
    ) -> None:
        homes = (*_HOMES, slashed(home)) if home else _HOMES
        self._ours = tuple(folded(slashed(folder)).rstrip("/") for folder in ours if folder)
        self._patterns = [
            (place, _pattern(globs.get(place, ()), homes))
            for place in (Place.COUNTERSIGN, Place.AGENT_CONFIG, Place.CREDENTIAL)
        ]

    def of(self, path: str, workspace: str, use: Use = Use.READ) -> Place:
        """Return the gravest place that a normalised path lies in; "" lies outside.

        Who deletes or moves a folder that holds ours touches ours.
        """
        name = folded(slashed(path))
        holds = use is Use.DELETE
        if any(below(name, one) or (holds and below(one, name)) for one in self._ours):
            return Place.COUNTERSIGN
        for place, pattern in self._patterns:
            if pattern.fullmatch(name):
                return place
        return Place.WORKSPACE if below(path, workspace) else Place.OUTSIDE


def parse_places(text: str, home: str = "", ours: Iterable[str] = ()) -> Places:
    """Return the places of a TOML text; `ours` are folders of Countersign on this machine.

    Raises:
        BugError: the table is not what it should be; it ships with us.
    """
    table = tomllib.loads(text)
    names = {"credential", "agent-config", "countersign"}
    if set(table) != names or not all(isinstance(globs, list) for globs in table.values()):
        raise BugError("places.toml has other tables than it should.")
    return Places({Place(name): globs for name, globs in table.items()}, home, ours)


def _pattern(globs: Iterable[str], homes: Iterable[str]) -> re2.Pattern:
    wide = [
        home + glob[1:] if glob.startswith("~/") else glob
        for glob in globs
        for home in (homes if glob.startswith("~/") else ("",))
    ]
    return re2.compile(
        "|".join(_expression(folded(glob)) for glob in wide) or r"[^\x00-\x{10ffff}]"
    )


def _expression(glob: str) -> str:
    """Turn a glob over paths into RE2: `**` is any number of whole parts."""
    parts = [
        "(?:.*/)?" if part == "**" else re.escape(part).replace(r"\*", "[^/]*") + "/"
        for part in glob.split("/")
    ]
    if parts[-1] == "(?:.*/)?":
        return "(?:" + "".join(parts[:-1])[:-1] + "(?:/(?s:.*))?)"
    return "(?:" + "".join(parts)[:-1] + ")"
