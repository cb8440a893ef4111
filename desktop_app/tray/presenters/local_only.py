"""What the dialog says that turns local-only mode off: the notice, in the parts it is shown in.

Promise: every paragraph of the notice is shown, in its words and order; the digest of that text is
what the person's consent is to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.host.notices import Notice
    from desktop_app.tray.presenters.state import State


@dataclass(frozen=True, slots=True)
class Asked:
    """The dialog's text.

    Attributes:
        title, lead: on top.
        recipients: who may receive data, one line each; or that nobody may.
        note: below them.
        answer: the button that turns it off.
    """

    title: str
    lead: str
    recipients: tuple[str, ...]
    note: str
    answer: str


def asked(notice: Notice, upstreams: int) -> Asked:
    """Return a notice's parts.

    Args:
        notice: `local-only-off`.
        upstreams: how many recipients it names.
    """
    title, lead, *recipients, note = notice.paragraphs
    answer = tr("Turn off for these {n}", n=f"{upstreams:,}") if upstreams else tr("Turn off")
    return Asked(title, lead, tuple(recipients), note, answer)


def recipients(state: State) -> tuple[str, ...]:
    """Return who may receive data once it is off, one line each."""
    told = state.get("recipients")
    return tuple(map(str, told)) if isinstance(told, list | tuple) else ()


def description(shown: Asked) -> str:
    """Return all of it for assistive technology."""
    return " ".join((shown.lead, *shown.recipients, shown.note))
