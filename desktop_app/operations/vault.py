"""Kept content, shown to a person: what they read first, and the content itself, piece by piece.

Promise: nothing of it is written to disk here; that it was shown is an entry before it is here.
"""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from desktop_app.errors import (
    NewerFormatError,
    StorageError,
    UnreadableError,
    VaultDamagedError,
)
from desktop_app.host.notices import Notice, reveal_notice
from desktop_app.model.visible import visible
from desktop_app.operations.recorder_access import ask, recorder

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context
    from desktop_app.query.query import Query

ABOUT, REVEAL = "vault.about", "vault.reveal"
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Revealed:
    """Content that was shown.

    Attributes:
        entry: that says so.
        data: the content.
    """

    entry: int
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of kept content without a look at it.

    Attributes:
        ref: its reference.
        entry: the first entry that keeps it.
        label: what it is of, as `prompt`.
        size: bytes.
        media: media type, as whoever sent it says.
    """

    ref: str
    entry: int
    label: str
    size: int
    media: str


def about(context: Context, ref: str) -> About:
    """Return what is known of kept content.

    Raises:
        NotFoundError: nothing is kept under that reference, or not any more.
        VaultUnavailableError: the vault is not open; it says why.
    """
    told = cast("dict[str, Any]", ask(context, ABOUT, {"ref": ref}))
    return About(ref, told["entry"], told["label"], told["bytes"], told["media"])


def kept_of_run(query: Query, run: str) -> list[dict[str, Any]]:
    """Return what is kept of a run, see `query.kept`; nothing where the vault cannot be read."""
    try:
        return query.kept(run)
    except (UnreadableError, NewerFormatError, StorageError, VaultDamagedError):
        return []  # `doctor` and `verify` say what is wrong with it


def safe_lines(text: str) -> list[str]:
    """Return the lines of a text with every character that could fool a reader shown as its code.

    Tabs stay.
    """
    lines = text.replace("\r\n", "\n").split("\n")
    return ["\t".join(map(visible, line.split("\t"))) for line in lines]


def shown(label: str, size: int, entry: int, reason: str) -> Notice:
    """Return what a person must have read before content is shown; see `reveal_notice`."""
    return reveal_notice(label, size, entry, reason.strip())


def reveal(context: Context, ref: str, reason: str, notice: Notice, latency_ms: int) -> Revealed:
    """Show kept content.

    Args:
        context: whose.
        ref: of the content.
        reason: why, in the person's words.
        notice: that they saw, whole: `shown` with that reason.
        latency_ms: from showing to answer.

    Raises:
        NotFoundError: nothing is kept under that reference, or not any more.
        NotAnsweredByPersonError: it was another notice, or no person asks.
        VaultUnavailableError: the vault is not open; it says why.
    """
    arguments: dict[str, JSON] = {
        "ref": ref,
        "reason": reason.strip(),
        "consent": {"digest": notice.digest, "latency_ms": latency_ms},
        "confirmed": True,
    }
    pieces = []
    with recorder(context) as client:
        while True:
            answer = cast("dict[str, Any]", client.call(REVEAL, arguments))
            pieces.append(b64decode(answer["data_base64"]))
            if answer["next"] is None:
                return Revealed(answer["entry"], b"".join(pieces))
            following = {"offset": answer["next"], "entry": answer["entry"]}
            arguments = {"ref": ref, "confirmed": True, **following}
