"""What the page of the first start says: the notice in its parts, the keys, the agents found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from desktop_app.model.purposes import COMMANDS, COPIES
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import changes
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.host.notices import Notice
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.agents_state import AgentState
    from desktop_app.tray.presenters.state import State

ICONS = (("check", "ok"), ("not-kept", "text3"), ("redacted", "text2"))  # of the three lists
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Page:
    """The notice, arranged; each text of it stands in exactly one place.

    Attributes:
        title, lead: on top.
        lists: three times a heading and its items.
        honest: what holds in this version.
        door_title, door: local-only mode.
        digest: the sentence at the foot.
    """

    title: str
    lead: str
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    honest: str
    door_title: str
    door: str
    digest: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Where the keys are, and what to write down.

    Attributes:
        custody: a sentence; `uneasy`: it must be said loudly.
        vkey: whole, for QR code and copy.
        fingerprint: in groups.
    """

    custody: str
    uneasy: bool
    vkey: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Found:
    """One agent to tick: `state` "free" (can be set up) or "wired" (is already)."""

    name: str
    title: str
    version: str
    text: str
    wired: bool


def page(notice: Notice) -> Page:
    """Return the notice in its parts, which blank lines set apart."""
    groups = [part.split("\n") for part in notice.text.split("\n\n")]
    (title, lead), *lists, (honest,), (door_title, door) = groups
    return Page(
        title,
        lead,
        tuple((head, tuple(items)) for head, *items in lists),
        honest,
        door_title,
        door,
        tr("This page is one record: text digest {digest}.", digest=short(notice.digest)),
    )


def short(digest: str) -> str:
    """Return the beginning of a digest in two groups: `8a41 20fe`."""
    return f"{digest[:_GROUP]} {digest[_GROUP : 2 * _GROUP]}"


def door(shown: Page, *, local_only: bool) -> tuple[str, str]:
    """Return title and text of local-only mode as it is just now."""
    if local_only:
        return shown.door_title, shown.door
    return tr("Local-only mode is off"), tr("You turned it off. Nothing is set up to receive data.")


def keys(answer: Mapping[str, JSON]) -> Keys:
    """Return what `keys.list` answers, for people."""
    custody = str(answer.get("custody") or "")
    sentence, uneasy = {
        "os-keychain": (
            tr(
                "Kept in the keychain of this system. "
                "Without them the record can still be checked, but not continued."
            ),
            False,
        ),
        "passphrase-file": (
            tr(
                "Kept in a file that your passphrase encrypts. "
                "Without it the record can still be checked, but not continued."
            ),
            False,
        ),
        "plain-file": (
            tr(
                "The keys lie in a plain file that any program of yours can read. "
                "Whoever reads it can forge the record."
            ),
            True,
        ),
    }.get(custody, (visible(custody), True))
    vkey, fingerprint = answer.get("vkey"), answer.get("fingerprint")
    return Keys(sentence, uneasy, visible(str(vkey or "")), visible(str(fingerprint or "")))


def found(state: AgentState, home: str) -> Found | None:
    """Return an agent for the list; None: it is not there."""
    if state.program is None and not state.wired:
        return None
    place = changes.place(str(state.config), home)
    text = tr("set up already") if state.wired else tr("telemetry in {file}", file=place)
    version = visible(state.version) if state.version else ""
    return Found(state.agent.name, state.agent.title, version, text, state.wired)


class Choice(NamedTuple):
    """Whether to keep content of a purpose: its title, and what it is good for."""

    purpose: str
    title: str
    text: str


def choices(*, copies: bool) -> tuple[Choice, ...]:
    """Return what a person is asked about here; `copies`: whether files are copied at all."""
    lines = Choice(
        COMMANDS,
        tr("Command lines"),
        tr(
            "Without them a run shows that a shell ran, not what it ran. "
            "They stay on this computer."
        ),
    )
    local = Choice(
        COPIES,
        tr("Local copies, so that changes can be undone"),
        tr(
            "Files are copied before an agent works in their folder. "
            "Without them nothing it does to files can be undone from here."
        ),
    )
    return (lines, local) if copies else (lines,)


def keeps(state: State, purpose: str) -> bool:
    """Return whether the recorder keeps content of a purpose already."""
    told = state.get("vault")
    kept = told.get("keeps") if isinstance(told, dict) else None
    return isinstance(kept, list) and purpose in kept


def kept_already() -> str:
    """Return what stands in place of a choice that was made."""
    return tr("Kept, as you allowed. Settings can end it.")


def begun(entry: int) -> str:
    """Return what the foot says after it."""
    return tr("Recording. Recorded as #{entry}.", entry=f"{entry:,}")
