"""The passphrase of a role that must allow an action: asked for, checked, its wrong tries counted.

Promise: where policy names a role nobody's "yes" counts without its passphrase, and never from a
notification. Each wrong try is told; after `TRIES` the question is denied, once. Tries are checked
one after the other, so that no number of them sent at once gives more than `TRIES` guesses.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from desktop_app.consent.records import By
from desktop_app.errors import (
    AlreadyAnsweredError,
    NotAnsweredByPersonError,
    WrongPassphraseError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.gate import Gate
    from desktop_app.recorder.questions import Question
    from desktop_app.recorder.roles import Roles

TRIES = 5


class ByRole:
    """Checks answers to questions that a role must allow.

    Args:
        roles: who holds what.
        gate: whose questions they are.
        tell: hears of each wrong try: role, intent, actor.
    """

    def __init__(
        self,
        roles: Roles,
        gate: Gate,
        tell: Callable[[str, int, Mapping[str, JSON]], None],
    ) -> None:
        self._roles, self._gate, self._tell = roles, gate, tell
        self._one_at_a_time = Lock()

    def check(self, question: Question, passphrase: str, by: By, actor: Mapping[str, JSON]) -> None:
        """Let "yes" pass where no role must allow it, and with the right passphrase.

        Raises:
            NotAnsweredByPersonError: no passphrase came, or from a notification.
            NotFoundError: nobody holds the role.
            WrongPassphraseError: it is another; the question waits.
            AlreadyAnsweredError: the question is over, by too many tries or by somebody else.
        """
        role = question.because.role
        if not role:
            return
        if by is not By.YOU or not passphrase:
            raise NotAnsweredByPersonError(
                f"Only who holds the role {role} may allow it, with its passphrase in the window.",
                hint="Anybody may deny it.",
            )
        with self._one_at_a_time:
            self._gate.questions.find(question.id)
            if self._roles.is_right(role, passphrase):
                return
            self._tell(role, question.intent, actor)  # also where the question ended meanwhile
            self._refuse(question, role, self._gate.questions.wrong(question.id))

    def _refuse(self, question: Question, role: str, wrong: int) -> None:
        if wrong < TRIES:
            raise WrongPassphraseError(
                f"That is not the passphrase of the role {role}.",
                hint=f"The question waits; tries left: {TRIES - wrong}.",
            )
        reason = f"The passphrase of the role {role} was wrong {TRIES} times; it is denied, once."
        self._gate.refuse(question, reason)
        raise AlreadyAnsweredError(reason)
