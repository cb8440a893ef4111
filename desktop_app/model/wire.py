"""An OTLP export request as bytes: cut into skeleton and records without parsing a record.

Promise: for bytes that protobuf serialized from a request without unknown fields, `slices` gives
what serializing the parts one by one gives: each record as it stands in the body, and the request
without its records. All three signals have one layout (opentelemetry-proto 1.x):

    request        resource group = 1 (repeated)
    resource group resource = 1, scope group = 2 (repeated), schema_url = 3
    scope group    scope = 1, record = 2 (repeated), schema_url = 3

Source: protobuf.dev/programming-guides/encoding (all these fields are length-delimited).
"""

from __future__ import annotations

from typing import NamedTuple

from desktop_app.errors import BadEncodingError

_FIRST, _SECOND, _THIRD = 0x0A, 0x12, 0x1A  # tags: field number << 3 | 2
_MORE = 0x80
_MAX_SHIFT = 28  # lengths are below 2^31


class Slices(NamedTuple):
    """A request in pieces.

    Attributes:
        skeleton: the request without its records.
        records: each record's bytes, in order.
        groups: number of records per scope group, per resource group.
    """

    skeleton: bytes
    records: list[bytes]
    groups: list[list[int]]


def slices(body: bytes) -> Slices:
    """Cut a serialized export request.

    Raises:
        BadEncodingError: other fields than the layout has, or lengths that do not fit.
    """
    skeleton: list[bytes] = []
    records: list[bytes] = []
    groups: list[list[int]] = []
    bare, found = _cut(body, 0, len(body), _FIRST)
    if bare:
        raise BadEncodingError("The request has fields beside its resource groups.")
    for start, stop in found:
        kept, scopes = _cut(body, start, stop, _SECOND)
        counts: list[int] = []
        parts: list[bytes] = []
        for scope_start, scope_stop in scopes:
            before = len(records)
            own = _cut_records(body, scope_start, scope_stop, records)
            counts.append(len(records) - before)
            parts.append(_field(_SECOND, _joined(own, _SECOND, b"")))
        groups.append(counts)
        skeleton.append(_field(_FIRST, _joined(kept, _SECOND, b"".join(parts))))
    return Slices(b"".join(skeleton), records, groups)


def with_attributes(body: bytes, attributes: bytes) -> bytes:
    """Return a request whose resources have further attributes behind their own.

    A group without a resource gets one. A second `resource` field would be legal, and merged by
    most readers of protobuf; those of JavaScript would take it in place of the first.

    Args:
        body: as protobuf serialized it.
        attributes: as a serialized Resource message has them.

    Raises:
        BadEncodingError: other fields than the layout has, another order, or lengths that do not
            fit.
    """
    bare, groups = _cut(body, 0, len(body), _FIRST)
    if bare:
        raise BadEncodingError("The request has fields beside its resource groups.")
    parts: list[bytes] = []
    for start, stop in groups:
        kept, _ = _cut(body, start, stop, _SECOND)
        own = [data for tag, data in kept if tag == _FIRST] or [b""]
        if len(own) > 1 or not body.startswith(own[0], start):
            raise BadEncodingError("A group does not begin with its one resource.")
        content = own[0][_length(own[0], 1)[1] :] if own[0] else b""
        resource = _field(_FIRST, content + attributes)
        parts.append(_field(_FIRST, resource + body[start + len(own[0]) : stop]))
    return b"".join(parts)


def _cut(
    body: bytes, at: int, end: int, tag: int
) -> tuple[list[tuple[int, bytes]], list[tuple[int, int]]]:
    """Return the other fields as (tag, bytes), and where the contents of those with `tag` lie."""
    kept: list[tuple[int, bytes]] = []
    found: list[tuple[int, int]] = []
    add = found.append
    try:
        while at < end:
            seen, size, head = body[at], body[at + 1], at + 2
            if size >= _MORE:
                size, head = _length(body, at + 1)
            stop = head + size
            if seen == tag:
                add((head, stop))
            else:
                kept.append((_other(seen), body[at:stop]))
            at = stop
    except IndexError as error:
        raise BadEncodingError("The request ends in the middle of a field.") from error
    if at != end:
        raise BadEncodingError("A field is longer than the group it is in.")
    return kept, found


def _cut_records(body: bytes, at: int, end: int, records: list[bytes]) -> list[tuple[int, bytes]]:
    """Append the records of a scope group; return its other fields. Runs once per span."""
    kept: list[tuple[int, bytes]] = []
    add = records.append
    try:
        while at < end:
            seen, size, head = body[at], body[at + 1], at + 2
            if size >= _MORE:  # `_length`, written out for two bytes
                high = body[head]
                if high < _MORE:
                    size, head = size - _MORE + (high << 7), at + 3
                else:
                    size, head = _length(body, at + 1)
            stop = head + size
            if seen == _SECOND:
                add(body[head:stop])
            else:
                kept.append((_other(seen), body[at:stop]))
            at = stop
    except IndexError as error:
        raise BadEncodingError("The request ends in the middle of a field.") from error
    if at != end:
        raise BadEncodingError("A field is longer than the group it is in.")
    return kept


def _other(tag: int) -> int:
    """Return a tag that may stand beside records and groups."""
    if tag not in {_FIRST, _THIRD}:
        raise BadEncodingError(f"A field with tag {tag:#x} in a group of records.")
    return tag


def _length(body: bytes, at: int) -> tuple[int, int]:
    """Return (value, where it ends) of a varint."""
    value = shift = 0
    while True:
        byte = body[at]
        value |= (byte & 0x7F) << shift
        at += 1
        if byte < _MORE:
            return value, at
        shift += 7
        if shift > _MAX_SHIFT:
            raise BadEncodingError("A length of more than five bytes.")


def _joined(kept: list[tuple[int, bytes]], tag: int, middle: bytes) -> bytes:
    """Return fields in the order of their tags, with `middle` where `tag` belongs."""
    before = [data for seen, data in kept if seen < tag]
    after = [data for seen, data in kept if seen > tag]
    return b"".join((*before, middle, *after))


def _field(tag: int, data: bytes) -> bytes:
    """Return a length-delimited field."""
    size, head = len(data), bytearray((tag,))
    while size >= _MORE:
        head.append(size & 0x7F | _MORE)
        size >>= 7
    head.append(size)
    return bytes(head) + data
