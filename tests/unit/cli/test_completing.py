"""cli.completing: what the shell offers where a verb takes a run."""

from __future__ import annotations

import click

from desktop_app.cli import completing
from desktop_app.cli.app import Session
from desktop_app.cli.output import Output
from desktop_app.host.clock import SystemClock, SystemIds


def context(data_dir=None) -> click.Context:
    """Return what click hands to a completion."""
    clock, ids = SystemClock(), SystemIds()
    made = Session(Output(clock, ids), clock, ids, data_dir)
    return click.Context(click.Command("show"), obj={"session": made})


def test_ids_that_begin_so_are_offered(store, monkeypatch):
    """`last` among them; an id that is more than one word is not."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    found = completing.complete_run(context(), None, "")
    assert found[0] == "last"
    assert len(found) > 1
    assert completing.complete_run(context(), None, found[1][:4]) == [found[1]]
    assert all(word.isprintable() and " " not in word for word in found)


def test_where_nothing_can_be_read_nothing_is_offered(tmp_path, monkeypatch):
    """No error in the middle of a command line."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert completing.complete_run(context(tmp_path / "none"), None, "") == []
