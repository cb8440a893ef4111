"""Control messages: JSON objects in one frame each, versioned, bounded, never pickled.

Promise: `parse_*` accepts what `format_*` writes, and answers anything else with MALFORMED_REQUEST;
an error that left the recorder comes up in the client as the same class, by its code. Frames are
those of `multiprocessing.connection` (4 bytes of length, big endian, then the bytes).
Specification: `resources/docs/control.md`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from desktop_app import __version__
from desktop_app.errors import (
    BugError,
    CountersignError,
    MalformedRequestError,
    TooLargeError,
    VersionMismatchError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Value: TypeAlias = "bool | int | float | str | Sequence[Value] | Mapping[str, Value] | None"

FORMAT = 1
MAX_REQUEST_BYTES = 1 << 20
MAX_ANSWER_BYTES = 16 << 20
_MAX_TEXT = 4096  # of a message or hint that came from the other side


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks.

    Attributes:
        verb: name in the server's table.
        args: by name.
        version: the client's version.
    """

    verb: str
    args: Mapping[str, Value] = field(default_factory=dict)
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Progress:
    """A line before the answer: how far a long verb is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Done:
    """The answer of a verb that worked."""

    data: Mapping[str, Value]
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Failed:
    """The answer of a verb that did not, or of a request that was refused."""

    code: str
    message: str
    hint: str
    exit_code: int
    version: str = __version__


Answer: TypeAlias = Progress | Done | Failed


def format_request(request: Request) -> bytes:
    """Return a request's bytes.

    Raises:
        TooLargeError: over 1 MiB.
    """
    value: dict[str, Value] = {
        "v": FORMAT,
        "version": request.version,
        "verb": request.verb,
        "args": request.args,
    }
    return _dump(value, MAX_REQUEST_BYTES)


def parse_request(data: bytes) -> Request:
    """Parse a request.

    Raises:
        MalformedRequestError: not one.
        VersionMismatchError: of another format.
    """
    value = _load(data)
    if value.get("v") != FORMAT:
        raise VersionMismatchError(
            f"The control message has format {value.get('v')!r:.40}; we speak {FORMAT}."
        )
    verb, args, version = value.get("verb"), value.get("args"), value.get("version")
    if isinstance(verb, str) and isinstance(args, dict) and isinstance(version, str):
        return Request(verb[:_MAX_TEXT], args, version[:_MAX_TEXT])
    raise MalformedRequestError("The control request lacks verb, args or version.")


def format_answer(answer: Answer) -> bytes:
    """Return an answer's bytes.

    Raises:
        TooLargeError: over 16 MiB.
    """
    value: dict[str, Value]
    match answer:
        case Progress(done, total):
            value = {"v": FORMAT, "progress": [done, total]}
        case Done(data, version):
            value = {"v": FORMAT, "version": version, "ok": True, "data": data}
        case Failed(code, message, hint, exit_code, version):
            error: dict[str, Value] = {
                "code": code,
                "message": message,
                "hint": hint,
                "exit_code": exit_code,
            }
            value = {"v": FORMAT, "version": version, "ok": False, "error": error}
    return _dump(value, MAX_ANSWER_BYTES)


def parse_answer(data: bytes) -> Answer:
    """Parse an answer.

    Raises:
        MalformedRequestError: not one.
        VersionMismatchError: of another format.
    """
    value = _load(data)
    if value.get("v") != FORMAT:
        raise VersionMismatchError("The recorder speaks another control format.")
    match value:
        case {"progress": [int(done), int(total)]}:
            return Progress(done, total)
        case {"ok": True, "data": dict(payload), "version": str(version)}:
            return Done(payload, version)
        case {
            "ok": False,
            "version": str(version),
            "error": {
                "code": str(code),
                "message": str(message),
                "hint": str(hint),
                "exit_code": int(exit_code),
            },
        }:
            return Failed(code, message[:_MAX_TEXT], hint[:_MAX_TEXT], exit_code, version)
        case _:
            raise MalformedRequestError(
                "The control answer is neither progress, data nor an error."
            )


def failure(error: CountersignError) -> Failed:
    """Return an error as an answer."""
    return Failed(error.code, error.message[:_MAX_TEXT], error.hint[:_MAX_TEXT], error.exit_code)


def raise_failure(failed: Failed) -> NoReturn:
    """Raise the error that an answer carries, as its own class.

    Raises:
        CountersignError: always; of a class made on the spot when we do not know the code.
    """
    known = {kind.code: kind for kind in _all_errors(CountersignError)}.get(failed.code)
    if known is None:
        code = failed.code[:64]
        known = type("RemoteError", (CountersignError,), {"code": code})
    error = known(failed.message, hint=failed.hint)
    error.__dict__["exit_code"] = failed.exit_code
    raise error


def _all_errors(base: type[CountersignError]) -> Iterator[type[CountersignError]]:
    yield base
    for kind in base.__subclasses__():
        yield from _all_errors(kind)


def _dump(value: Mapping[str, Value], limit: int) -> bytes:
    try:
        data = json.dumps(value, allow_nan=False, separators=(",", ":")).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise BugError(f"A control message that is not JSON: {error}.") from error
    if len(data) > limit:
        raise TooLargeError(
            f"A control message of {len(data)} bytes; at most {limit}.", hint="Ask for less."
        )
    return data


def _load(data: bytes) -> dict[str, Value]:
    try:
        value = json.loads(data, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedRequestError("The control message is not JSON.", hint="") from error
    if not isinstance(value, dict):
        raise MalformedRequestError("The control message is not a JSON object.", hint="")
    return value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(text)
