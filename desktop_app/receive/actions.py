"""The agent API's paths: actions, their results, consents, payloads and hooks, JSON over HTTP.

Who may speak was checked before; here the path, the body and its size. What an agent asks waits
for a person without a share of the memory that requests in flight have, so that telemetry goes on.
"""

from __future__ import annotations

import json
import re
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from desktop_app.errors import MalformedRequestError, TooLargeError, UnsupportedMediaTypeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.receive.request import Sender

Verb: TypeAlias = Literal["declare", "report", "consents", "hook", "payload", "capture"]
_PLAIN: Mapping[str, Verb] = {
    "/v1/actions": "declare",
    "/v1/consents": "consents",
    "/v1/captures": "capture",
    "/v1/payloads": "payload",
}
_REPORT = re.compile(r"/v1/actions/([0-9]{1,15})/result\Z", re.ASCII)
_HOOK = re.compile(r"/v1/hooks/([a-z0-9-]{1,32})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class Route:
    """What a path is about.

    Attributes:
        verb: which of them.
        name: of the agent, or the number of the intent; "".
    """

    verb: Verb
    name: str = ""

    @property
    def allowed(self) -> str:
        """The methods that it takes."""
        return "GET, HEAD, POST, OPTIONS" if self.verb == "consents" else "POST, OPTIONS"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the agent API.

    Attributes:
        route: what it is about.
        sender: who sends it.
        value: the body; {} for a GET.
        reads: whether it only asks to read.
        idempotency: the header `Idempotency-Key`, "" for none.
        traceparent: the header, "" for none.
        gone: done when the sender hung up before it was answered.
    """

    route: Route
    sender: Sender
    value: Mapping[str, JSON] = field(default_factory=dict)
    reads: bool = False
    idempotency: str = ""
    traceparent: str = ""
    gone: Future[None] = field(default_factory=Future, compare=False)

    def left(self) -> None:
        """Take that the sender hung up."""
        self.gone.set_result(None)


class Taking(Protocol):
    """Content on its way in. Each of these may take a while; thread safe."""

    def write(self, piece: bytes) -> None:
        """Take the next piece. Raises a `CountersignError` to refuse it."""
        ...

    def end(self) -> Future[Mapping[str, JSON]]:
        """Say that it is whole; the answer comes when that is durable."""
        ...

    def close(self) -> None:
        """Let it go unless it came to its end; twice is fine."""
        ...


class AgentAPI(Protocol):
    """What stands behind these paths. Thread safe; answers only what is durable."""

    def take(self, asked: Asked, media: str, declared: int) -> Taking:
        """Begin to take content that comes by itself. Raises a `CountersignError` to refuse it.

        Args:
            asked: with the query's fields as its value.
            media: the Content-Type.
            declared: the Content-Length, 0 where there is none.
        """
        ...

    def ask(self, asked: Asked) -> Future[Mapping[str, JSON]]:
        """Take one request. Raises or completes the future with a `CountersignError`."""
        ...


def route_of(path: str) -> Route | None:
    """Return what a path is about; None for one that is none of these."""
    if path in _PLAIN:
        return Route(_PLAIN[path])
    if found := _REPORT.match(path):
        return Route("report", found[1])
    if found := _HOOK.match(path):
        return Route("hook", found[1])
    return None


def parse_object(body: bytes, content_type: str) -> Mapping[str, JSON]:
    """Return the JSON object of a body.

    Raises:
        UnsupportedMediaTypeError: sent as something else than JSON.
        MalformedRequestError: not one JSON object in UTF-8.
        TooLargeError: nested too deep to be read.
    """
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaTypeError("The agent API takes application/json.")
    try:
        value = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
    except RecursionError as error:
        raise TooLargeError("The JSON is nested too deep.") from error
    except ValueError as error:
        raise MalformedRequestError("The body is not JSON in UTF-8.") from error
    if not isinstance(value, dict):
        raise MalformedRequestError("The body is one JSON object.")
    return value


def _no_constant(_name: str) -> None:
    raise MalformedRequestError("NaN and Infinity are not JSON.")
