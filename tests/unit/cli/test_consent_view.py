"""The consent log on a terminal."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from desktop_app.cli import consent_view
from tests.fakes.gated import gated_ledger
from tests.fakes.indexed import query
from tests.fakes.memory_ledger import START_US

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import RenderableType


def printed(what: RenderableType) -> list[str]:
    """What stands on a terminal of 120 columns."""
    console = Console(width=120, file=io.StringIO(), markup=False, emoji=False, highlight=False)
    console.print(what)
    assert isinstance(console.file, io.StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]


def test_the_log_has_a_line_for_each_record(tmp_path: Path) -> None:
    """Answer, agent, what, by whom, how long it took, entry."""
    with query(tmp_path, gated_ledger()) as found:
        lines = printed(consent_view.log(found.consents(), now_us=START_US))
    assert lines[0].split() == ["Time", "Answer", "Agent", "What", "By", "Took", "Entry"]
    assert "allowed" in lines[4]
    assert "Bash, npm test and any more words" in lines[4]
    assert lines[4].endswith("4.2 s  #4")
    assert "missed" in lines[3]
    assert "Keep command lines" in lines[1]


def test_grants_say_until_when_and_how_often(tmp_path: Path) -> None:
    """The uses are a blank where there is none."""
    with query(tmp_path, gated_ledger()) as found:
        rows = found.grants_in_force(START_US)
    until = {**rows[2], "lasts": "until", "until_us": START_US}
    bound = {**rows[1], "until_us": START_US}
    lines = printed(consent_view.grants([*rows, until, bound], now_us=START_US))
    assert "until revoked" in lines[3]
    assert lines[3].endswith("1     #4")
    assert "until revoked" not in lines[4]
    assert " until " in lines[4]
    assert "for the run, until " in lines[5]


def test_the_path_of_a_decision_is_a_line_each(tmp_path: Path) -> None:
    """Who, what they said, and in which entry."""
    with query(tmp_path, gated_ledger()) as found:
        path = found.why_call("toolu_01")["path"]
    lines = [line.plain for line in consent_view.steps(path, now_us=START_US)]
    assert "the agent's own settings or prompt" in lines[0]
    assert lines[3].endswith("question to you                     asked  #3")
    assert lines[4].endswith("allowed, you  #4")


def test_a_question_whose_agent_went_away_says_so(tmp_path: Path) -> None:
    """Who comes back and finds it missed was not too slow."""
    with query(tmp_path, gated_ledger()) as found:
        row = found.consents(limit=1)[0]
    gone = {**row, "state": "expired", "intent": 2, "by": "nobody", "why": "caller gone"}
    assert "agent went away" in printed(consent_view.log([gone], now_us=START_US))[1]
    step = {"who": "person", "said": "expired", "detail": "nobody", "ts_us": START_US, "seq": 5}
    (line,) = consent_view.steps([{**step, "why": "caller gone"}], now_us=START_US)
    assert line.plain.endswith("missed, agent went away  #5")
    (line,) = consent_view.steps([{**step, "why": "recorder ended"}], now_us=START_US)
    assert line.plain.endswith("missed, recorder ended  #5")
