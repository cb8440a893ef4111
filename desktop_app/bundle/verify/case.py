"""What is known of a bundle so far: each step adds to it, and later ones ask for what they need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.verify.checkpoints import Signed
    from desktop_app.bundle.verify.envelope import Signed as Manifest
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.bundle.verify.scope import Scoped
    from desktop_app.bundle.verify.shown import Shown
    from desktop_app.bundle.verify.trust import Trust
    from desktop_app.model.findings import Findings

T = TypeVar("T")


class NotDoneError(Exception):
    """A step needs what an earlier one could not find out."""


class NotCheckedError(Exception):
    """It cannot be checked here, or without more from the reviewer; the text says why."""


class NotNeededError(Exception):
    """The bundle has nothing of the kind; the text says so."""


@dataclass(slots=True)
class Case:
    """A bundle under verification.

    Attributes:
        files, trust, progress: what was given.
        found: findings of the step that runs.
        manifest_error: why the manifest cannot be read; step 2 meets it, step 4 tells it.
        roots: size -> root that follows from the tiles.
        records: number of records that are those committed to.
        anchored: the largest size that something from outside vouches for.
        decrypted: whether encrypted content was checked.
    """

    files: Listed
    trust: Trust
    progress: Callable[[int, int], None]
    found: Findings
    maybe_manifest: Manifest | None = None
    manifest_error: str | None = None
    maybe_shown: Shown | None = None
    maybe_scoped: Scoped | None = None
    maybe_keylog: KeyLog | None = None
    maybe_signed: Signed | None = None
    roots: dict[int, bytes] = field(default_factory=dict)
    records: int = 0
    anchored: int | None = None
    decrypted: bool = False

    @property
    def manifest(self) -> Manifest:
        """The manifest, parsed."""
        return _needed(self.maybe_manifest)

    @property
    def predicate(self) -> Predicate:
        """What the manifest says that the bundle is."""
        return self.manifest.statement.predicate

    @property
    def shown(self) -> Shown:
        """The entries shown."""
        return _needed(self.maybe_shown)

    @property
    def scoped(self) -> Scoped:
        """What of the scope is shown."""
        return _needed(self.maybe_scoped)

    @property
    def keylog(self) -> KeyLog:
        """The log's keys."""
        return _needed(self.maybe_keylog)

    @property
    def signed(self) -> Signed:
        """The checkpoints that hold."""
        return _needed(self.maybe_signed)


def _needed(value: T | None) -> T:
    if value is None:
        raise NotDoneError
    return value
