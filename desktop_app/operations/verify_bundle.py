"""Judges a bundle that somebody sent, by what the person has from elsewhere.

Promise: needs no ledger, no recorder and no keystore; runs in this process and thread. A window
asks `operations.judgement` instead: what somebody sent is opened in a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.bundle.verify.source import read_anchor
from desktop_app.bundle.verify.trust import Trust, parse_fingerprint
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.errors import BadEncodingError, CountersignError, UsageError
from desktop_app.operations.bundle_given import read_given, read_identity
from desktop_app.tlog.note import parse_vkey

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.operations.context import Context
    from desktop_app.tlog.note import VerifierKey


@dataclass(frozen=True, slots=True)
class BundleWish:
    """Which bundle, and what the person has from elsewhere, as it was typed or chosen.

    Attributes:
        file: a zip or a directory.
        keys: root keys as C2SP vkey text.
        fingerprint: 30 digits; None: not given.
        anchors: files with checkpoints kept elsewhere, or earlier bundles.
        roots: files with certificates of time stampers, PEM.
        identities: age identity files.
    """

    file: Path
    keys: tuple[str, ...] = ()
    fingerprint: str | None = None
    anchors: tuple[Path, ...] = ()
    roots: tuple[Path, ...] = ()
    identities: tuple[Path, ...] = ()


def verify_bundle(context: Context, wish: BundleWish) -> BundleReport:
    """Check whether the files are what a log recorded.

    Raises:
        UsageError: something that was given is not what it should be.
        NotFoundError: there is nothing at that place, or nothing that may be read.
    """
    given = given_trust(wish)
    with context.progress("Step") as told:
        return verify_path(wish.file, given, told)


def given_trust(wish: BundleWish) -> Trust:
    """Return what was given, read and parsed; raises UsageError for what is not what it should."""
    try:
        digits = None if wish.fingerprint is None else parse_fingerprint(wish.fingerprint)
    except BadEncodingError as error:
        raise UsageError(error.message) from error
    return Trust(
        vkeys=tuple(_key(text) for text in wish.keys),
        fingerprint=digits,
        anchors=tuple(_anchor(path) for path in wish.anchors),
        tsa_roots=tuple(read_given(path) for path in wish.roots),
        identities=tuple(read_identity(path) for path in wish.identities),
    )


def _key(text: str) -> VerifierKey:
    try:
        return parse_vkey(text.strip())
    except BadEncodingError as error:
        hint = "One line, as `countersign keys export-public` prints it."
        raise UsageError(f"--key: {error.message}", hint=hint) from error


def _anchor(path: Path) -> bytes:
    try:
        return read_anchor(path)
    except CountersignError as error:
        raise UsageError(f"--anchor: {error.message}") from error
