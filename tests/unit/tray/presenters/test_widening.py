"""What may be allowed for longer: the steps as they are offered, and what each adds."""

from __future__ import annotations

import time

from desktop_app.tray.presenters.widening import DAY_US, HOUR_US, Widening
from tests.fakes.question_values import HOME, NOW_US, question, scope


def test_it_begins_at_the_narrowest() -> None:
    """Programs and folders in the order in which they were offered."""
    steps = Widening(question(), HOME)
    assert [(one.word, one.note) for one in steps.programs()] == [
        ("rm -f hello.txt", "exactly this"),
        ("rm …", "with any arguments"),
    ]
    assert [(one.word, one.note) for one in steps.folders(0)] == [
        ("~/work, not below", "1 folder"),
        ("~/work and below", "all folders in it"),
    ]
    assert [one.word for one in steps.folders(1)] == ["anywhere"]
    assert steps.scope(0, 0)["program"] == ["rm", "-f", "hello.txt"]
    assert steps.scope(1, 0)["exact"] is False


def test_what_a_wider_step_would_have_allowed() -> None:
    """Nothing is said of the narrowest; of a shorter time since when."""
    steps = Widening(question(), HOME)
    assert steps.would(0, 0, NOW_US) == ""
    assert steps.would(0, 1, NOW_US) == "In the last 7 days it would have allowed 3 more calls."
    nothing = "In the last 7 days it would have allowed nothing more."
    assert steps.would(1, 0, NOW_US) == nothing
    young = scope(["rm"], "", exact=False, would=2)
    narrow = scope(["rm", "x"], "/srv", would=1)
    young["since_us"] = NOW_US - HOUR_US
    said = Widening(question(scopes=[narrow, young]), HOME).would(1, 0, NOW_US)
    assert said.startswith("Since ")
    assert said.endswith("it would have allowed 1 more call.")


def test_how_long_it_may_last() -> None:
    """The run first, 8 hours at most; the evening only while it is to come."""
    noon = time.mktime((2026, 11, 28, 12, 0, 0, 0, 0, -1))
    found = Widening(question(), HOME).untils(round(noon * 1e6))
    assert [one.word for one in found] == [
        "end of this run",
        "today 18:00",
        "7 days",
        "until revoked",
    ]
    assert [one.lasts for one in found] == ["run", "until", "until", "always"]
    assert found[0].until_us == round(noon * 1e6) + 8 * HOUR_US
    assert found[1].until_us == round(noon * 1e6) + 6 * HOUR_US
    assert found[2].until_us == round(noon * 1e6) + 7 * DAY_US
    late = Widening(question(), HOME).untils(round((noon + 8 * 3600) * 1e6))
    assert "today 18:00" not in [one.word for one in late]


def test_a_run_that_is_not_named_or_cannot_be_undone() -> None:
    """It is not offered for the run then."""
    for odd in (question(run_id=""), question(may_run=False)):
        words = [one.word for one in Widening(odd, HOME).untils(NOW_US)]
        assert "end of this run" not in words


def test_a_tool_without_a_command() -> None:
    """It is called by its name; what is no scope is left out."""
    tool = question(scopes=[scope([], "/srv"), {"scope": "odd"}, 7])
    steps = Widening(tool, HOME)
    assert [(one.word, one.note) for one in steps.programs()] == [("Bash", "this tool")]
