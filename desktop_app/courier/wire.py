"""What recorder and courier say to each other, one JSON object a line.

Promise: `parse_event(format_event(x)) == x`. What a server said stands in `why` alone, made
visible and cut. `resources/docs/upstream.md`, "Processes".
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeAlias

from desktop_app.errors import BadEncodingError
from desktop_app.model import canonical
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON

VERSION = 1
NEWS, STAMP = b"n", b"s"
MAX_WHY = 300  # characters
MAX_LINE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """All from `first` to `last` is dealt with: accepted, not for this upstream, or gone.

    `last` is one less than `first` where what arrived is no step forward: a bundle, or a part of
    what is sent again as a whole.

    Attributes:
        names: of objects that arrived.
    """

    id: str
    first: int
    last: int
    records: int = 0
    bytes: int = 0
    requests: int = 0
    skipped: int = 0
    gone: int = 0
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """The upstream does not take `records` of these entries, ever; they are dealt with.

    Attributes:
        name: of the object, where it is one.
    """

    id: str
    first: int
    last: int
    records: int
    why: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Nothing was accepted by now; it is tried again after `retry_s` seconds.

    0: not before a person mended something.
    """

    id: str
    why: str
    retry_s: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """The end came while these were under way: whether they arrived is not known."""

    id: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Stamped:
    """An authority's token (DER) over the checkpoint of `size` entries."""

    id: str
    size: int
    token: bytes


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test of an upstream came to."""

    id: str
    ok: bool
    why: str


Event: TypeAlias = Sent | Refused | Trouble | Stopped | Stamped | Tested
_NAMES: Mapping[str, type[Event]] = {
    "sent": Sent,
    "refused": Refused,
    "trouble": Trouble,
    "stopped": Stopped,
    "stamped": Stamped,
    "tested": Tested,
}
_TYPES = {"str": str, "int": int, "bool": bool, "bytes": bytes, "tuple[str, ...]": tuple}
_NAME_OF = {kind: name for name, kind in _NAMES.items()}


def format_event(event: Event) -> bytes:
    """Return one line, its end included."""
    value: dict[str, JSON] = {"event": _NAME_OF[type(event)], **asdict(event)}
    if isinstance(event, Sent):
        value["names"] = list(event.names)
    if isinstance(event, Stamped):
        value["token"] = b64encode(event.token).decode()
    if "why" in value:
        value["why"] = visible(str(value["why"]))[:MAX_WHY]
    return canonical.encode(value) + b"\n"


def parse_event(line: bytes) -> Event:
    """Return what a line says.

    Raises:
        BadEncodingError: it is none of ours.
    """
    value: dict[str, Any] = canonical.decode(line.rstrip(b"\n"))
    kind = _NAMES.get(str(value.pop("event", "")))
    if kind is None:
        raise BadEncodingError("There is no such event.")
    try:
        if kind is Stamped:
            value["token"] = b64decode(value["token"], validate=True)
        if kind is Sent:
            value["names"] = tuple(map(str, value["names"]))
        event = kind(**value)
    except (TypeError, KeyError, ValueError) as error:
        raise BadEncodingError("An event has other fields.") from error
    if any(type(getattr(event, one.name)) is not _TYPES[str(one.type)] for one in fields(event)):
        raise BadEncodingError("A field of an event is of another type.")
    return event


@dataclass(frozen=True, slots=True)
class Consigned:
    """One upstream as it is handed to the courier.

    Attributes:
        subject: the upstream, as `upstream.added` has it.
        position: the first entry that is not dealt with.
        secrets: credentials by name.
        sent_us: when the newest was accepted, POSIX time; None: none was.
    """

    subject: Mapping[str, JSON]
    position: int
    secrets: Mapping[str, str] = field(repr=False)
    sent_us: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What the courier is started with.

    Attributes:
        ledger: the file.
        log: its origin.
        upstreams: where to send.
        test: try whether each can be reached, send nothing of the ledger, and end.
    """

    ledger: str
    log: str
    upstreams: tuple[Consigned, ...]
    test: bool = False


def format_order(order: Order) -> bytes:
    """Return one line, its end included. It holds credentials: it goes through a pipe alone."""
    upstreams: Sequence[JSON] = [
        {
            "subject": dict(one.subject),
            "position": one.position,
            "secrets": dict(one.secrets),
            "sent_us": one.sent_us,
        }
        for one in order.upstreams
    ]
    value: dict[str, JSON] = {
        "v": VERSION,
        "ledger": order.ledger,
        "log": order.log,
        "test": order.test,
        "upstreams": list(upstreams),
    }
    return canonical.encode_body(value) + b"\n"


def parse_order(line: bytes) -> Order:
    """Return what the recorder wants.

    Raises:
        BadEncodingError: it is no order of this version.
    """
    try:
        value = json.loads(line)
    except ValueError as error:
        raise BadEncodingError("It is no order.") from error
    match value:
        case {
            "v": 1,
            "ledger": str(ledger),
            "log": str(log),
            "test": bool(test),
            "upstreams": list(upstreams),
        }:
            return Order(ledger, log, tuple(map(_consigned, upstreams)), test)
        case _:
            raise BadEncodingError("It is no order of this version.")


def _consigned(value: JSON) -> Consigned:
    match value:
        case {
            "subject": dict(subject),
            "position": int(position),
            "secrets": dict(secrets),
            "sent_us": int() | None as sent_us,
        }:
            return Consigned(subject, position, {k: str(v) for k, v in secrets.items()}, sent_us)
        case _:
            raise BadEncodingError("It is no upstream.")
