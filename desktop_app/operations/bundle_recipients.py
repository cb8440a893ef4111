"""Recipients as a person types them: one after another, with commas or on lines of their own."""

from __future__ import annotations

import re

from desktop_app.bundle.build.sealed import parse_recipient

_BETWEEN = re.compile(r"[,;\n]+|\s+(?=age1|ssh-)")


def parse_recipients(text: str) -> tuple[str, ...]:
    """Return the recipients in a text, each checked; empty for nobody.

    Raises:
        UsageError: one of them is none; names the first.
    """
    found = tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())
    for one in found:
        parse_recipient(one)
    return found
