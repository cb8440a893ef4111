"""What an export was asked for and what the recorder answered: all that a bundle is made from.

Promise: `parse_begun(format_begun(request), asked=...) == request`, of what was asked for in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.fields import hexadecimal, integer, items, mapping, text
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import Predicate
from desktop_app.bundle.scope import parse_scope
from desktop_app.tlog.merkle import HASH_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class RunKey:
    """The key behind a run's keyed digests, 32 bytes."""

    sender: str
    run_id: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """One export.

    Attributes:
        predicate: what the recorder will sign: log, size N, scope, level, recipients, previous.
        note: the checkpoint of size N, both signatures.
        run_keys: of the runs in scope; levels `full` and `full-log` only.
    """

    predicate: Predicate
    note: bytes
    run_keys: tuple[RunKey, ...] = ()


def format_begun(request: Request) -> dict[str, JSON]:
    """Return what the verb `bundle.begin` answers (`resources/docs/control.md`)."""
    told = request.predicate
    keys = [
        {"sender": one.sender, "run_id": one.run_id, "key": one.key.hex()}
        for one in request.run_keys
    ]
    return {
        "seq": told.export,
        "ts": told.exported_us,
        "log": told.log,
        "size": told.size,
        "root": told.root.hex(),
        "epoch": told.epoch,
        "note": request.note.decode(),
        "previous": told.previous,
        "run_keys": keys,
    }


def parse_begun(answer: JSON, *, asked: Mapping[str, JSON]) -> Request:
    """Return the request that the verb `bundle.begin` began.

    Args:
        answer: what `format_begun` made.
        asked: the verb's arguments: `scope`, `level`, `recipients`, as the recorder took them.

    Raises:
        BadEncodingError: not such an answer.
    """
    found = mapping(answer, "bundle.begin")
    previous = found.get("previous")
    predicate = Predicate(
        log=text(found.get("log"), "log"),
        size=integer(found.get("size"), "size"),
        root=hexadecimal(found.get("root"), "root", HASH_BYTES),
        epoch=integer(found.get("epoch"), "epoch"),
        level=Level(text(asked["level"], "level")),
        scope=parse_scope(asked["scope"]),
        recipients=recipients(asked["recipients"]),
        export=integer(found.get("seq"), "seq"),
        exported_us=integer(found.get("ts"), "ts"),
        previous=None if previous is None else integer(previous, "previous"),
    )
    keys = tuple(_run_key(item) for item in items(found.get("run_keys", ()), "run_keys"))
    return Request(predicate, text(found.get("note"), "note").encode(), keys)


def recipients(value: JSON) -> tuple[str, ...]:
    """Return age recipients in their one order, none twice.

    Raises:
        BadEncodingError: not a list of texts.
    """
    return tuple(sorted({text(item, "recipients") for item in items(value, "recipients")}))


def _run_key(value: JSON) -> RunKey:
    fields = mapping(value, "run_keys")
    key = hexadecimal(fields.get("key"), "key", _KEY_BYTES)
    return RunKey(text(fields.get("sender"), "sender"), text(fields.get("run_id"), "run_id"), key)
