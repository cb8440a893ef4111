"""One state of a run, read in the reader's thread."""

from __future__ import annotations

from desktop_app.host.paths import Paths
from desktop_app.query.query import Query
from desktop_app.tray.presenters.run_view import picture
from desktop_app.tray.presenters.run_view.rows import State
from desktop_app.tray.presenters.run_view.story import Story
from tests.fakes.pictured import pictured


def test_a_run_that_did_not_change_is_not_painted_again(store, monkeypatch):
    """The first reading gives a picture, the second none."""
    for name, value in store.items():
        monkeypatch.setenv(name, value)
    paths, story = Paths.resolve(), Story()
    with Query(paths.index, paths.ledger) as found:
        first = picture.read(found, story, "last")
        assert first is not None
        assert first.sealed_size > 0
        assert picture.read(found, story, "last") is None


def test_both_axes_are_one_where_nothing_waits(not_gated):
    """The second is not made for nothing."""
    assert not_gated.folded is not_gated.clock or not_gated.folded.axis == not_gated.clock.axis


def test_states_are_counted(asked):
    """One row was denied."""
    assert asked.states[State.DENIED] == 1


def test_a_run_that_goes_on_is_live(asked_query):
    """Until the recorder says that it ended."""
    assert pictured(asked_query, "asked", ended=False).live
    assert not pictured(asked_query, "asked").live
