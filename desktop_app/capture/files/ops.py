"""One change of one path, as it is written down: `resources/docs/files.md`, "A change".

Promise: no content and no plain digest of any. `checksum` is an HMAC under the run's key, so that
nobody guesses at a file from the ledger, and dies with that key. Values that are made once and
never changed; `parse_op(format_op(op)) == op`.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop_app.capture.files.facts import Fact, Kind
from desktop_app.capture.files.paths import format_path, parse_path
from desktop_app.errors import BadEncodingError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

_MODE_MAX = 0o7777


class Deed(StrEnum):
    """What became of a path."""

    CREATE = "create"
    PATCH = "patch"
    DELETE = "delete"
    RENAME = "rename"
    MODE = "mode"
    SYMLINK = "symlink"


@dataclass(frozen=True, slots=True)
class State:
    """What a path was, before or after a change.

    Attributes:
        kind: file, dir, symlink or special.
        mode: permission bits.
        size: bytes; 0 of a folder.
        checksum: 64 hex digits, HMAC-SHA256 under the run's key; None when it was not read.
        binary: whether it looks like no text.
        ref: of its copy in the store.
        why: there is no copy, for this reason; None when there is one, and of folders.
    """

    kind: Kind
    mode: int
    size: int = 0
    checksum: str | None = None
    binary: bool = False
    ref: str | None = None
    why: str | None = None

    def same(self, other: State | None) -> bool:
        """Return whether both are the same thing, as far as both are known."""
        if other is None or (self.kind, self.mode) != (other.kind, other.mode):
            return False
        return self.kind is Kind.DIR or self.same_content(other)

    def same_content(self, other: State | None) -> bool:
        """Return whether both were read and hold the same; the modes may differ."""
        return (
            other is not None
            and self.kind is other.kind
            and self.checksum is not None
            and self.checksum == other.checksum
        )


@dataclass(frozen=True, slots=True)
class FileOp:
    """One change.

    Attributes:
        deed: what it was.
        path: of the workspace, the new one of a rename.
        before: what `path` was; None: nothing.
        after: what it is; None: nothing.
        source: of a rename: the old path.
        source_before: what the old path was.
        calls: who: one tool call; several when one of them did it; none: unattributed.
        since_us: the change happened after this time,
        until_us: and before this one (microseconds since 1970, UTC).
    """

    deed: Deed
    path: bytes
    before: State | None
    after: State | None
    source: bytes | None = None
    source_before: State | None = None
    calls: tuple[str, ...] = ()
    since_us: int = 0
    until_us: int = 0

    def steps(self) -> tuple[tuple[bytes, State | None, State | None], ...]:
        """Return what became of each path that it touches: (path, before, after)."""
        if self.source is None:
            return ((self.path, self.before, self.after),)
        return ((self.source, self.source_before, None), (self.path, self.before, self.after))


def checksum(key: bytes, digest: bytes) -> str:
    """Return the keyed digest of a content whose SHA-256 is `digest`.

    Args:
        key: of the run, 32 bytes.
        digest: 32 bytes.
    """
    return hmac.new(key, b"countersign/file/v1\0" + digest, hashlib.sha256).hexdigest()


def state_of(fact: Fact, key: bytes) -> State:
    """Return how a fact is written down. Its image must not be a git object any more (`pin`)."""
    content = fact.content
    if fact.kind is Kind.DIR or content is None:
        return State(fact.kind, fact.mode, why=None if fact.kind is Kind.DIR else "not read")
    return State(
        kind=fact.kind,
        mode=fact.mode,
        size=fact.size,
        checksum=None if content.digest is None else checksum(key, content.digest),
        binary=content.binary,
        ref=content.image.ref,
        why=content.image.why,
    )


def format_op(op: FileOp) -> dict[str, JSON]:
    """Return the JSON form of a change; what is None is left out."""
    whole: dict[str, JSON] = {
        "op": op.deed.value,
        "path": format_path(op.path),
        "before": _format_state(op.before),
        "after": _format_state(op.after),
        "from": None if op.source is None else format_path(op.source),
        "from_before": _format_state(op.source_before),
        "calls": list(op.calls),
        "since_us": op.since_us,
        "until_us": op.until_us,
    }
    return {name: value for name, value in whole.items() if value is not None}


def parse_op(value: Mapping[str, object]) -> FileOp:
    """Parse the JSON form of a change.

    Raises:
        BadEncodingError: it is none.
    """
    try:
        calls = value["calls"]
        if not isinstance(calls, list) or not all(isinstance(call, str) for call in calls):
            raise BadEncodingError("The calls of a change are no list of strings.")
        source = value.get("from")
        return FileOp(
            deed=Deed(str(value["op"])),
            path=parse_path(value["path"]),
            before=_parse_state(value.get("before")),
            after=_parse_state(value.get("after")),
            source=None if source is None else parse_path(source),
            source_before=_parse_state(value.get("from_before")),
            calls=tuple(calls),
            since_us=_int(value["since_us"]),
            until_us=_int(value["until_us"]),
        )
    except (KeyError, ValueError) as error:
        raise BadEncodingError(f"Not a file change: {error}.") from error


def _format_state(state: State | None) -> dict[str, JSON] | None:
    if state is None:
        return None
    whole: dict[str, JSON] = {
        "kind": state.kind.value,
        "mode": f"{state.mode:04o}",
        "bytes": state.size,
        "checksum": state.checksum,
        "binary": state.binary or None,
        "ref": state.ref,
        "why": state.why,
    }
    return {name: value for name, value in whole.items() if value is not None}


def _parse_state(value: object) -> State | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise BadEncodingError("The state of a file is no object.")
    mode = int(str(value["mode"]), 8)
    if not 0 <= mode <= _MODE_MAX:
        raise BadEncodingError("A file mode has 12 bits.")
    return State(
        kind=Kind(str(value["kind"])),
        mode=mode,
        size=_int(value["bytes"]),
        checksum=_text(value.get("checksum")),
        binary=value.get("binary") is True,
        ref=_text(value.get("ref")),
        why=_text(value.get("why")),
    )


def _int(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadEncodingError("Not a number.")
    return value


def _text(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadEncodingError("Not a string.")
    return value
