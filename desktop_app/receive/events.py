"""CloudEvents 1.0.2 over HTTP: structured, batched and binary mode into one shape.

Source: cloudevents/spec, `http-protocol-binding.md` and `formats/json-format.md`.
"""

from __future__ import annotations

import base64
import json
import math
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from desktop_app.errors import (
    MalformedRequestError,
    TooLargeError,
    UnsupportedMediaTypeError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.receive.request import EventValue

STRUCTURED = "application/cloudevents+json"
BATCH = "application/cloudevents-batch+json"
MAX_DEPTH = 64
_REQUIRED = ("id", "source", "specversion", "type")
_TEXT = (*_REQUIRED, "subject", "time", "datacontenttype", "dataschema")
_NAME = re.compile(r"[a-z0-9]{1,64}\Z")
_TIME = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
    r"(?:\.\d{1,12})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)\Z",
    re.ASCII,
)
_JSON_TYPE = re.compile(r"(?:[^/]+/json|[^/]+/[^/]+\+json)\Z")
_INT32 = 2**31


def parse_events(
    body: bytes, content_type: str, headers: Mapping[str, str], *, max_events: int
) -> list[dict[str, EventValue]]:
    """Return the events of one request.

    Args:
        body: decompressed.
        content_type: media type with its parameters, or "".
        headers: the `ce-` headers by lower-case name, values as sent.
        max_events: how many a batch may hold.

    Raises:
        MalformedRequestError: not JSON, or an event that lacks or misuses an attribute.
        TooLargeError: too many events, or nested too deep.
        UnsupportedMediaTypeError: not a CloudEvent in a mode and format that we read.
    """
    media, charset = _media_type(content_type)
    if media.startswith("application/cloudevents"):
        if charset not in {"", "utf-8", "utf8", "us-ascii"}:
            raise UnsupportedMediaTypeError("CloudEvents in JSON are read in UTF-8.")
        if media == STRUCTURED:
            return [_event(_json(body))]
        if media == BATCH:
            return _batch(_json(body), max_events)
        raise UnsupportedMediaTypeError("CloudEvents are read in the JSON format only.")
    if "ce-specversion" not in headers:
        raise UnsupportedMediaTypeError(
            f"Not a CloudEvent: send {STRUCTURED}, {BATCH}, or the ce- headers of binary mode."
        )
    return [_binary(body, content_type, media, headers)]


def _media_type(content_type: str) -> tuple[str, str]:
    media, _, rest = content_type.partition(";")
    found = re.search(r"charset=\"?([^\";\s]*)", rest, re.IGNORECASE)
    return media.strip().lower(), found[1].lower() if found else ""


def _json(body: bytes) -> EventValue:
    try:
        value: EventValue = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError as error:
        raise TooLargeError("The JSON is nested too deep.") from error
    except ValueError as error:
        raise MalformedRequestError("The body is not JSON in UTF-8.") from error
    _check_values(value)
    return value


def _no_constant(_name: str) -> None:
    raise MalformedRequestError("NaN and Infinity are not JSON.")


def _check_values(root: EventValue) -> None:
    """Refuse what could not be stored: too deep, overflowed floats, lone surrogates."""
    level, depth = [root], 0
    while level:
        if depth > MAX_DEPTH:
            raise TooLargeError(f"The JSON is nested deeper than {MAX_DEPTH}.")
        below: list[EventValue] = []
        for value in level:
            if isinstance(value, dict):
                below.extend(value)
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
            elif isinstance(value, float) and not math.isfinite(value):
                raise MalformedRequestError("A number is out of range.")
            elif isinstance(value, str) and not value.isascii():
                _check_text(value)
        level, depth = below, depth + 1


def _check_text(value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError("A string holds half a surrogate pair.") from error


def _batch(value: EventValue, max_events: int) -> list[dict[str, EventValue]]:
    if not isinstance(value, list):
        raise MalformedRequestError("A batch is a JSON array.")
    if len(value) > max_events:
        raise TooLargeError(f"The batch has {len(value)} events; at most {max_events} are taken.")
    return [_event(item) for item in value]


def _event(value: EventValue) -> dict[str, EventValue]:
    """Check one event in the JSON format; attributes that are null are absent."""
    if not isinstance(value, dict):
        raise MalformedRequestError("A CloudEvent is a JSON object.")
    event = {name: item for name, item in value.items() if item is not None or name == "data"}
    if "data" in event and "data_base64" in event:
        raise MalformedRequestError("An event has `data` or `data_base64`, not both.")
    if "data_base64" in event:
        _check_base64(event["data_base64"])
    _check_attributes(event)
    return event


def _check_base64(value: EventValue) -> None:
    if not isinstance(value, str):
        raise MalformedRequestError("`data_base64` is not a string.")
    try:
        base64.b64decode(value, validate=True)
    except ValueError as error:
        raise MalformedRequestError("`data_base64` is not base64.") from error


def _check_attributes(event: Mapping[str, EventValue]) -> None:
    for name, value in event.items():
        if name in {"data", "data_base64"}:
            continue
        if not _NAME.match(name):
            raise MalformedRequestError("Attribute names consist of a-z and 0-9.")
        _check_attribute(name, value)
    for name in _REQUIRED:
        if not event.get(name):
            raise MalformedRequestError(f"The event has no `{name}`.")
    if event["specversion"] != "1.0":
        raise MalformedRequestError("Only CloudEvents of specversion 1.0 are read.")
    time = event.get("time")
    if time is not None and not (isinstance(time, str) and _TIME.match(time)):
        raise MalformedRequestError("`time` is not an RFC 3339 time.")


def _check_attribute(name: str, value: EventValue) -> None:
    if name in _TEXT:
        if not isinstance(value, str) or not value:
            raise MalformedRequestError(f"`{name}` is not a string, or empty.")
    elif isinstance(value, (float, list, dict)):
        raise MalformedRequestError("Extension attributes are strings, booleans or integers.")
    elif isinstance(value, int) and not -_INT32 <= value < _INT32:
        raise MalformedRequestError("An integer attribute does not fit 32 bits.")


def _binary(
    body: bytes, content_type: str, media: str, headers: Mapping[str, str]
) -> dict[str, EventValue]:
    event: dict[str, EventValue] = {
        name.removeprefix("ce-"): _header_value(value) for name, value in headers.items()
    }
    if "data" in event or "datacontenttype" in event:
        raise MalformedRequestError("In binary mode data and its type have no ce- header.")
    if content_type:
        event["datacontenttype"] = content_type
    _check_attributes(event)
    if body:
        event.update(_data(body, media))
    return event


def _header_value(value: str) -> str:
    """Undo the percent-encoding of the HTTP binding (section 3.1.3.2)."""
    if len(value) > 1 and value.startswith('"') and value.endswith('"'):
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    try:
        return unquote_to_bytes(value.encode("latin-1")).decode()
    except UnicodeError as error:
        raise MalformedRequestError("A ce- header is not percent-encoded UTF-8.") from error


def _data(body: bytes, media: str) -> dict[str, EventValue]:
    if not media or _JSON_TYPE.match(media):
        return {"data": _json(body)}
    if media.startswith("text/"):
        try:
            return {"data": body.decode()}
        except UnicodeDecodeError:
            pass  # text in another encoding is kept as bytes
    return {"data_base64": base64.b64encode(body).decode()}
