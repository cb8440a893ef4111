"""What came here by a forward of some recorder, told by the attribute that each forward adds.

Promise: the receiver notes which resource groups of a request carry it (the attribute itself is not
kept: `redaction.md`), and those are never forwarded again; the others stay as they were. So two
recorders that are each other's upstream, or any ring of them, come to an end.
`resources/docs/upstream.md`, "Rings".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from google.protobuf.message import DecodeError

from desktop_app.errors import BadEncodingError
from desktop_app.normalize.signals import new_request, parse_request, record_count, resources

if TYPE_CHECKING:
    from collections.abc import Collection

    from opentelemetry.proto.common.v1.common_pb2 import KeyValue

    from desktop_app.model.canonical import JSON
    from desktop_app.normalize.signals import ExportRequest, Signal

LOG: Final = "countersign.log"
FIELD: Final = "forwarded"  # of an entry of telemetry; absent where nothing was


def marked(signal: Signal, request: ExportRequest) -> list[int]:
    """Return which resource groups of a request, as it came, are from a forward."""
    return [
        place
        for place, group in enumerate(resources(signal, request))
        if any(map(_is_mark, group.resource.attributes))
    ]


def noted(told: JSON) -> Collection[int]:
    """Return what `FIELD` of an entry says."""
    return {one for one in told if type(one) is int} if isinstance(told, list) else ()


def first_hand(signal: Signal, body: bytes, forwarded: Collection[int]) -> tuple[bytes, int]:
    """Return what of a stored request was not forwarded to us.

    Args:
        signal: of the request.
        body: as it is stored.
        forwarded: places of the resource groups that were.

    Returns:
        The request without them, and how many spans, log records or data points it has.

    Raises:
        BadEncodingError: it is no such request.
    """
    try:
        request = parse_request(signal, body)
    except DecodeError as error:
        raise BadEncodingError("A stored request is none.") from error
    left = new_request(signal)
    groups = enumerate(resources(signal, request))
    resources(signal, left).extend(group for place, group in groups if place not in forwarded)
    return left.SerializeToString(), record_count(signal, left)


def _is_mark(attribute: KeyValue) -> bool:
    return attribute.key == LOG
