"""What a wider grant would have allowed: counted in memory, within a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.recorder import recent
from desktop_app.recorder.recent import Covered, Recent
from tests.fakes.gate import PUSH, ask, shell

if TYPE_CHECKING:
    import pytest

    from desktop_app.recorder.recorder import Recorder


def test_a_question_tells_what_each_scope_would_have_allowed(made: Recorder) -> None:
    """The action itself does not count."""
    ask(made, shell("git push origin x"))
    _, question = ask(made, shell(PUSH))
    by_words = {
        scope.exact: would.count
        for scope, would in zip(question.scopes, question.would, strict=True)
    }
    assert by_words == {True: 0, False: 1}


def test_only_a_week_counts_and_no_arguments_are_held(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of the newest actions alone."""
    _, question = ask(made, shell(PUSH))
    scope, action = question.scopes[0], question.action
    monkeypatch.setattr(recent, "KEPT", 2)
    found = Recent(0)
    found._actions = type(found._actions)(maxlen=2)
    for at_us in (1, 2, 3):
        found.add(action, at_us)
    assert found.covered(scope, 3) == Covered(2, 1)
    assert found.covered(scope, recent.WINDOW_US + 3) == Covered(1, 3)
    assert {(each.text, len(each.arguments)) for _, each in found._actions} == {("", 0)}
