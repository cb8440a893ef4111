"""A question as the tray gets it: every field documented, and no answer too large for a frame."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.recorder import question_json
from desktop_app.recorder.question_json import format_question, format_questions, may_run
from tests.fakes.gate import PUSH, ask, questions, shell, write
from tests.fakes.roles import ROLE, left_to_role

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder

DOCUMENT = Path(__file__).parents[3] / "resources" / "docs" / "control.md"


def test_each_field_is_documented(made: Recorder) -> None:
    """`control.md`, "Question"."""
    _, question = ask(made, shell(PUSH))
    text = DOCUMENT.read_text().partition("**Question**")[2].partition("\n\n**")[0]
    told = format_question(question, ())
    for name in (*told, *told["because"], *told["notice"], *told["so_far"], *told["scopes"][0]):
        assert f"`{name}`" in text, name


def test_what_the_run_did_before_is_told(made: Recorder) -> None:
    """Not counting the action itself."""
    made.gating.gate.begin(shell("ls")).result(60)
    made.gating.gate.begin(write(str(made.paths.ledger))).result(60)
    _, question = ask(made, shell(PUSH))
    assert format_question(question, ())["so_far"] == {"tool_calls": 2, "denied": 1}


def test_for_a_run_only_what_can_be_undone(made: Recorder) -> None:
    """And only where there is a run."""
    assert may_run(ask(made, write("/elsewhere/a"))[1])
    assert not may_run(ask(made, write("/elsewhere/a", run_id=""))[1])
    assert not may_run(ask(made, shell(PUSH))[1])


def test_whether_anybody_holds_the_role_is_told(made: Recorder) -> None:
    """As it is now; a question without a role can be allowed by anybody here."""
    _, plain = ask(made, shell(PUSH))
    left_to_role(made)
    _, question = ask(made, shell(PUSH))
    assert format_question(plain, ())["role_held"] is True
    assert format_question(question, ())["role_held"] is False
    told = format_question(question, made.gating.roles.held)
    assert told["role_held"] is True
    assert (told["scopes"], told["may_run"], told["because"]["role"]) == ([], False, ROLE)


def test_what_does_not_fit_comes_later(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first always comes."""
    monkeypatch.setattr(question_json, "MAX_BYTES", 10)
    for _ in range(3):
        ask(made, shell(PUSH))
    told = format_questions(7, questions(made), ())
    assert (told["n"], len(told["questions"]), told["more"]) == (7, 1, 2)
    assert told["left"] == []
    assert format_questions(8, (), (), left=["a"])["left"] == ["a"]
