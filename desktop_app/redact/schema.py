"""Every place of OTLP where text or bytes can stand, found in the protobuf descriptors at import.

Nothing here names a field of a record: a version of opentelemetry-proto that adds a text field has
it scanned from the first day. A new *bytes* field cannot be judged that way; `NEW_BYTES` lists
those, and while it is not empty the gate lets nothing pass unread.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from google.protobuf.descriptor import FieldDescriptor
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor

_REQUESTS = (ExportTraceServiceRequest, ExportLogsServiceRequest, ExportMetricsServiceRequest)
_IDS = frozenset(("trace_id", "span_id", "parent_span_id"))

# signal: (resource groups, scope groups, records)
LEVELS = {
    "traces": ("resource_spans", "scope_spans", "spans"),
    "logs": ("resource_logs", "scope_logs", "log_records"),
    "metrics": ("resource_metrics", "scope_metrics", "metrics"),
}


class Place(Enum):
    """What a field holds, as far as redaction is concerned."""

    TEXT = "string"
    TEXTS = "repeated string"
    BYTES = "bytes: an id"
    ATTRIBUTES = "repeated KeyValue"
    VALUE = "AnyValue"
    MESSAGE = "message with one of these below it"
    MESSAGES = "the same, repeated"


def _reachable() -> list[Descriptor]:
    """Return every message type below the export requests."""
    found: dict[str, Descriptor] = {}
    waiting = [request.DESCRIPTOR for request in _REQUESTS]
    while waiting:
        message = waiting.pop()
        if message.full_name not in found:
            found[message.full_name] = message
            waiting += [field.message_type for field in message.fields if field.message_type]
    return list(found.values())


def _place(field: FieldDescriptor) -> Place | None:
    if field.type == FieldDescriptor.TYPE_STRING:
        return Place.TEXTS if field.is_repeated else Place.TEXT
    if field.type == FieldDescriptor.TYPE_BYTES:
        return Place.BYTES
    return None if field.message_type is None else _message_place(field, field.message_type)


def _message_place(field: FieldDescriptor, message: Descriptor) -> Place:
    if message.full_name == KeyValue.DESCRIPTOR.full_name:
        return Place.ATTRIBUTES
    if message.full_name == AnyValue.DESCRIPTOR.full_name:
        return Place.VALUE
    return Place.MESSAGES if field.is_repeated else Place.MESSAGE


MESSAGES = _reachable()
PLACES: dict[FieldDescriptor, Place] = {
    field: place
    for message in MESSAGES
    for field in message.fields
    if (place := _place(field)) is not None
}
# Tags (field number, wire type 2) that can stand before an AnyValue.
VALUE_TAGS = frozenset(
    field.number << 3 | 2
    for message in MESSAGES
    for field in message.fields
    if field.message_type is not None
    and field.message_type.full_name == AnyValue.DESCRIPTOR.full_name
)
TEXT_FIELDS = frozenset(
    field.full_name for field, place in PLACES.items() if place in {Place.TEXT, Place.TEXTS}
)
BYTES_FIELDS = frozenset(field.full_name for field, p in PLACES.items() if p is Place.BYTES)
NEW_BYTES = frozenset(
    field.full_name
    for field, place in PLACES.items()
    if place is Place.BYTES
    and field.name not in _IDS
    and field.full_name != f"{AnyValue.DESCRIPTOR.full_name}.bytes_value"
)
