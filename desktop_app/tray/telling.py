"""What is told by a notification, because the icon alone could be missed.

Trouble, a bad verdict, local-only mode on again, calls that ran though the gate did not let them,
an agent whose settings do not hold, one that tried to answer for the person, a policy that broke.
Never the only place where it is said: icon and window show the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.model import formats
from desktop_app.tray.presenters import notices, policy, verdict
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.state import Phase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.judgement import Judgement
    from desktop_app.tray.desk import Go
    from desktop_app.tray.integrity_check import IntegrityCheck
    from desktop_app.tray.link import Link
    from desktop_app.tray.notifier import Notifier
    from desktop_app.tray.presenters.policy import Broken
    from desktop_app.tray.presenters.state import State


_PAGES: dict[str, str] = {
    notices.Kind.TROUBLE: "timeline",
    notices.Kind.VERDICT: "integrity",
    notices.Kind.POLICY: "consent",
    notices.Kind.UNSETTLED: "agents",
}


class Telling(QObject):
    """Listens to the link and to verifications; tells, and leads on when a notification is clicked.

    Args:
        notifier: shows notifications.
        link: the recorder's state.
        check: verifications of the ledger.
        go: where a click leads.
    """

    def __init__(self, notifier: Notifier, link: Link, check: IntegrityCheck, go: Go) -> None:
        super().__init__()
        self._notifier, self._go, self._before = notifier, go, link.state
        link.changed.connect(self._changed)
        check.finished.connect(self._judged)
        notifier.invoked.connect(self._chosen)

    def _changed(self, state: State) -> None:
        before, self._before = self._before, state
        is_down, was_down = _is_down(state), _is_down(before)
        if is_down and not was_down:
            self._notifier.show(notices.trouble(state.reason))
        elif was_down and not is_down:
            self._notifier.withdraw(str(notices.Kind.TROUBLE))
        if before.status and state.status and state.local_only and not before.local_only:
            self._notifier.show(notices.local_only())
        if before.status and state.status:
            self._gate(before, state)
            self._policy(policy.broken(before), policy.broken(state))

    def _gate(self, before: State, state: State) -> None:
        """Tell of what is more than a moment ago; a recorder that started anew counts from 0."""
        ran = _count(state.get("failed_open")) - _count(before.get("failed_open"))
        if ran > 0:
            self._notifier.show(notices.not_gated(ran))
        found, then = _found(state), _found(before)
        if _count(found.get("count")) > _count(then.get("count")):
            agent = words.agent(str(found.get("agent") or ""))
            missing = found.get("why") == "hook missing"
            self._notifier.show(notices.unsettled(agent, missing=missing))
        tried, earlier = _attempts(state), _attempts(before)
        if _count(tried.get("count")) > _count(earlier.get("count")):
            self._notifier.show(_tried(tried))

    def _policy(self, before: Broken | None, now: Broken | None) -> None:
        """Tell once that it broke; another mistake while it is mended is no news."""
        if now is not None and before is None:
            self._notifier.show(notices.policy(now.sentence, now.kept))
        elif before is not None and now is None:
            self._notifier.withdraw(str(notices.Kind.POLICY))

    def _judged(self, found: Judgement) -> None:
        name = str(found.report["verdict"])
        if verdict.tone(name) == "ok":
            self._notifier.withdraw(str(notices.Kind.VERDICT))
        else:
            self._notifier.show(notices.verdict(verdict.word(name), str(found.report["sentence"])))

    def _chosen(self, key: str, _action: str) -> None:
        kind = key.partition("/")[0]
        if kind in _PAGES:
            self._go.page.emit(_PAGES[kind])


def _count(value: JSON) -> int:
    return value if isinstance(value, int) else 0


def _attempts(state: State) -> Mapping[str, JSON]:
    found = state.get("gate_attempts")
    return found if isinstance(found, dict) else {}


def _found(state: State) -> Mapping[str, JSON]:
    told = state.get("unsettled")
    return told if isinstance(told, dict) else {}


def _tried(tried: Mapping[str, JSON]) -> notices.Notice:
    at_us, role = tried.get("at_us"), str(tried.get("role") or "")
    when = formats.time_of_day(at_us)[:8] if isinstance(at_us, int) else ""
    if role:
        return notices.wrong_passphrase(role, at=when)
    return notices.bypass(words.agent(str(tried.get("agent") or "")), at=when)


def _is_down(state: State) -> bool:
    """Whether nothing is recorded; a bad verdict is told when it is reached."""
    return state.phase is Phase.TROUBLE and bool(state.reason)
