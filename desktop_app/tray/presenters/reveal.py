"""What is shown of revealed content: text as lines, else what it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import vault
from desktop_app.tray.presenters.run_view import kept
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.tray.presenters.run_view.kept import Piece


@dataclass(frozen=True, slots=True)
class Shown:
    """Revealed content.

    Attributes:
        text: of it; None where it is no text.
        said: what it is where it is no text.
    """

    text: str | None = field(repr=False)
    said: str = ""


def content(data: bytes, piece: Piece) -> Shown:
    """Return what is shown of content."""
    try:
        return Shown(data.decode())
    except UnicodeDecodeError:
        said = tr(
            "It is no text: {media}, {size}. `countersign vault reveal` writes it to a file.",
            media=visible(piece.media),
            size=formats.size(len(data)),
        )
        return Shown(None, said)


def too_long(piece: Piece) -> str:
    """Return why a piece is not shown in a window; "" where it is."""
    if piece.size <= vault.SHOWN_BYTES:
        return ""
    return tr(
        "It has {size}, too much for a window. `countersign vault reveal {ref} --reason TEXT --to "
        "FILE` writes it to a file.",
        size=formats.size(piece.size),
        ref=piece.ref,
    )


def name(piece: Piece) -> str:
    """Return what a piece is of."""
    return kept.name(piece.label)


def title(piece: Piece) -> str:
    """Return what stands above it."""
    return tr("{what} of entry #{n}", what=name(piece), n=f"{piece.entry:,}")
