"""What may be granted: narrow first, and no words that hold a secret."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.model.action import ActionKind, SideEffect, Trait
from desktop_app.recorder.offers import SHORT, fits_notification, is_within, offered
from tests.fakes.gate import PUSH, answer, ask, shell

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

TOUCH = "touch /srv/outside"


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


def test_a_notification_allows_what_it_shows_whole(made: Recorder) -> None:
    """A short simple command that can be undone; whatever stands out is looked at in the window."""
    told, question = ask(made, shell(TOUCH))
    assert not question.in_notification  # the person has not chosen it
    answer(made, question, "deny")
    assert told.result(5).says == "deny"
    made.gating.gate.in_notifications = True
    _, question = ask(made, shell(TOUCH))
    assert question.in_notification
    _, pushes = ask(made, shell(PUSH))
    assert not pushes.in_notification
    action, because = question.action, question.because
    for changed in (
        replace(action, text=TOUCH + "x" * SHORT, arguments={"command": TOUCH + "x" * SHORT}),
        replace(action, text="touch /srv/\u0430", arguments={"command": "touch /srv/\u0430"}),
        replace(action, text="touch\n/srv/x", arguments={"command": "touch\n/srv/x"}),
        replace(action, arguments={"command": TOUCH, "stdin": "x"}),
        replace(action, kind=ActionKind.OTHER),
        replace(action, side_effect=SideEffect.IRREVERSIBLE),
        replace(action, secrets=("email",)),
        replace(action, traits=frozenset((Trait.CREDENTIAL,))),
    ):
        assert not fits_notification(changed, because)
    assert not fits_notification(action, replace(because, role="release-manager"))
    said = {"command": TOUCH, "description": "Make a file", "timeout": 5}
    assert fits_notification(replace(action, arguments=said), because)
