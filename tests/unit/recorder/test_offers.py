"""What may be granted: narrow first, and no words that hold a secret."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.recorder.offers import is_within, offered
from tests.fakes.gate import PUSH, ask, shell

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder


def test_offers_begin_at_the_narrowest(made: Recorder) -> None:
    """These words in this folder; the last one is anywhere."""
    _, question = ask(made, shell(PUSH))
    first, last = question.scopes[0], question.scopes[-1]
    assert (first.exact, first.folder, first.below) == (True, "/w", False)
    assert (last.exact, last.folder) == (False, "")


def test_words_with_a_secret_are_not_offered(made: Recorder) -> None:
    """They would be stored."""
    _, question = ask(made, shell(PUSH))
    assert offered(question.action, lambda _text: True) == ()
    assert offered(question.action, lambda _text: False) == question.scopes


def test_within_is_by_every_part(made: Recorder) -> None:
    """Each scope is within itself; a folder may be deeper only where the action lies there."""
    _, question = ask(made, shell(PUSH))
    action, scopes = question.action, question.scopes
    assert all(is_within(scope, [scope], action) for scope in scopes)
    assert not is_within(scopes[-1], scopes[:1], action)
    below = next(scope for scope in scopes if scope.below)
    assert is_within(replace(below, below=False), [below], action)
    assert not is_within(below, [replace(below, below=False)], action)
