"""Notices: the very words in which a person is asked for a consent.

Promise: whoever shows a notice and whoever records the answer make its text here, from the same
resource (`resources/notices/NAME.LANGUAGE.toml`) and the same recipients, so that one digest stands
for what was read. A wording that was shown once is never edited: a new one has a new version.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.host import resources

if TYPE_CHECKING:
    from collections.abc import Sequence

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Notice:
    """One question as it is shown.

    Attributes:
        name: of the notice, as `local-only-off`.
        version: 1, 2, ...: of its wording.
        language: of this text.
        paragraphs: the title, then the rest; plain text, to be shown whole and in this order.
    """

    name: str
    version: int
    language: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """All that is shown: its paragraphs, one a line."""
        return "\n".join(self.paragraphs)

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, hex."""
        return sha256(self.text.encode()).hexdigest()


def notice(name: str, recipients: Sequence[str] = (), *, language: str = LANGUAGE) -> Notice:
    """Return a notice that names these recipients, one line each.

    Raises:
        BugError: there is no such notice in this language.
    """
    source = tomllib.loads(resources.read_text(f"notices/{name}.{language}.toml"))
    listed = "\n".join(recipients) or source["nobody"]
    text = source["text"].strip().replace("{recipients}", listed)
    return Notice(name, source["version"], language, tuple(text.split("\n")))
