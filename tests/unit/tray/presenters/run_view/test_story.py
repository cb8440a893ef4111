"""A run read in steps."""

from __future__ import annotations

from desktop_app.tray.presenters.run_view.story import Story
from tests.fakes.pictured import pictured


def test_nothing_new_changes_nothing(asked_query):
    """A second reading brings nothing, and says so."""
    story, run = Story(), asked_query.run("asked")["run"]
    assert story.take(asked_query.run_records(run, story.position))
    before = story.told(ended=True)
    assert not story.take(asked_query.run_records(run, story.position))
    after = story.told(ended=True)
    assert before.rows.name == after.rows.name
    assert before.rows.start == after.rows.start


def test_a_story_without_records_is_empty():
    """A run of which nothing came yet has no rows."""
    told = Story().told(ended=False)
    assert len(told.rows) == 0
    assert (told.gaps, told.has_spans) == ((), False)


def test_each_state_is_a_value_of_its_own(asked_query):
    """What was handed out does not change when more is read."""
    made = pictured(asked_query, "asked")
    assert made.rows is not pictured(asked_query, "asked").rows
