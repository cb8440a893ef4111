"""What quitting stops, said before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.tray.words import tr


@dataclass(frozen=True, slots=True)
class Question:
    """A question with two answers; `no` is the one that changes nothing."""

    title: str
    text: str
    yes: str
    no: str


def question(keeps: str) -> Question:
    """Return the question; `keeps`: who keeps the recorder.

    "tray" and "": it is ended with us; "service" and "command": it stays.
    """
    if keeps == "service":
        text = tr("The window closes. Recording goes on as a service.")
    elif keeps == "command":
        text = tr("The window closes. Recording goes on where it was started.")
    else:
        text = tr("Recording stops. Agents that are set up will be denied what they must ask for.")
    return Question(tr("Quit Countersign?"), text, tr("Quit"), tr("Keep running"))
