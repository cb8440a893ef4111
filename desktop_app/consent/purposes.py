"""What a person can be asked for. Append-only: a name here is in somebody's ledger for ever.

Never rename, never reuse, never remove. `resources/docs/consent.md` lists them; a test compares.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from desktop_app.model import purposes as content

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTION = "agent action"
BEYOND = "connections beyond this computer"
SEND = "send to an upstream"
KEPT_DAYS = 90  # how long content stays by default


@dataclass(frozen=True, slots=True)
class Purpose:
    """One thing that needs a person's consent.

    Attributes:
        name: as it stands in records.
        title: as a person reads it.
        notice: name of the resource with the words in which it is asked.
        retention_days: how long what is kept by it stays by default; None where nothing is kept.
        scoped: whether a grant names what it covers (a `Scope`), so that several stand at once;
            else the newest answer alone counts.
        named: whether each consent names its recipients, so that several stand at once, too.
    """

    name: str
    title: str
    notice: str
    retention_days: int | None = None
    scoped: bool = False
    named: bool = False

    @property
    def stands_alone(self) -> bool:
        """Whether it can be asked for by itself: what it means needs no more words."""
        return not self.scoped and not self.named


_ALL = (
    Purpose(content.PROMPTS, "Keep prompts and responses", "keep-prompts", KEPT_DAYS),
    Purpose(content.TOOLS, "Keep tool arguments and results", "keep-tool-arguments", KEPT_DAYS),
    Purpose(content.COMMANDS, "Keep command lines", "keep-command-lines", KEPT_DAYS),
    Purpose(content.SCREENSHOTS, "Keep screenshots", "keep-screenshots", KEPT_DAYS),
    Purpose(content.FILES, "Keep file contents", "keep-file-content", KEPT_DAYS),
    Purpose(ACTION, "Let an agent act", "agent-action", scoped=True),
    Purpose("reveal from the vault", "Reveal what is kept", "reveal"),
    Purpose("export", "Export an audit bundle", "export"),
    Purpose(BEYOND, "Connections beyond this computer", "local-only-off"),
    Purpose(SEND, "Send to an upstream", "send-upstream", named=True),
    Purpose(content.VALUES, "Keep what redaction takes out", "keep-redacted", KEPT_DAYS),
    Purpose(
        content.COPIES, "Keep local copies so that changes can be undone", "keep-copies", KEPT_DAYS
    ),
)
PURPOSES: Mapping[str, Purpose] = MappingProxyType({one.name: one for one in _ALL})
