"""What was seen in a shell command so far: the worst of all its parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.model.action import SideEffect, Use
from desktop_app.policy.paths import below, joined, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.model.action import Protected, Trait

ORDER = tuple(SideEffect)
MAX_PATHS = 256


def worst(*levels: SideEffect) -> SideEffect:
    """Return the gravest of some levels."""
    return max(levels, key=ORDER.index)


@dataclass(frozen=True, slots=True)
class NamedPath:
    """A path that a command names.

    Attributes:
        path: absolute, `..` still in it; "" where nobody can say where it lies.
        use: the worst that may be done to it.
        sure: whether it is a path at all; else a word that could be one.
    """

    path: str
    use: Use
    sure: bool = True


def below_home(paths: Iterable[NamedPath], home: str) -> list[NamedPath]:
    """Return what lies in a home folder that is read through, or in one that holds it: keys."""
    through = any(below(home, normalise(named.path, "/")) for named in paths)
    return [NamedPath(f"{home}/.ssh", Use.READ, sure=False)] if home and through else []


@dataclass(slots=True)
class Seen:
    """Adds up what the parts of a command do.

    Attributes:
        cwd, home: where its words start from; "" for unknown.
        level: the worst so far.
        traits, protected: as in an Action.
        programs: names of programs, in their order.
        paths, hosts: what is named.
        signals: process ids and names that are sent signals.
    """

    cwd: str
    home: str
    level: SideEffect = SideEffect.NONE
    traits: set[Trait] = field(default_factory=set)
    protected: set[Protected] = field(default_factory=set)
    programs: list[str] = field(default_factory=list)
    paths: list[NamedPath] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)

    def reaches(self, level: SideEffect) -> None:
        """It can do at least that."""
        self.level = worst(self.level, level)

    def stands_out(self, *traits: Trait) -> None:
        """Add traits."""
        self.traits.update(traits)

    def names(self, path: str, use: Use, *, sure: bool = True) -> None:
        """Add a path as the command gives it; what cannot be placed is kept where it is sure."""
        absolute = joined(path, self.cwd, self.home)
        if (absolute or sure) and len(self.paths) < MAX_PATHS:
            self.paths.append(NamedPath(absolute, use, sure))

    @property
    def full(self) -> bool:
        """Whether there were more paths than are kept: nobody knows them all then."""
        return len(self.paths) >= MAX_PATHS
