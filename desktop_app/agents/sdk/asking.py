"""Asks the recorder over the agent API of this machine, and reports what came of it.

Promise: only a recorder's own "allow" or "none" lets a call go on. Nobody there is a denial, unless
the author of the agent said otherwise; an answer that is none is always one.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from opentelemetry.util.re import parse_env_headers

from desktop_app.agents.catalog import TOKEN_HEADER
from desktop_app.errors import BadEncodingError, ConfigError, RecorderNotRunningError
from desktop_app.host import loopback
from desktop_app.model import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Future

    from desktop_app.model.canonical import JSON

Unreachable: TypeAlias = Literal["deny", "allow"]
LOG = logging.getLogger(__name__)
URL = "http://127.0.0.1:4318"
WAIT_S, MARGIN_S = 600.0, 10.0
_OK, _BUSY = 200, 503


class Denied(Exception):  # noqa: N818 - it is an answer, not a mistake
    """The call may not run.

    Attributes:
        reason: a sentence for the model and its person.
        intent: entry of the declared action; None: it could not be declared.
    """

    def __init__(self, reason: str, intent: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.intent = reason, intent


@dataclass(frozen=True, slots=True)
class Answer:
    """The recorder lets a call run.

    Attributes:
        decision: "allow" or "none"; "unreachable" where the author lets it run without a recorder.
        approval: "not_required", "approved".
        intent: entry of the declared action, None without a recorder.
    """

    decision: str
    approval: str = "not_required"
    intent: int | None = None


def declare(
    action: Mapping[str, JSON],
    when_unreachable: Unreachable,
    gone: Future[None] | None = None,
) -> Answer:
    """Declare an action and wait for its decision; blocks while a person is asked.

    Args:
        action: as `POST /v1/actions`.
        when_unreachable: what happens without a recorder.
        gone: done when nobody waits any more; then its question ends.

    Raises:
        Denied: it may not run.
    """
    try:
        status, told = _post("/v1/actions", action, WAIT_S + MARGIN_S, gone)
    except RecorderNotRunningError as error:
        if gone is not None and gone.done():
            raise Denied("Nobody waits for it any more.") from error
        return _unreachable(f"{error.message} {error.hint}", when_unreachable)
    except (BadEncodingError, ConfigError) as error:
        raise Denied(f"It could not be declared: {error.message}") from error
    if status == _BUSY:
        return _unreachable(_said(told), when_unreachable)
    intent, decision = told.get("intent"), told.get("decision")
    known = intent if type(intent) is int else None
    if status != _OK or decision not in ("allow", "none"):
        raise Denied(str(told.get("reason") or _said(told)), known)
    return Answer(str(decision), str(told.get("approval_state")), known)


def report(intent: int, result: Mapping[str, JSON]) -> None:
    """Report how an action ended; what cannot be told is logged, since the action is over."""
    try:
        status, told = _post(f"/v1/actions/{intent}/result", result, loopback.TIMEOUT_S)
    except (RecorderNotRunningError, BadEncodingError, ConfigError) as error:
        LOG.warning("The end of action %d was not recorded: %s", intent, error.message)
        return
    if status != _OK:
        LOG.warning("The end of action %d was not recorded: %s", intent, _said(told))


def capture(wish: Mapping[str, JSON], wait_s: float, gone: Future[None]) -> bool:
    """Ask for a picture of the screen (`POST /v1/captures`); return whether it was taken over.

    Raises:
        RecorderNotRunningError, BadEncodingError, ConfigError: it was not.
    """
    status, _ = _post("/v1/captures", wish, wait_s, gone)
    return status == _OK


def endpoint() -> tuple[str, dict[str, str]]:
    """Return (base URL of the recorder, headers that say who we are), as OpenTelemetry has them."""
    headers = parse_env_headers(os.environ.get("OTEL_EXPORTER_OTLP_HEADERS", ""), liberal=True)
    kept = {name: headers[name] for name in (TOKEN_HEADER, "authorization") if name in headers}
    return os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", URL).rstrip("/"), kept


def _post(
    path: str, value: Mapping[str, JSON], wait_s: float, gone: Future[None] | None = None
) -> tuple[int, Mapping[str, JSON]]:
    url, headers = endpoint()
    body = canonical.encode_body(value)
    kind = {"content-type": "application/json"}
    status, answer = loopback.post(
        url + path, body, {**headers, **kind}, timeout_s=wait_s, gone=gone
    )
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        told = None
    return status, told if isinstance(told, dict) else {}


def _unreachable(why: str, when_unreachable: Unreachable) -> Answer:
    if when_unreachable != "allow":
        raise Denied(why.strip())
    LOG.warning("A tool runs without a recorder: %s", why.strip())
    return Answer("unreachable")


def _said(told: Mapping[str, JSON]) -> str:
    error = told.get("error")
    found = error if isinstance(error, dict) else told
    return str(found.get("message") or "What answers there is no recorder.")
