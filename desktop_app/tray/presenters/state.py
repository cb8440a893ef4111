"""The one state that icon, menu, tool tip and window all show; what each of them says of it.

`of` makes it from what the recorder's `status` verb answers (`resources/docs/control.md`) and from
what the tray knows of the recorder's process. The gravest of trouble, a picture taken just now,
waiting, paused and recording is the shape; the tool tip says all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from desktop_app.consent.purposes import KEPT_DAYS
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON


_TOO_MUCH = 2**53  # no number of ours is as large (`model.canonical`)


class Phase(Enum):
    """What the recorder does, as far as the tray knows."""

    STARTING = "starting"
    RECORDING = "recording"
    PAUSED = "paused"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The newest verdict about the ledger: its word, whether it passes, when (microseconds)."""

    word: str
    passes: bool
    at_us: int


@dataclass(frozen=True, slots=True)
class Capture:
    """A picture of the screen: its entry, when, and in whose run ("": by hand, in none)."""

    entry: int
    at_us: int
    sender: str
    run_id: str


@dataclass(frozen=True, slots=True)
class State:
    """What is known of the recorder just now.

    Attributes:
        phase: see `Phase`; a failed verification is trouble too.
        reason: why there is trouble, or what is waited for; "" otherwise. Safe to show.
        local_only: whether the door out is shut.
        upstreams: how many may receive data while it is open.
        questions: how many questions wait for the person.
        paused_until_us: when a pause ends; None: when the person resumes.
        size, sealed_size: entries, and how many of them a checkpoint covers; None: not known.
        verdict: the newest one about the ledger.
        status: the recorder's answer; empty without a recorder.
    """

    phase: Phase = Phase.STARTING
    reason: str = ""
    local_only: bool = True
    upstreams: int = 0
    questions: int = 0
    paused_until_us: int | None = None
    size: int | None = None
    sealed_size: int | None = None
    verdict: Verdict | None = None
    status: tuple[tuple[str, JSON], ...] = ()

    @property
    def unsealed(self) -> int:
        """How many entries no checkpoint covers yet."""
        return (self.size or 0) - (self.sealed_size or 0)

    def get(self, name: str) -> JSON:
        """Return a field of the recorder's answer, or None."""
        return dict(self.status).get(name)


def of(status: Mapping[str, JSON], *, verdict: Verdict | None = None) -> State:
    """Return the state that an answer of the verb `status` stands for."""
    phase, reason = _phase(status, verdict)
    return State(
        phase=phase,
        reason=reason,
        local_only=bool(status.get("local_only", True)),
        upstreams=_number(status.get("upstreams")) or 0,
        paused_until_us=_number(status.get("paused_until_us")),
        size=_number(status.get("size")),
        sealed_size=_number(status.get("sealed_size")),
        verdict=verdict,
        status=tuple(status.items()),
    )


def without(phase: Phase, reason: str = "", *, verdict: Verdict | None = None) -> State:
    """Return the state while no recorder answers: it is being started, or cannot be."""
    return State(phase=phase, reason=visible(reason), verdict=verdict)


def keeps(state: State, purpose: str) -> bool:
    """Whether content of a purpose is kept now, by the person's consent."""
    vault = state.get("vault")
    found = vault.get("keeps") if isinstance(vault, dict) else None
    return isinstance(found, list | tuple) and purpose in found


def kept_days(state: State) -> int:
    """Return after how many days kept content goes, by the policy in force."""
    told = state.get("retention")
    days = _number(told.get("payload_days")) if isinstance(told, dict) else None
    return days or KEPT_DAYS


def newest_capture(state: State) -> Capture | None:
    """Return the newest picture of the screen since the recorder's start, or None."""
    captures = state.get("captures")
    match captures.get("newest") if isinstance(captures, dict) else None:
        case {"entry": int(entry), "at_us": int(at_us), **more}:
            sender, run_id = str(more.get("sender") or ""), str(more.get("run_id") or "")
            return Capture(entry, at_us, sender, run_id)
        case _:
            return None


def icon(state: State, *, dark_panel: bool, capturing: bool = False) -> str:
    """Return the tray icon's name in `resources/icons/tray`, without its ending.

    Args:
        state: the recorder's.
        dark_panel: what it stands on.
        capturing: whether a picture of the screen was taken just now.
    """
    return f"{_shape(state, capturing=capturing)}-{'ondark' if dark_panel else 'onlight'}"


