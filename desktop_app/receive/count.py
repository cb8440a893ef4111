"""Counts the records of a protobuf request without unpacking them.

A span of two bytes becomes 175 bytes of objects, so a request is counted before it is parsed. The
three levels (request, resource, scope) are read through a shadow type whose nested messages are
plain `bytes`: the same wire format, and nothing below is looked at. Costs about 16 bytes a record.
"""

from __future__ import annotations

from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.message import DecodeError

from desktop_app.errors import CountersignError, MalformedRequestError, TooLargeError


def _shadow() -> Any:
    """Return the type `Level {repeated bytes resources = 1; repeated bytes children = 2}`.

    All three signals number these fields alike: resources are 1 in a request, scopes 2 in a
    resource, records 2 in a scope.
    """
    file = descriptor_pb2.FileDescriptorProto(
        name="countersign/receive/count.proto", package="countersign.receive", syntax="proto3"
    )
    level = file.message_type.add(name="Level")
    kinds = descriptor_pb2.FieldDescriptorProto
    for number, name in ((1, "resources"), (2, "children")):
        level.field.add(name=name, number=number, type=kinds.TYPE_BYTES, label=kinds.LABEL_REPEATED)
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("countersign.receive.Level"))


_Level = _shadow()


def refused(error: DecodeError) -> CountersignError:
    """Return what a parse error means for the sender; upb tells depth and memory in its text."""
    text = str(error)
    if "MaxDepth" in text:
        return TooLargeError("The request is nested too deep.")
    if "alloc failed" in text:
        return TooLargeError("Unpacking the request takes more memory than it may.")
    return MalformedRequestError("The body is not a protobuf export request.")


def count_records(body: bytes) -> int:
    """Return the number of spans, log records or metrics in a serialized export request.

    Raises:
        MalformedRequestError: not protobuf on one of the three upper levels.
        TooLargeError: no memory for it.
    """
    try:
        return sum(
            len(_Level.FromString(scope).children)
            for resource in _Level.FromString(body).resources
            for scope in _Level.FromString(resource).children
        )
    except DecodeError as error:
        raise refused(error) from error
