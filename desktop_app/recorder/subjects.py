"""Entries that speak of a data subject: found by their tokens, and by their words, in bodies.

A name or an address that a rule of the redactor takes out stands as its token; one that no rule
knows stands as it was sent. Both are looked for. The text is never written anywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import UsageError
from desktop_app.model.canonical import encode_body
from desktop_app.retention.ranges import Ranges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.ledger.reader import LedgerReader
    from desktop_app.redact.redactor import Redactor

MIN_CHARACTERS, MAX_CHARACTERS = 3, 1_000


def parse_subject(text: str) -> str:
    """Return a subject's text as it is looked for.

    Raises:
        UsageError: so short that it would be in everything, or long.
    """
    text = text.strip()
    if not MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS:
        raise UsageError(f"A subject has {MIN_CHARACTERS} to {MAX_CHARACTERS} characters.")
    return text


def tokens_of(text: str, redactor: Redactor) -> frozenset[str]:
    """Return every token (`t_...`) that may stand for a text."""
    return redactor.tokens_of(text)


def scan(
    ledger: LedgerReader,
    text: str,
    tokens: Iterable[str],
    progress: Callable[[int, int], None],
) -> Ranges:
    """Return the entries whose body has one of the tokens, or the text itself."""
    spelled = encode_body(text)[1:-1]  # as JSON has it
    needles = {text.encode(), spelled, *(token.encode() for token in tokens)}
    found, size = Ranges(), ledger.size()
    for entry, body in ledger.with_bodies(0, size):
        if body is not None and any(needle in body for needle in needles):
            found.add(entry.seq, entry.seq)
        if entry.seq % 256 == 0:
            progress(entry.seq, size)
    return found
