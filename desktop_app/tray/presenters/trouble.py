"""What the band across every page says while something is wrong, and what one can do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from desktop_app.model.visible import visible
from desktop_app.operations import managed
from desktop_app.tray.presenters import keeping
from desktop_app.tray.presenters.state import Phase
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.presenters.state import State


_LOCKED = "locked"  # in the sentence of KeychainLockedError, which the recorder waits with


class Remedy(Enum):
    """What the band's button does."""

    START_AGAIN = "start again"
    UNLOCK = "unlock"
    LOOK = "look"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, the gravest.

    Attributes:
        title: in a few words.
        text: what happened, and what is safe.
        remedy: what its button does; None: nothing helps but time or the person.
        word: on the button.
    """

    title: str
    text: str
    remedy: Remedy | None = None
    word: str = ""


def of(state: State) -> Trouble | None:
    """Return what is wrong; None while nothing is."""
    if state.phase is not Phase.TROUBLE:
        return _of_managed(state) or _of_content(state)
    safe = tr("What was acknowledged is safe.")
    if not state.status:
        title, text = tr("The recorder is not running"), f"{state.reason} {safe}"
        return Trouble(title, text, Remedy.START_AGAIN, tr("Start again"))
    if _LOCKED in str(state.get("waiting_for")):
        text = tr("{reason} Nothing is recorded until it is unlocked.", reason=state.reason)
        return Trouble(tr("The keychain is locked"), text, Remedy.UNLOCK, tr("Unlock…"))
    if state.reason:
        return Trouble(tr("Not recording"), f"{state.reason} {safe}")
    word = state.verdict.word if state.verdict is not None else ""
    text = tr("The record is {verdict}. Recording goes on.", verdict=word.lower())
    return Trouble(tr("Verification failed"), text, Remedy.LOOK, tr("Show"))


def _of_managed(state: State) -> Trouble | None:
    """Return that what an administrator decided does not hold though all else is well."""
    found = managed.told(dict(state.status))
    if found is None or not found.trouble:
        return None
    text = " ".join(visible(sentence) for sentence in found.trouble)
    title = tr("Not all that is managed holds")
    return Trouble(title, text, Remedy.SETTINGS, tr("Show"))


def _of_content(state: State) -> Trouble | None:
    """Return that new content is not kept though all else is well."""
    text = keeping.trouble(state)
    if not text:
        return None
    return Trouble(tr("Content is not kept"), text, Remedy.SETTINGS, tr("Show"))
