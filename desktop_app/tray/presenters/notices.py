"""What is told by a desktop notification: the rows of the page tray.md, and how often.

Promise: of one kind and one agent at most one notification in 30 seconds; later ones are held, the
newest of them is told when the time is over, with the count of the others. What is over before it
was told is not told. A notification is never the only place where something can be found.

A question is told without what is asked for: a desktop may show notifications while it is locked.
But for a person who chose to allow short commands from there (`gate.allow_in_notifications`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.clock import Clock

WINDOW_US = 30_000_000


class Kind(StrEnum):
    """What happened."""

    TROUBLE = "trouble"
    VERDICT = "verdict"
    LOCAL_ONLY = "local-only"
    QUESTION = "question"
    MISSED = "missed"
    NOT_GATED = "not-gated"
    BYPASS = "bypass"
    POLICY = "policy"
    UNSETTLED = "unsettled"
    CAPTURE = "capture"


class Action(StrEnum):
    """What a person can do from a notification."""

    SHOW = "show"
    DENY = "deny"
    ONCE = "once"
    LOOK = "look"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Row:
    """What a kind's notifications have.

    Attributes:
        actions: buttons, in order.
        click: what a click on its text does; None: the first of its actions.
        urgent: stays until the person has seen it, where the desktop can do that.
    """

    actions: tuple[Action, ...] = ()
    urgent: bool = False
    click: Action | None = None


TABLE: Mapping[Kind, Row] = {
    Kind.TROUBLE: Row((Action.SHOW,), urgent=True),
    Kind.VERDICT: Row((Action.SHOW,), urgent=True),
    Kind.LOCAL_ONLY: Row(),
    Kind.QUESTION: Row((Action.DENY, Action.LOOK), urgent=True, click=Action.LOOK),
    Kind.MISSED: Row((Action.SHOW,)),
    Kind.NOT_GATED: Row((Action.SHOW,), urgent=True),
    Kind.BYPASS: Row((Action.SHOW,), urgent=True),
    Kind.POLICY: Row((Action.SHOW,), urgent=True),
    Kind.UNSETTLED: Row((Action.SHOW,), urgent=True),
    Kind.CAPTURE: Row((Action.STOP,), click=Action.SHOW),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell; plain text without characters that hide or reverse.

    Attributes:
        kind: what happened.
        title: one line.
        body: a sentence or two, or "".
        agent: whom it is about; "" for nobody in particular.
        about: names what exactly: a question, a run.
        allows: whether "Allow once" stands beside "Deny".
    """

    kind: Kind
    title: str
    body: str
    agent: str = ""
    about: str = ""
    allows: bool = False

    @property
    def key(self) -> str:
        """Kind and agent: what shares a place on the screen, and a window of time."""
        return f"{self.kind}/{self.agent}" if self.agent else str(self.kind)

    @property
    def row(self) -> Row:
        """What its kind has."""
        row = TABLE[self.kind]
        if not self.allows:
            return row
        return replace(row, actions=(Action.DENY, Action.ONCE, Action.LOOK))


def label(action: Action) -> str:
    """Return a button's text."""
    match action:
        case Action.SHOW:
            return tr("Show")
        case Action.DENY:
            return tr("Deny")
        case Action.ONCE:
            return tr("Allow once")
        case Action.LOOK:
            return tr("Look at it")
        case Action.STOP:
            return tr("Stop")


def trouble(reason: str) -> Notice:
    """Tell that nothing is recorded; `reason` is a sentence ("The disk is full.")."""
    safe = tr("What was acknowledged is safe.")
    return _notice(Kind.TROUBLE, tr("Countersign is not recording"), f"{reason} {safe}")


def policy(sentence: str, kept: str) -> Notice:
    """Tell that the person's policy broke: its first mistake, and what stays in force."""
    return _notice(Kind.POLICY, tr("Your policy is not in force"), f"{sentence} {kept}")


def verdict(word: str, sentence: str) -> Notice:
    """Tell that a verification failed: its word ("Diverged"), and what was found."""
    return _notice(Kind.VERDICT, tr("Verification failed: {verdict}", verdict=word), sentence)


def local_only(stopped: Sequence[tuple[int, int]] = ()) -> Notice:
    """Tell that local-only mode is on again; `stopped`: (sent, of) records of each export."""
    body = tr("Countersign sends nothing out.")
    if stopped:
        sent = f"{sum(sent for sent, _ in stopped):,}"
        total = f"{sum(total for _, total in stopped):,}"
        body = trn(
            "{n} export was stopped: {sent} of {total} records were sent.",
            "{n} exports were stopped: {sent} of {total} records were sent.",
            len(stopped),
            sent=sent,
            total=total,
        )
    return _notice(Kind.LOCAL_ONLY, tr("Local-only mode is on again"), body)


