"""What a rollback is asked for, and what it would do: values.

Promise: a plan says of each path either what is done or why not; `refs` and `refs_refused` say the
same of a repository's refs.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Kind

if TYPE_CHECKING:
    from desktop_app.capture.files.ops import State


class Act(StrEnum):
    """What a step does."""

    DELETE = "delete"
    RECREATE = "recreate"
    RESTORE = "restore"
    CHMOD = "chmod"
    RENAME_BACK = "rename back"


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of a run is to be undone.

    Attributes:
        to_us: undo what was seen after this time alone (`wishes.moment_of` a call); None: all.
        paths: only these and what is below them; empty: all. A rename counts with both its paths.
        unattributed: whether changes that are no call's are undone as well.
    """

    to_us: int | None = None
    paths: tuple[bytes, ...] = ()
    unattributed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One path that is put back.

    Attributes:
        path: of the workspace.
        now: what it is (without a copy), None: nothing.
        target: what it becomes, None: nothing.
        source: of a rename back: where its content lies now.
        source_now: what is there.
    """

    path: bytes
    now: State | None
    target: State | None
    source: bytes | None = None
    source_now: State | None = None

    @property
    def act(self) -> Act:
        """What is done."""
        if self.source is not None:
            return Act.RENAME_BACK
        if self.target is None:
            return Act.DELETE
        if self.now is None:
            return Act.RECREATE
        same = self.target.kind is Kind.DIR is self.now.kind
        return Act.CHMOD if same or self.target.same_content(self.now) else Act.RESTORE


@dataclass(frozen=True, slots=True)
class Refusal:
    """One path that is left as it is.

    Attributes:
        path: of the workspace.
        why: the reason, for a person.
        now: what it is.
        left: what the agent left there.
        target: what it would have become.
    """

    path: bytes
    why: str
    now: State | None = None
    left: State | None = None
    target: State | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a rollback would do.

    Attributes:
        steps: by path.
        refused: by path.
        partly: paths that go back to what somebody else made of them between two of the calls, not
            to what they were before the first.
        merged: paths of steps that keep what somebody else changed since.
    """

    steps: tuple[Step, ...] = ()
    refused: tuple[Refusal, ...] = ()
    partly: tuple[bytes, ...] = ()
    merged: tuple[bytes, ...] = ()
