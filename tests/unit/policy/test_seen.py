"""What adds up while a command is looked at."""

from __future__ import annotations

from desktop_app.model.action import SideEffect, Trait, Use
from desktop_app.policy.seen import MAX_PATHS, NamedPath, Seen, below_home, worst


def test_the_worst_counts():
    """Levels only rise."""
    seen = Seen("/w", "/home/u")
    seen.reaches(SideEffect.WRITE)
    seen.reaches(SideEffect.READ)
    seen.stands_out(Trait.NETWORK)
    assert seen.level is SideEffect.WRITE
    assert seen.traits == {Trait.NETWORK}
    assert worst(SideEffect.NONE, SideEffect.READ) is SideEffect.READ


def test_paths_are_kept_up_to_a_bound_that_is_told():
    """What cannot be placed only where it is surely a path."""
    seen = Seen("", "")
    seen.names("a", Use.READ)
    seen.names("b", Use.READ, sure=False)
    assert seen.paths == [NamedPath("", Use.READ)]
    for _ in range(MAX_PATHS - 1):
        assert not seen.full
        seen.names("/a", Use.READ)
    assert seen.full


def test_whoever_reads_through_a_home_reads_its_keys():
    """The home, or a folder that holds it."""
    keys = [NamedPath("/home/u/.ssh", Use.READ, sure=False)]
    for path in ("/", "/home", "/home/u", "/home/u/x/.."):
        assert below_home([NamedPath(path, Use.READ)], "/home/u") == keys
    assert below_home([NamedPath("/home/u/w", Use.READ)], "/home/u") == []
    assert below_home([NamedPath("/", Use.READ)], "") == []
