"""OTLP/JSON to messages, as strict as the specification and as mild as real agents need.

Differs from the protobuf JSON mapping where OTLP does: ids are hex, enums are integers (names are
read too), unknown fields are skipped. int64 may be a number or a string; `"value": {}` is an empty
value; null is absence. A key twice: the last one counts. An id that is not hex is left empty, so
that its one record is rejected and not the request. A lone surrogate becomes U+FFFD.
Source: opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding".
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from google.protobuf.descriptor import FieldDescriptor
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from desktop_app.errors import MalformedRequestError, TooLargeError
from desktop_app.normalize import signals

if TYPE_CHECKING:
    from google.protobuf.descriptor import Descriptor, EnumDescriptor

    from desktop_app.normalize.signals import ExportRequest, Signal

MAX_DEPTH = 100  # nested messages; what the protobuf parser takes too
_HEX_FIELDS = frozenset({"trace_id", "span_id", "parent_span_id"})
_INTEGER = re.compile(r"-?[0-9]{1,20}\Z", re.ASCII)
_MAX_NUMBER = 400  # characters of a number in a string
_WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}

Convert: TypeAlias = Callable[[Any], Any]
Setter: TypeAlias = Callable[[Any, Any, int], None]  # (message, JSON value, depth of the message)


def parse_json(signal: Signal, body: bytes, *, max_records: int) -> ExportRequest:
    """Parse an OTLP/JSON export request.

    Raises:
        MalformedRequestError: not JSON, or a value that its field cannot hold.
        TooLargeError: nested too deep, or more than `max_records` records.
    """
    try:
        tree = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError as error:
        raise _too_deep() from error
    except ValueError as error:
        raise MalformedRequestError("The body is not JSON in UTF-8.") from error
    request = signals.new_request(signal)
    try:
        _check_count(signal, tree, max_records)
        _fill(request, tree, 0)
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedRequestError("A value in the JSON does not fit its field.") from error
    return request


def _no_constant(_name: str) -> None:
    raise MalformedRequestError("NaN and Infinity are strings in OTLP/JSON.")


def _too_deep() -> TooLargeError:
    return TooLargeError("The JSON is nested too deep.")


def _check_count(signal: Signal, tree: Any, max_records: int) -> None:
    """Count the records on the three upper levels before anything is built."""
    top, middle, low = _levels(signal)
    count = sum(
        len(_items(scope, low))
        for resource in _items(tree, top)
        for scope in _items(resource, middle)
    )
    if count > max_records:
        raise TooLargeError(f"The request has {count} records; at most {max_records} are taken.")


@cache
def _levels(signal: Signal) -> list[FieldDescriptor]:
    """Return the fields that hold resources, scopes and records."""
    descriptor: Any = signals.new_request(signal).DESCRIPTOR
    found: list[FieldDescriptor] = []
    for number in (1, 2, 2):
        found.append(descriptor.fields_by_number[number])
        descriptor = found[-1].message_type
    return found


def _items(value: Any, field: FieldDescriptor) -> list[Any]:
    """Return the list under a field's name; [] when absent or null."""
    found = (value or {}).get(field.json_name) or (value or {}).get(field.name) or []
    if not isinstance(found, list):
        raise TypeError(field.name)
    return found


def _fill(message: Any, tree: Any, depth: int) -> None:
    """Set the fields of a message from a JSON object."""
    if depth > MAX_DEPTH:
        raise _too_deep()
    setters = _setters(message.DESCRIPTOR)
    for key, value in tree.items():
        if value is not None and (setter := setters.get(key)) is not None:
            setter(message, value, depth)


@cache
def _setters(descriptor: Descriptor) -> dict[str, Setter]:
    """Return the setter of each field, by JSON name and by proto name."""
    table: dict[str, Setter] = {}
    for field in descriptor.fields:
        table[field.name] = table[field.json_name] = _setter(field)
    return table


