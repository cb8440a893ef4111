"""Verdicts that a command line came to, written down where a recorder runs."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from desktop_app.errors import CountersignError
from desktop_app.operations.judgement import Judgement, note_judgement

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context


def note_by_hand(
    context: Context,
    target: str,
    report: Mapping[str, JSON],
    *,
    duration_us: int,
    digest: str | None = None,
) -> None:
    """Have a verdict written down by the recorder that runs for this data directory, if one does.

    None is started for it, and a recorder that cannot write it changes no verdict.

    Args:
        context: whose data directory.
        target: "ledger" or "bundle".
        report: what the verifier told, as JSON.
        duration_us: how long it took.
        digest: SHA-256 of a bundle's file, hex.
    """
    told = Judgement(target, report, digest, duration_us, context.clock.now_us())
    with suppress(CountersignError):
        note_judgement(context, told, "hand")
