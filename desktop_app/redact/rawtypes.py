"""Protobuf types that leave fields as the bytes they stand in: a span's attributes, all spans.

On the wire they are what OTLP's own are: a message field and a bytes field have the same encoding.
Made from OTLP's descriptors at import, so that a field that a later version adds is in them, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, ScopeSpans, Span

from desktop_app.redact.schema import LEVELS, PLACES, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from google.protobuf.descriptor import Descriptor, FieldDescriptor
    from google.protobuf.message import Message

_PACKAGE = "countersign.redact"
_OWN = {"resource_spans": "ResourceSpans", "scope_spans": "ScopeSpans"}  # field -> type of ours


def _make() -> FileDescriptorProto:
    file = FileDescriptorProto(name="countersign/redact.proto", package=_PACKAGE, syntax="proto3")
    for kind in (ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span):
        source: Descriptor = kind.DESCRIPTOR
        for field in source.fields:
            used = None if field.message_type is None else field.message_type.file.name
            if used is not None and used not in file.dependency:
                file.dependency.append(used)
        made = file.message_type.add(name=source.name)
        declared = type(made)()
        source.CopyToProto(declared)
        made.field.extend(declared.field)
        for field, copied in zip(source.fields, made.field, strict=True):
            if _as_bytes(field):
                copied.type = FieldDescriptorProto.TYPE_BYTES
                copied.ClearField("type_name")
            elif field.name in _OWN:
                copied.type_name = f".{_PACKAGE}.{_OWN[field.name]}"
    return file


def _as_bytes(field: FieldDescriptor) -> bool:
    is_span = field.message_type is not None and field.message_type.full_name == _SPAN
    return is_span or PLACES.get(field) is Place.ATTRIBUTES


_SPAN = Span.DESCRIPTOR.full_name
Default().AddSerializedFile(_make().SerializeToString())
RawSpan, _RawRequest = (
    GetMessageClass(Default().FindMessageTypeByName(f"{_PACKAGE}.{name}"))
    for name in ("Span", "ExportTraceServiceRequest")
)


def parse_span(blob: bytes) -> Message:
    """Return a serialized Span as a message; items of its `attributes` are serialized KeyValues."""
    return RawSpan.FromString(blob)


def join(skeleton: bytes, groups: Sequence[Sequence[int]], records: Sequence[bytes]) -> bytes:
    """Return a traces request: the request without its spans, and its spans serialized.

    Args:
        skeleton: as `Flat.skeleton`.
        groups: as `Flat.groups`.
        records: as many as `groups` says.
    """
    request = _RawRequest.FromString(skeleton)
    first = 0
    for resource, counts in zip(getattr(request, LEVELS["traces"][0]), groups, strict=True):
        for scope, count in zip(resource.scope_spans, counts, strict=True):
            scope.spans.extend(records[first : first + count])
            first += count
    return request.SerializeToString()
