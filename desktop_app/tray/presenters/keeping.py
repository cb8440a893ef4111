"""What the window says of kept content: what is asked, what is kept since when, how full it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.consent.purposes import KEPT_DAYS
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations.keeping import CONTENT
from desktop_app.tray.presenters import integrity
from desktop_app.tray.presenters.integrity import Disk, Part
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.consent.purposes import Purpose
    from desktop_app.host.notices import Notice
    from desktop_app.tray.presenters.state import State


@dataclass(frozen=True, slots=True)
class Asked:
    """A notice in the parts it is shown in: all of its paragraphs, in their order."""

    title: str
    lines: tuple[str, ...]

    @property
    def spoken(self) -> str:
        """All of it below the title, for assistive technology."""
        return " ".join(self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """One purpose of content.

    Attributes:
        purpose: its name in records.
        title: what is kept.
        text: what that is good for.
        status: whether it is kept, since when, and how long.
        grant: the record that gave it; None while it is not kept.
    """

    purpose: str
    title: str
    text: str
    status: str
    grant: int | None

    @property
    def is_kept(self) -> bool:
        """Whether it is kept now."""
        return self.grant is not None


@dataclass(frozen=True, slots=True)
class Vault:
    """How full the vault is.

    Attributes:
        disk: for the bar; None while it is not open.
        text: the same in words.
        trouble: why nothing new is kept, or that it soon will not be; "" while all is well.
        tone: of `trouble`.
    """

    disk: Disk | None
    text: str
    trouble: str = ""
    tone: str = "deny"


def asked(notice: Notice) -> Asked:
    """Return a notice's parts."""
    title, *lines = notice.paragraphs
    return Asked(visible(title), tuple(visible(line) for line in lines if line))


def rows(grants: Iterable[Mapping[str, Any]], now_us: int, days: int = KEPT_DAYS) -> list[Row]:
    """Return every purpose of content, with the newest grant of `Query.grants_in_force`.

    Args:
        grants: of every purpose.
        now_us: the present.
        days: how long content stays by the policy in force.
    """
    newest: dict[str, Mapping[str, Any]] = {}
    for grant in grants:
        known = newest.setdefault(str(grant["purpose"]), grant)
        if grant["seq"] > known["seq"]:
            newest[str(grant["purpose"])] = grant
    return [_row(purpose, newest.get(purpose.name), now_us, days) for purpose in CONTENT]


def status(given_us: int | None, now_us: int, days: int) -> str:
    """Return `Kept since today 10:31, for 90 days.`, or that it is not kept."""
    if given_us is None:
        return tr("Not kept.")
    since = integrity.when(given_us, now_us=now_us)
    since = since[:1].lower() + since[1:]
    return tr("Kept since {when}, for {days} days.", when=since, days=days)


def vault(state: State) -> Vault | None:
    """Return how full the vault is; None while nothing is known of it."""
    told = state.get("vault")
    if not isinstance(told, dict):
        return None
    used, quota = told.get("bytes"), told.get("quota_bytes")
    if not told.get("open") or not isinstance(used, int) or not isinstance(quota, int):
        return Vault(None, tr("The vault is not open."), _not_kept(told))
    trouble, quota = _not_kept(told), max(quota, 1)
    text = tr("{used} of {quota} used", used=formats.size(used), quota=formats.size(quota))
    part = Part(tr("Vault"), "deny" if trouble else "accent", min(used, quota), "")
    disk = Disk(text, (part,), quota, "")
    if not trouble and told.get("nearly_full"):
        nearly = tr("The vault is nearly full. When it is, new content is not kept.")
        return Vault(disk, text, nearly, "ask")
    return Vault(disk, text, trouble)


def trouble(state: State) -> str:
    """Return what every page says while new content cannot be kept; "" while it can."""
    told = state.get("vault")
    sentence = _not_kept(told) if isinstance(told, dict) else ""
    return tr("Recording goes on. {sentence}", sentence=sentence) if sentence else ""


def kept_now(state: State) -> str:
    """Return what is kept, in a few words; "" while nothing is known of it."""
    told = state.get("vault")
    keeps = told.get("keeps") if isinstance(told, dict) else None
    if not isinstance(keeps, list):
        return ""
    titles = [_short(one) for one in CONTENT if one.name in keeps]
    return ", ".join(titles) if titles else tr("nothing")


def _short(purpose: Purpose) -> str:
    return {
        "keep prompts and responses": tr("prompts and responses"),
        "keep tool arguments and results": tr("tool arguments and results"),
        "keep command lines": tr("command lines"),
        "screenshots": tr("screenshots"),
        "file content": tr("file contents"),
        "local copies": tr("local copies"),
    }.get(purpose.name, purpose.name.removeprefix("keep "))


def _not_kept(told: Mapping[str, Any]) -> str:
    """Return that new content is not kept, and why; "" where it is."""
    why = visible(str(told.get("why") or ""))
    if why and told.get("open") and told.get("nearly_full"):
        return tr("New content is not kept: the vault is full.")
    return tr("New content is not kept. {why}", why=why) if why else ""


def _row(purpose: Purpose, grant: Mapping[str, Any] | None, now_us: int, days: int) -> Row:
    given_us = None if grant is None else int(grant["given_us"])
    return Row(
        purpose=purpose.name,
        title=purpose.title,
        text=_about().get(purpose.name, ""),
        status=status(given_us, now_us, days),
        grant=None if grant is None else int(grant["seq"]),
    )


def _about() -> dict[str, str]:
    return {
        "keep prompts and responses": tr("What you ask agents, and what models answer them."),
        "keep tool arguments and results": tr(
            "What agents hand to their tools, and what tools give back."
        ),
        "keep command lines": tr("Without them a run shows that a shell ran, not what it ran."),
        "screenshots": tr("Pictures of the screen from before and after what agents do."),
        "file content": tr("What files held before and after, so that a change can be put back."),
        "local copies": tr("An agent's folder before it works there, and each change it makes."),
    }