def _setter(field: FieldDescriptor) -> Setter:
    if field.message_type is KeyValue.DESCRIPTOR:
        return _set_attributes(field.name)
    if field.type == FieldDescriptor.TYPE_MESSAGE:
        return _set_messages(field.name) if field.is_repeated else _set_message(field.name)
    convert = _converter(field)
    return _set_scalars(field.name, convert) if field.is_repeated else _set(field.name, convert)


def _set_message(name: str) -> Setter:
    def setter(message: Any, value: Any, depth: int) -> None:
        child = getattr(message, name)
        child.SetInParent()
        _fill(child, value, depth + 1)

    return setter


def _set_messages(name: str) -> Setter:
    def setter(message: Any, value: Any, depth: int) -> None:
        add = getattr(message, name).add
        for item in _list(value):
            child = add()
            if item is not None:
                _fill(child, item, depth + 1)

    return setter


def _set_attributes(name: str) -> Setter:
    """As `_set_messages`, quicker for what nearly all attributes are: plain texts and integers."""

    def setter(message: Any, value: Any, depth: int) -> None:
        add = getattr(message, name).add
        for item in _list(value):
            if depth + 2 > MAX_DEPTH or not _set_plain(add, item):
                child = add()
                if item is not None:
                    _fill(child, item, depth + 1)

    return setter


def _set_plain(add: Any, item: Any) -> bool:
    """Add `{"key": text, "value": {"stringValue" | "intValue": ...}}`; False for anything else."""
    if type(item) is not dict or len(item) != 2:  # noqa: PLR2004 - key and value
        return False
    key, value = item.get("key"), item.get("value")
    if type(key) is not str or not key.isascii() or type(value) is not dict or len(value) != 1:
        return False
    ((kind, inner),) = value.items()
    if kind == "stringValue" and type(inner) is str and inner.isascii():
        add(key=key).value.string_value = inner
        return True
    if kind == "intValue" and inner is not None:
        add(key=key).value.int_value = _integer(inner)
        return True
    return False


def _set_scalars(name: str, convert: Convert) -> Setter:
    def setter(message: Any, value: Any, _depth: int) -> None:
        getattr(message, name).extend([convert(item) for item in _list(value)])

    return setter


def _set(name: str, convert: Convert) -> Setter:
    def setter(message: Any, value: Any, _depth: int) -> None:
        setattr(message, name, convert(value))

    return setter


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _converter(field: FieldDescriptor) -> Convert:  # noqa: PLR0911 - a table of types
    if field.type == FieldDescriptor.TYPE_BYTES:
        return _hex if field.name in _HEX_FIELDS else _base64
    if field.enum_type is not None:
        return _enum(field.enum_type)
    if field.type == FieldDescriptor.TYPE_STRING:
        return _string
    if field.type == FieldDescriptor.TYPE_BOOL:
        return _bool
    if field.type in {FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_FLOAT}:
        return _double
    return _integer


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a string")
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:  # an agent cut a string between the halves of a character
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _bool(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a boolean")
    return value


def _integer(value: Any) -> int:
    """int64 may be a number or a decimal string; 1.0 is an integer too."""
    if isinstance(value, str) and _INTEGER.match(value):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError("not an integer")


def _double(value: Any) -> float:
    if isinstance(value, str):
        if value in _WORDS:
            return _WORDS[value]
        if not value.isascii() or "_" in value or len(value) > _MAX_NUMBER:
            raise TypeError("not a number")
        return float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("not a number")
    return float(value)


def _enum(kind: EnumDescriptor) -> Convert:
    numbers = {name: value.number for name, value in kind.values_by_name.items()}

    def convert(value: Any) -> int:
        return numbers[value] if isinstance(value, str) and value in numbers else _integer(value)

    return convert


def _hex(value: Any) -> bytes:
    if not isinstance(value, str):
        raise TypeError("not a string")
    try:
        return binascii.unhexlify(value)
    except ValueError:
        return b""


def _base64(value: Any) -> bytes:
    """Standard or URL-safe alphabet, with or without padding."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    text = value.translate(_TO_STANDARD).rstrip("=")
    return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)


_TO_STANDARD = str.maketrans("-_", "+/")
