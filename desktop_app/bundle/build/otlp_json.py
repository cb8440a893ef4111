"""The run as OTLP JSON: one document a signal, streamed request by request.

Promise: what a document says is what `google.protobuf.json_format` says of the same requests, with
what OTLP/JSON changes: trace and span ids in hex, enums as integers. Messages come from upb; texts
are joined here, because json_format takes some twenty times as long.

Source: opentelemetry.io/docs/specs/otlp, section "JSON Protobuf Encoding";
protobuf.dev/programming-guides/json.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, TypeAlias

from google.protobuf.descriptor import FieldDescriptor
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from desktop_app.normalize.signals import Signal, new_request, resources, scope_records, scopes

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor

    from desktop_app.normalize.signals import ExportRequest

Text: TypeAlias = Callable[[Any], str]  # type: ignore[explicit-any]  # a protobuf value of any type
_quoted: Callable[[str], str] = encode_basestring

_HEX_FIELDS = frozenset(("trace_id", "span_id", "parent_span_id"))
_INT64 = frozenset((FieldDescriptor.CPPTYPE_INT64, FieldDescriptor.CPPTYPE_UINT64))
_CHUNK_RECORDS = 256
_CHILDREN = 2  # number of the field that holds scopes in a resource group, records in a scope group


def document(signal: Signal, requests: Iterable[ExportRequest]) -> Iterator[bytes]:
    """Yield the bytes of one JSON document that holds these requests, one after another.

    The document is `{"resourceSpans":[...]}` (or Logs, Metrics) and a newline; without a request
    the list is empty.
    """
    name = new_request(signal).DESCRIPTOR.fields_by_number[1].json_name
    yield b'{"%s":[' % name.encode()
    comma = b""
    for request in requests:
        for group in resources(signal, request):
            yield comma
            yield from _group(signal, group)
            comma = b",\n"
    yield b"]}\n"


def _group(signal: Signal, group: Any) -> Iterator[bytes]:  # type: ignore[explicit-any]  # protobuf
    """Yield one resource group; its records in chunks."""
    yield _open(group)
    comma = b""
    for scope in scopes(signal, group):
        yield comma + _open(scope)
        records = scope_records(signal, scope)
        encode = _message(records[0].DESCRIPTOR) if len(records) else None
        for start in range(0, len(records), _CHUNK_RECORDS):
            some = map(encode, records[start : start + _CHUNK_RECORDS]) if encode else ()
            yield (",\n" if start else "").encode() + ",\n".join(some).encode()
        yield b"]}"
        comma = b",\n"
    yield b"]}"


def _open(group: Any) -> bytes:  # type: ignore[explicit-any]  # protobuf
    """Return a group as far as the bracket that its children follow."""
    fields = _fields(group.DESCRIPTOR)
    found = group.ListFields()
    own = [fields[field.number](value) for field, value in found if field.number != _CHILDREN]
    name = group.DESCRIPTOR.fields_by_number[_CHILDREN].json_name
    return ("{" + "".join(f"{text}," for text in own) + f'"{name}":[').encode()


@cache
def _message(descriptor: Descriptor) -> Text:
    """Return what writes a message of a type."""
    if descriptor is KeyValue.DESCRIPTOR:
        return _key_value
    if descriptor is AnyValue.DESCRIPTOR:
        return _any_value
    return _plain_message


def _plain_message(message: Any) -> str:  # type: ignore[explicit-any]  # protobuf
    fields = _fields(message.DESCRIPTOR)
    return (
        "{" + ",".join([fields[field.number](value) for field, value in message.ListFields()]) + "}"
    )


@cache
def _fields(descriptor: Descriptor) -> dict[int, Text]:
    """Return what writes each field, by number: `"name":value`."""
    return {field.number: _field(field) for field in descriptor.fields}


def _field(field: FieldDescriptor) -> Text:
    name, write = f'"{field.json_name}":', _writer(field)
    if field.is_repeated:
        return lambda values: f"{name}[{','.join(map(write, values))}]"
    return lambda value: name + write(value)


def _writer(field: FieldDescriptor) -> Text:  # noqa: PLR0911 - a table of types
    if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
        return _message(field.message_type)
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _hex if field.name in _HEX_FIELDS else _base64
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return _quoted
    if field.cpp_type == FieldDescriptor.CPPTYPE_BOOL:
        return _boolean
    if field.cpp_type == FieldDescriptor.CPPTYPE_DOUBLE:
        return _double
    if field.cpp_type in _INT64:
        return _int64
    return str  # 32-bit numbers and enums; OTLP has no 32-bit floats


def _key_value(item: Any) -> str:  # type: ignore[explicit-any]  # protobuf; the hot path
    """Write an attribute: most are a key and a text, or a key and an integer."""
    key, value = item.key, item.value
    kind = value.WhichOneof("value")
    if kind == "string_value" and key and not item.key_strindex:
        return f'{{"key":{_quoted(key)},"value":{{"stringValue":{_quoted(value.string_value)}}}}}'
    if kind == "int_value" and key and not item.key_strindex:
        return f'{{"key":{_quoted(key)},"value":{{"intValue":"{value.int_value}"}}}}'
    return _plain_message(item)


def _any_value(value: Any) -> str:  # type: ignore[explicit-any]  # protobuf; the hot path
    if value.WhichOneof("value") == "string_value":
        return f'{{"stringValue":{_quoted(value.string_value)}}}'
    return _plain_message(value)


def _hex(value: bytes) -> str:
    return f'"{value.hex()}"'


def _base64(value: bytes) -> str:
    return f'"{base64.b64encode(value).decode()}"'


def _int64(value: int) -> str:
    return f'"{value}"'


def _boolean(value: bool) -> str:  # noqa: FBT001 - a protobuf value
    return "true" if value else "false"


def _double(value: float) -> str:
    if math.isfinite(value):
        return repr(value)
    if math.isnan(value):
        return '"NaN"'
    return '"Infinity"' if value > 0 else '"-Infinity"'