def question(agent: str, verb: str, *, until: str, about: str, whole: str = "") -> Notice:
    """Tell that an agent asks: `Codex asks to use the network`.

    Args:
        agent: who asks.
        verb: for what.
        until: when it stops waiting; "" for no end.
        about: the question.
        whole: all of what is asked for, where it may be allowed from here; else "".
    """
    title = tr("{agent} asks to {verb}", agent=agent, verb=verb)
    body = tr("Denied at {when} if you do not answer.", when=until) if until else ""
    told = _notice(Kind.QUESTION, title, body, agent, about)
    if not whole:
        return told
    return replace(told, body=f"{visible(whole)}\n{told.body}".strip(), allows=True)


def missed(agent: str, verb: str, *, at: str, about: str) -> Notice:
    """Tell that nobody answered in time."""
    title = tr("{agent} was denied: you did not answer", agent=agent)
    body = tr("It wanted to {verb}. Denied once, at {when}.", verb=verb, when=at)
    return _notice(Kind.MISSED, title, body, agent, about)


def not_gated(calls: int) -> Notice:
    """Tell of calls that ran though the gate did not let them; the log says which."""
    title = trn(
        "{n} call ran though the gate did not answer",
        "{n} calls ran though the gate did not answer",
        calls,
    )
    return _notice(Kind.NOT_GATED, title, tr("The consent log says which, and why."))


def unsettled(agent: str, *, missing: bool) -> Notice:
    """Tell that a session's settings do not hold: hooks are missing, or others overrule ours."""
    if missing:
        title = tr("{agent} may not ask you", agent=agent)
        body = tr("Its hooks are gone, off or not trusted. Agents says what to do.")
    else:
        title = tr("{agent} may not be recorded", agent=agent)
        body = tr("Other settings overrule those of its set-up. Agents says which.")
    return _notice(Kind.UNSETTLED, title, body, agent)


def capture(agent: str, *, until: str) -> Notice:
    """Tell of the first picture of the screen in a run; `until`: when the consent ends, or ""."""
    allowed = tr("as you allowed until {when}", when=until) if until else tr("as you allowed")
    body = tr("{agent}, {allowed}.", agent=agent, allowed=allowed)
    return _notice(Kind.CAPTURE, tr("Screenshots are being taken"), body, agent)


def bypass(agent: str, *, at: str) -> Notice:
    """Tell that an agent tried to answer or loosen for the person."""
    body = tr("{agent}, {when}. It was refused.", agent=agent, when=at)
    return _notice(Kind.BYPASS, tr("An agent tried to answer for you"), body, agent)


def wrong_passphrase(role: str, *, at: str) -> Notice:
    """Tell that somebody tried to allow what a role must allow."""
    title = tr("A wrong passphrase was given for the role {role}", role=role)
    return _notice(Kind.BYPASS, title, tr("{when}. Nothing was allowed.", when=at))


def _notice(kind: Kind, title: str, body: str, agent: str = "", about: str = "") -> Notice:
    return Notice(kind, visible(title), visible(body.strip()), agent, about)


@dataclass(slots=True)
class _Window:
    until_us: int
    newest: Notice | None = None
    held: int = 0


class Limiter:
    """Decides what is told now, what later, and what not at all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[str, _Window] = {}

    def offer(self, notice: Notice) -> Notice | None:
        """Return what to tell at once, or None: it is told when its window ends."""
        now_us = self._clock.boot_us()
        window = self._windows.get(notice.key)
        if window is None or (window.newest is None and now_us >= window.until_us):
            self._windows[notice.key] = _Window(now_us + WINDOW_US)
            return notice
        window.newest = notice
        window.held += 1
        return None

    def due(self) -> list[Notice]:
        """Return what was held and is to be told now."""
        now_us = self._clock.boot_us()
        told = []
        for key, window in tuple(self._windows.items()):
            if now_us < window.until_us:
                continue
            if window.newest is None:
                del self._windows[key]
                continue
            told.append(_folded(window.newest, window.held - 1))
            self._windows[key] = _Window(now_us + WINDOW_US)
        return told

    def next_us(self) -> int | None:
        """Return in how many microseconds something may be due; None: nothing is held."""
        held = [window.until_us for window in self._windows.values() if window.newest is not None]
        return max(0, min(held) - self._clock.boot_us()) if held else None

    def withdraw(self, key: str) -> None:
        """Drop what is held under a key: it is over. Its window goes on."""
        window = self._windows.get(key)
        if window is not None:
            window.newest, window.held = None, 0


def _folded(notice: Notice, others: int) -> Notice:
    if others == 0:
        return notice
    more = trn("{n} more like it came before.", "{n} more like it came before.", others)
    return replace(notice, body=f"{notice.body} {more}".strip())