def headline(state: State) -> str:
    """Return what the state block says first: `Recording`, `Paused until 11:15`."""
    match state.phase:
        case Phase.STARTING:
            return tr("Starting")
        case Phase.TROUBLE if state.verdict is not None and not state.verdict.passes:
            return tr("Verification failed") if not state.reason else tr("Not recording")
        case Phase.TROUBLE:
            return tr("Not recording")
        case Phase.PAUSED:
            return tr("Paused until {when}", when=_until(state))
        case Phase.RECORDING:
            return tr("Recording")


def subline(state: State) -> str:
    """Return what the state block says below: the reason of trouble, or what may leave."""
    if state.phase is Phase.TROUBLE:
        if state.reason:
            return state.reason
        return tr("The record is {verdict}.", verdict=(state.verdict and state.verdict.word) or "")
    return door(state)


def door(state: State) -> str:
    """Return what may leave this computer, in a few words."""
    if state.local_only:
        return tr("Sends nothing out")
    if not state.upstreams:
        return tr("Nothing is set up to receive data")
    return trn("{n} upstream may receive data", "{n} upstreams may receive data", state.upstreams)


def tooltip(state: State) -> str:
    """Return one sentence or two that say all of it, gravest first."""
    asked = ""
    if state.questions:
        asked = trn("{n} question waits for you.", "{n} questions wait for you.", state.questions)
    return " ".join(part for part in (asked, _sentence(state)) if part)


def state_line(state: State) -> str:
    """Return the menu's first line: `Recording, local-only`."""
    if state.phase is Phase.TROUBLE and state.reason:
        return tr("Not recording: {reason}", reason=state.reason)
    mode = tr("local-only") if state.local_only else tr("door open")
    return f"{headline(state)}, {mode}"


def seal_line(state: State) -> str:
    """Return the menu's second line: `Sealed to #10,482, 3 not yet sealed`."""
    if state.size is None:
        return tr("Nothing is known of the record yet")
    if not state.sealed_size:
        return tr("Nothing sealed yet")
    sealed = tr("Sealed to #{n}", n=f"{state.sealed_size - 1:,}")
    if not state.unsealed:
        return sealed
    return tr("{sealed}, {n} not yet sealed", sealed=sealed, n=f"{state.unsealed:,}")


def verified_line(state: State, now_us: int) -> str:
    """Return `Verified 10:31, consistent`, or that nobody verified yet."""
    if state.verdict is None:
        return tr("Not verified yet")
    when = formats.clock_time(state.verdict.at_us, now_us=now_us)
    return tr("Verified {when}, {word}", when=when, word=state.verdict.word.lower())


def _phase(status: Mapping[str, JSON], verdict: Verdict | None) -> tuple[Phase, str]:
    reason = status.get("waiting_for") or status.get("trouble")
    if reason:
        return Phase.TROUBLE, visible(str(reason))
    if verdict is not None and not verdict.passes:
        return Phase.TROUBLE, ""
    return (Phase.PAUSED if status.get("paused") else Phase.RECORDING), ""


def _shape(state: State, *, capturing: bool) -> str:
    if state.phase is Phase.TROUBLE:
        return "trouble"
    if capturing:
        return "capturing"
    if state.questions:
        return f"waiting-{state.questions if state.questions < 10 else '9plus'}"  # noqa: PLR2004 - one digit
    if state.phase is Phase.STARTING:
        return "starting"
    return f"{state.phase.value}{'-local' if state.local_only else ''}"


def _sentence(state: State) -> str:
    match state.phase:
        case Phase.STARTING:
            return tr("Countersign is starting.")
        case Phase.TROUBLE if state.reason:
            return tr("Not recording: {reason}", reason=state.reason)
        case Phase.TROUBLE:
            return tr("Verification failed: {line}.", line=subline(state).rstrip("."))
        case _:
            seal = seal_line(state)
            return f"{state_line(state)}, {seal[:1].lower()}{seal[1:]}."


def _until(state: State) -> str:
    if state.paused_until_us is None:
        return tr("you resume")
    return formats.time_of_day(state.paused_until_us)[:5]


def _number(value: JSON) -> int | None:
    """Return a count or time; None for what is none, whoever answers in the recorder's place."""
    return value if type(value) is int and 0 <= value < _TOO_MUCH else None
