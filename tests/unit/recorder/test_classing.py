"""Declared actions on this machine: our folders, links that are followed, declared hosts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.model.action import Place
from desktop_app.recorder import classing
from tests.fakes.gate import shell, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from desktop_app.model.action import Action
    from desktop_app.recorder.declared import Declared
    from desktop_app.recorder.recorder import Recorder


def action(made: Recorder, declared: Declared) -> Action:
    """Return what a declared action is taken for."""
    return made.gating.classing.action(declared, made.gating.entries.keep(declared))


def test_our_own_folders_are_known(made: Recorder, tmp_path: Path) -> None:
    """Through a link as well."""
    link = tmp_path / "link"
    link.symlink_to(made.paths.data_dir)
    for path in (made.paths.ledger, link / "ledger.db", made.paths.gate_table):
        found = action(made, write(str(path), cwd=str(tmp_path)))
        assert [each.place for each in found.paths] == [Place.COUNTERSIGN], path


def test_what_is_no_path_is_taken_as_it_is(made: Recorder) -> None:
    """A zero byte breaks no lookup."""
    assert action(made, write("/w/a\0b")).kind == "file.write"
    assert action(made, shell("ls", cwd="/w\0x")).kind == "shell"


def test_links_are_not_followed_in_a_path_without_end(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only in what is left once "a/.." is taken out, as a program may do before it opens it."""
    follow, lengths = os.path.realpath, list[int]()

    def counted(path: str) -> str:
        lengths.append(len(path))
        return follow(path)

    monkeypatch.setattr(os.path, "realpath", counted)
    found = action(made, write("/a/.." * 10_000 + str(made.paths.ledger)))
    assert [each.place for each in found.paths] == [Place.COUNTERSIGN]
    assert [each.place for each in action(made, write("/a" * 20_000)).paths] == [Place.OUTSIDE]
    assert max(lengths) <= classing.MAX_PATH


def test_declared_hosts_are_added(made: Recorder) -> None:
    """Once each."""
    found = action(made, shell("curl https://example.org/x", hosts=("example.org", "other.net")))
    assert found.hosts == ("example.org", "other.net")


def test_the_run_is_named_as_it_is_stored(made: Recorder) -> None:
    """So that a grant for it holds."""
    assert action(made, shell("ls", run_id="me@example.org")).run_id != "me@example.org"
    assert action(made, shell("ls")).workspace == "/w"
