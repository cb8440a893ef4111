"""When the next purge by schedule runs and what it takes, in a line of the card Vault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.model import formats
from desktop_app.operations import retention
from desktop_app.tray.presenters import integrity
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping


def line(coming: Mapping[str, Any] | None, *, now_us: int) -> str:
    """Return `30 Nov 10:31. Takes kept content of 12 entries (4.1 MB).`; a dash: nobody can say.

    Args:
        coming: `operations.retention.coming`.
        now_us: the present.
    """
    if coming is None:
        return formats.NOT_REPORTED
    at = integrity.when(max(int(coming["at_us"]), now_us), now_us=now_us)
    payloads, bodies = (coming["classes"][name] for name in ("payloads", "bodies"))
    parts = []
    if payloads["entries"]:
        parts.append(
            trn(
                "kept content of {n} entry ({size})",
                "kept content of {n} entries ({size})",
                payloads["entries"],
                size=formats.size(retention.bytes_of(payloads)),
            )
        )
    if bodies["entries"]:
        parts.append(
            trn(
                "telemetry of {n} entry ({size})",
                "telemetry of {n} entries ({size})",
                bodies["entries"],
                size=formats.size(bodies["bytes"]),
            )
        )
    if coming["run_keys"]:
        parts.append(trn("the key of {n} run", "the keys of {n} runs", coming["run_keys"]))
    what = ", ".join(parts)
    told = tr("{when}. Takes {what}.", when=at, what=what) if parts else ""
    told = told or tr("{when}. Nothing is old enough.", when=at)
    held = int(payloads["held"]) + int(bodies["held"])
    more = trn("A hold keeps {n} more.", "Holds keep {n} more.", held) if held else ""
    return f"{told} {more}".strip()


def is_over(coming: Mapping[str, Any] | None, *, now_us: int) -> bool:
    """Tell whether a purge that was to come is over, or its time is not known: ask again."""
    return coming is None or int(coming["at_us"]) <= now_us
