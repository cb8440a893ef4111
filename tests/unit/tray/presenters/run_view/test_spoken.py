"""Rows in words."""

from __future__ import annotations

import json

from desktop_app.tray.presenters.run_view import spoken
from desktop_app.tray.presenters.run_view.arrange import Node, arrange
from desktop_app.tray.presenters.run_view.rows import OPEN, Extra, State, What
from tests.fakes.pictured import places


def test_a_denied_call_in_one_sentence(asked):
    """Name, level, wait, and how it went."""
    at = places(asked.rows, What.TOOL, "Bash")[-1]
    assert spoken.spoken(asked.rows, at) == "Bash, level 2, waited 3.5 seconds for you, denied"


def test_a_call_that_was_not_gated_in_one_sentence(not_gated):
    """The gate's silence is told."""
    at = places(not_gated.rows, What.TOOL)[0]
    assert spoken.spoken(not_gated.rows, at) == (
        "Bash, level 2, the gate did not answer for 2.0 seconds, ran, not gated, 10 milliseconds"
    )


def test_other_rows():
    """Model calls, folds, log records, what runs and what has no end."""
    extra = Extra(detail="$0.0047", call={"exit_code": 3})
    rows = arrange(
        [
            Node(What.MODEL, State.ERROR, 0, 90_000_000, 1, 0, "gpt", extra),
            Node(What.FOLD, State.UNKNOWN, 1, 1, 0, 0, "9 spans folded", Extra(detail="fs")),
            Node(What.LOG, State.UNKNOWN, 2, 2, 0, 1, "note"),
            Node(What.STEP, State.UNKNOWN, 3, OPEN, 2, 0, "step"),
            Node(What.TOOL, State.NO_END, 4, OPEN, 3, 0, "Bash"),
        ]
    )
    assert [spoken.spoken(rows, at) for at in range(5)] == [
        "gpt, $0.0047, level 1, failed, exit 3, 90 milliseconds",
        "9 spans folded, fs, level 1",
        "note, level 1, log record",
        "step, level 1, running",
        "Bash, level 1, end not recorded",
    ]
    assert "folded" in spoken.spoken(rows, 1, is_open=False)
    assert "unfolded" in spoken.spoken(rows, 1, is_open=True)


def test_a_row_for_the_clipboard(asked):
    """As text with tabs, as JSON with what is known."""
    at = places(asked.rows, What.TOOL, "Bash")[-1]
    assert spoken.as_text(asked.rows, at).split("\t")[1:] == ["Bash", "", "denied"]
    told = json.loads(spoken.as_json(asked.rows, at))
    assert (told["name"], told["state"], told["call"]["name"]) == ("Bash", "denied", "Bash")


def test_durations_in_full():
    """For a voice."""
    assert spoken.seconds(46_000) == "46 milliseconds"
    assert spoken.seconds(3_528_000) == "3.5 seconds"
    assert spoken.seconds(192_000_000) == "3 min 12 s"


def test_rows_are_found_by_what_they_say(asked):
    """Name, detail and call id; whatever the case."""
    at = places(asked.rows, What.TOOL, "Write")[0]
    assert spoken.matches(asked.rows, at, "wri")
    assert spoken.matches(asked.rows, at, "toolu_asked")
    assert not spoken.matches(asked.rows, at, "read")
    model = places(asked.rows, What.MODEL)[0]
    assert spoken.matches(asked.rows, model, "$0.0047")
