"""A traces request with each attribute left as the bytes it came in: for the index's hot path.

Most attributes of a batch repeat byte for byte, so who keeps what it made of those bytes reads each
of them once, and protobuf need not build them. The messages below are on the wire what
`ExportTraceServiceRequest` is: a message field and a bytes field have the same encoding. Fields
that the index has no use for (trace state, links, dropped counts) are not declared.

Source: opentelemetry-proto 1.x, `opentelemetry/proto/trace/v1/trace.proto`. A test holds the
numbers against it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import Default
from google.protobuf.message_factory import GetMessageClass
from opentelemetry.proto.common.v1 import common_pb2
from opentelemetry.proto.resource.v1 import resource_pb2
from opentelemetry.proto.trace.v1 import trace_pb2

if TYPE_CHECKING:
    from google.protobuf.message import Message

_PACKAGE = "countersign.raw"
_BYTES = FieldDescriptorProto.TYPE_BYTES
_STRING = FieldDescriptorProto.TYPE_STRING
_INT32 = FieldDescriptorProto.TYPE_INT32  # an open enum, without its names
_FIXED64 = FieldDescriptorProto.TYPE_FIXED64
_ONE, _MANY = FieldDescriptorProto.LABEL_OPTIONAL, FieldDescriptorProto.LABEL_REPEATED

# message: (field, number, type or message name, one or many)
MESSAGES: dict[str, tuple[tuple[str, int, Any, Any], ...]] = {
    "Request": (("resource_spans", 1, ".countersign.raw.ResourceSpans", _MANY),),
    "ResourceSpans": (
        ("resource", 1, ".opentelemetry.proto.resource.v1.Resource", _ONE),
        ("scope_spans", 2, ".countersign.raw.ScopeSpans", _MANY),
        ("schema_url", 3, _STRING, _ONE),
    ),
    "ScopeSpans": (
        ("scope", 1, ".opentelemetry.proto.common.v1.InstrumentationScope", _ONE),
        ("spans", 2, ".countersign.raw.Span", _MANY),
    ),
    "Span": (
        ("trace_id", 1, _BYTES, _ONE),
        ("span_id", 2, _BYTES, _ONE),
        ("parent_span_id", 4, _BYTES, _ONE),
        ("name", 5, _STRING, _ONE),
        ("kind", 6, _INT32, _ONE),
        ("start_time_unix_nano", 7, _FIXED64, _ONE),
        ("end_time_unix_nano", 8, _FIXED64, _ONE),
        ("attributes", 9, _BYTES, _MANY),
        ("events", 11, ".countersign.raw.Event", _MANY),
        ("status", 15, ".opentelemetry.proto.trace.v1.Status", _ONE),
    ),
    "Event": (
        ("time_unix_nano", 1, _FIXED64, _ONE),
        ("name", 2, _STRING, _ONE),
        ("attributes", 3, _BYTES, _MANY),
    ),
}


def _message_class() -> type[Message]:
    file = FileDescriptorProto(
        name="countersign/raw_spans.proto", package=_PACKAGE, syntax="proto3"
    )
    file.dependency.extend(
        module.DESCRIPTOR.name for module in (common_pb2, resource_pb2, trace_pb2)
    )
    for name, fields in MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, number, kind, label in fields:
            made = message.field.add(name=field, number=number, label=label)
            if isinstance(kind, str):
                made.type, made.type_name = FieldDescriptorProto.TYPE_MESSAGE, kind
            else:
                made.type = kind
    pool = Default()
    pool.AddSerializedFile(file.SerializeToString())
    return GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.Request"))


_Request = _message_class()


def parse_raw_spans(data: bytes) -> Any:
    """Parse a traces request; raises `google.protobuf.message.DecodeError`.

    Returns:
        A message like `ExportTraceServiceRequest` in which the items of `span.attributes` and of
        `event.attributes` are serialized KeyValues, not looked into yet.
    """
    request = _Request()
    request.ParseFromString(data)
    return request
