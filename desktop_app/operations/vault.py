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
    TooLargeError,
    UnreadableError,
    VaultDamagedError,
)
from desktop_app.host.notices import Notice, reveal_notice
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations.recorder_access import ask, recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context
    from desktop_app.query.query import Query

ABOUT, REVEAL = "vault.about", "vault.reveal"
MAX_REASON = 500
SHOWN_BYTES = 32 * 1024 * 1024  # most that is shown at once; what is longer goes into a file


@dataclass(frozen=True, slots=True)
class Revealed:
    """Content that was shown, or a piece of it.

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


def check_shown(about: About) -> None:
    """Check that content is short enough to be shown at once, before anything is revealed.

    Raises:
        TooLargeError: it goes into a file.
    """
    if about.size > SHOWN_BYTES:
        raise TooLargeError(
            f"{about.label} has {formats.size(about.size)}: too much to be shown; nothing was "
            "revealed.",
            hint="`countersign vault reveal --to FILE` writes it into a file.",
        )


def reveal(context: Context, ref: str, reason: str, notice: Notice, latency_ms: int) -> Revealed:
    """Show kept content, whole.

    Args:
        context: whose.
        ref: of the content; at most `SHOWN_BYTES` of it.
        reason: why, in the person's words.
        notice: that they saw, whole: `shown` with that reason.
        latency_ms: from showing to answer.

    Raises:
        NotFoundError: nothing is kept under that reference, or not any more.
        NotAnsweredByPersonError: it was another notice, or no person asks.
        VaultUnavailableError: the vault is not open; it says why.
    """
    pieces = [*revealed(context, ref, reason, notice, latency_ms)]
    return Revealed(pieces[0].entry, b"".join(piece.data for piece in pieces))


def revealed(
    context: Context, ref: str, reason: str, notice: Notice, latency_ms: int
) -> Iterator[Revealed]:
    """Yield kept content piece by piece, however long; arguments as those of `reveal`.

    It is what was kept once the last piece came: what was taken until then is thrown away where
    this raises.

    Raises:
        NotFoundError, NotAnsweredByPersonError, VaultUnavailableError: as `reveal`.
        VaultDamagedError: it is not what its address says.
    """
    arguments: dict[str, JSON] = {
        "ref": ref,
        "reason": reason.strip(),
        "consent": {"digest": notice.digest, "latency_ms": latency_ms},
        "confirmed": True,
    }
    with recorder(context) as client:
        while True:
            answer = cast("dict[str, Any]", client.call(REVEAL, arguments))
            yield Revealed(answer["entry"], b64decode(answer["data_base64"]))
            if answer["next"] is None:
                return
            following = {"offset": answer["next"], "entry": answer["entry"]}
            arguments = {"ref": ref, "confirmed": True, **following}
