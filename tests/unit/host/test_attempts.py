"""Attempts are counted in bounded memory."""

from __future__ import annotations

from desktop_app.host.attempts import MAX_TARGETS, Attempts, Gathered
from desktop_app.host.egress.guard import Refusal


def refusal(target: str) -> Refusal:
    """Return an attempt."""
    return Refusal("socket.connect", target, 1)


def test_attempts_are_counted_by_target_until_they_are_taken() -> None:
    """In order of their names; then anew."""
    attempts = Attempts()
    assert attempts.take() is None
    for target in ("b:1", "a:1", "b:1"):
        attempts.heard(refusal(target))
    assert attempts.take() == Gathered({"a:1": 1, "b:1": 2}, 0)
    assert attempts.take() is None


def test_further_targets_are_counted_together() -> None:
    """However many a program tries."""
    attempts = Attempts()
    for number in range(MAX_TARGETS + 5):
        attempts.heard(refusal(f"{number}:1"))
    attempts.heard(refusal("0:1"))
    taken = attempts.take()
    assert taken is not None
    assert (len(taken.targets), taken.targets["0:1"], taken.others) == (MAX_TARGETS, 2, 5)


def test_what_could_not_be_stored_is_counted_again() -> None:
    """With what came meanwhile."""
    attempts = Attempts()
    attempts.heard(refusal("a:1"))
    taken = attempts.take()
    assert taken is not None
    attempts.heard(refusal("a:1"))
    attempts.put_back(taken)
    assert attempts.take() == Gathered({"a:1": 2}, 0)
