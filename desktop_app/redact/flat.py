"""A request as the bytes that are scanned, committed to and stored: one serialization of it all.

Promise: unknown fields are gone (they could hide text from every rule), and whether there were any
is known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.model.wire import slices

if TYPE_CHECKING:
    from google.protobuf.message import Message


@dataclass(frozen=True, slots=True)
class Flat:
    """A serialized request and its pieces.

    Attributes:
        body: the whole request.
        skeleton: the request without its records.
        records: each record, in order.
        groups: number of records per scope group, per resource group.
        unknown_fields: whether the request had fields that OTLP does not know.
    """

    body: bytes
    skeleton: bytes
    records: list[bytes]
    groups: list[list[int]]
    unknown_fields: bool


def flatten(request: Message, wire: bytes | None = None) -> Flat:
    """Discard the unknown fields of an export request, in place, and serialize it.

    Args:
        request: the parsed request.
        wire: the bytes it was parsed from, when it was not changed since: that spares a count.
    """
    if wire is None:
        received = request.ByteSize()
        request.DiscardUnknownFields()
        body = request.SerializeToString()
        return _flat(body, unknown_fields=len(body) != received)
    request.DiscardUnknownFields()
    body = request.SerializeToString()
    if body == wire:
        return _flat(wire, unknown_fields=False)
    received = type(request).FromString(wire).ByteSize()  # not `len`: it may be encoded otherwise
    return _flat(body, unknown_fields=len(body) != received)


def again(request: Message, flat: Flat) -> Flat:
    """Serialize a request that was changed since `flat` was made of it."""
    return _flat(request.SerializeToString(), unknown_fields=flat.unknown_fields)


def _flat(body: bytes, *, unknown_fields: bool) -> Flat:
    cut = slices(body)
    return Flat(body, cut.skeleton, cut.records, cut.groups, unknown_fields)
