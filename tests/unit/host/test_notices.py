"""Notices: one text for who shows and for who records it."""

from __future__ import annotations

from hashlib import sha256

import pytest

from desktop_app.errors import BugError
from desktop_app.host.notices import notice

TEXT = """\
Turn local-only mode off?
Countersign may then connect to what is listed here, and to nothing else.
Nothing is set up to receive data.
Your agents connect to their models whether this is on or off. What is sent cannot be called back. \
Each connection is an entry."""
# Digests of wordings that were given out: what changes one is a new version beside it.
PUBLISHED = {"local-only-off": (1, sha256(TEXT.encode()).hexdigest())}


def test_a_notice_is_its_paragraphs() -> None:
    """Title first; the digest is that of the text."""
    found = notice("local-only-off")
    assert found.text == TEXT
    assert found.paragraphs[0] == "Turn local-only mode off?"
    assert (found.version, found.digest) == PUBLISHED[found.name]
    assert found.language == "en"


def test_each_recipient_is_a_line() -> None:
    """And stands in the digest."""
    one = notice("local-only-off", ["Collector, otel.example.com:4317"])
    two = notice("local-only-off", ["Collector, otel.example.com:4317", "{recipients}"])
    assert one.paragraphs[2] == "Collector, otel.example.com:4317"
    assert two.paragraphs[2:4] == ("Collector, otel.example.com:4317", "{recipients}")
    assert len({notice("local-only-off").digest, one.digest, two.digest}) == 3


def test_a_notice_that_is_not_there_is_a_bug_of_ours() -> None:
    """Also in another language."""
    for name, language in (("no-such", "en"), ("local-only-off", "xx")):
        with pytest.raises(BugError):
            notice(name, language=language)
