"""What is left out, and how that reads."""

from __future__ import annotations

import pytest

from desktop_app.query.timeline import Wanted
from desktop_app.tray.presenters import timeline_filter
from desktop_app.tray.presenters.timeline_filter import DAY_US, Filter


def test_nothing_is_left_out_unasked() -> None:
    """A list that hides something by itself would not be honest."""
    assert not Filter().active
    assert Filter().wanted(5 * DAY_US) == Wanted()


def test_a_choice_is_asked_for() -> None:
    """Days become a time, words lose the blanks around them."""
    chosen = Filter().choose("agent", "codex").choose("days", 7).choose("text", " git push ")
    assert chosen.active
    assert chosen.wanted(10 * DAY_US) == Wanted("codex", None, None, 3 * DAY_US, "git push")
    assert chosen.choose("days", None).chosen("days") is None


def test_a_button_says_what_was_chosen() -> None:
    """Its name while that is all."""
    names = [timeline_filter.reads(Filter(), kind) for kind in timeline_filter.KINDS]
    assert names == ["Agent", "Outcome", "Tool", "Time"]
    chosen = Filter("codex", "denied", "B\u202ead", 1)
    reads = [timeline_filter.reads(chosen, kind) for kind in timeline_filter.KINDS]
    assert reads == ["Codex CLI", "Denied", "BU+202Ead", "24 hours"]
    assert timeline_filter.reads(Filter(days=7), "days") == "7 days"


def test_each_menu_begins_with_all() -> None:
    """And offers what was seen, made safe."""

    def words(kind: str) -> list[str]:
        return [text for _, text in timeline_filter.choices(kind, ["codex", "x"], ["a\nb"])]

    assert words("agent") == ["All agents", "Codex CLI", "x"]
    assert words("tool") == ["All tools", "aU+000Ab"]
    assert words("days") == ["Any time", "24 hours", "7 days", "30 days"]
    assert words("outcome")[:2] == ["All outcomes", "Finished"]


@pytest.mark.parametrize(
    ("chosen", "hidden", "text"),
    [
        (
            Filter(text="git push", days=7),
            14,
            'Nothing matches "git push" in the last 7 days. 14 runs are hidden by the filter.',
        ),
        (
            Filter("codex", "denied", "Bash", 1),
            1,
            (
                "No run matches Codex CLI, Denied, Bash in the last 24 hours. "
                "1 run is hidden by the filter."
            ),
        ),
        (
            Filter("codex", text="a\nb"),
            2,
            'Nothing matches "aU+000Ab" (Codex CLI). 2 runs are hidden by the filter.',
        ),
        (Filter(days=7), 2, "No run started in the last 7 days. 2 runs are hidden by the filter."),
    ],
)
def test_an_empty_list_says_what_hides_how_many(chosen: Filter, hidden: int, text: str) -> None:
    """In a sentence."""
    assert timeline_filter.nothing(chosen, hidden) == text
