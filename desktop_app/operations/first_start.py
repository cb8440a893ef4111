"""The page of the first start: its words, and what is written down of it.

The page shows the notice `first-start` whole; the entry names its digest, so that what a person
was told stands in the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from desktop_app.host.notices import Notice, notice
from desktop_app.operations import settings
from desktop_app.operations.recorder_access import ask

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

DONE = "first_start.done"


def shown() -> Notice:
    """Return the words of the page."""
    return notice("first-start")


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose on the page.

    Attributes:
        agents: names of those that were set up from it.
        failed: of those that could not be.
        keeps: purposes of content that they allowed to keep; each has a consent record of its own.
        at_login: whether it starts at log-in.
    """

    agents: tuple[str, ...]
    failed: tuple[str, ...]
    keeps: tuple[str, ...]
    at_login: bool


def begun(context: Context, words: Notice, chosen: Choices) -> int:
    """Write down that a person began to record; return the entry.

    Args:
        context: whose.
        words: what the page said.
        chosen: what they chose.

    Raises:
        RecorderNotRunningError: none runs and none can be started.
    """
    subject: dict[str, JSON] = {
        "verb": "first start",
        "notice": {
            "name": words.name,
            "version": words.version,
            "language": words.language,
            "digest": words.digest,
        },
        "agents": list(chosen.agents),
        "failed": list(chosen.failed),
        "keeps": list(chosen.keeps),
        "at_login": chosen.at_login,
    }
    noted = ask(context, "note", {"kind": "command", "subject": subject, "confirmed": True})
    seen(context)
    return cast("dict[str, int]", noted)["entry"]


def seen(context: Context) -> None:
    """Remember that the page was seen, so that it does not come by itself again."""
    if not settings.value(context, DONE):
        settings.change(context, DONE, "true", confirmed=True)
