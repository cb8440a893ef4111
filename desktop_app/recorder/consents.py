"""Consent records: what a person was asked, in which words, and what they answered.

Fields are named after ISO/IEC TS 27560; what a desktop cannot know (jurisdiction, who the person
is beyond their account) is left out, not invented. `resources/docs/ledger.md`, "Consent records".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import NotAnsweredByPersonError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.host.notices import Notice
    from desktop_app.model.canonical import JSON

BEYOND = "connections beyond this computer"
MAX_LATENCY_MS = 86_400_000


def given(
    answer: JSON, *, purpose: str, shown: Notice, recipients: Sequence[str]
) -> dict[str, JSON]:
    """Return the subject of a `consent.record` that a person gave.

    Args:
        answer: what the caller says: `digest` of the text that it showed, `latency_ms` from
            showing to answer.
        purpose: what is consented to.
        shown: the notice that had to be shown.
        recipients: who may receive data by it; the notice names them.

    Raises:
        NotAnsweredByPersonError: no answer, or one to another text.
    """
    match answer:
        case {"digest": str(digest), "latency_ms": int(latency_ms)}:
            pass
        case _:
            raise NotAnsweredByPersonError(f"There is no consent to {purpose}.")
    if digest != shown.digest:
        raise NotAnsweredByPersonError(
            f"The consent is to another text than {shown.name}, version {shown.version}.",
            hint="Ask again: the person must read what holds now.",
        )
    return {
        "purpose": purpose,
        "state": "given",
        "notice": {
            "name": shown.name,
            "version": shown.version,
            "language": shown.language,
            "digest": shown.digest,
        },
        "recipients": list(recipients),
        "latency_ms": min(max(int(latency_ms), 0), MAX_LATENCY_MS),
    }
