"""What an agent declares before it acts, read from JSON that may be hostile: typed and bounded.

The same for the agent API, the control verb and (through `agents.hooks`) an agent's hook. Its
arguments are content: they go to the policy and to the person, never into the ledger.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import BadEncodingError, MalformedRequestError, TooLargeError
from desktop_app.model import canonical
from desktop_app.model.action import SideEffect
from desktop_app.recorder.json_fields import text

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.model.canonical import JSON

MAX_NAME, MAX_ID, MAX_PATH, MAX_KEY = 200, 200, 4_096, 200
MAX_ARGUMENTS = 1_000_000  # bytes; a file that is written stands in them
MAX_DEPTH = 32
MAX_HOSTS = 100
MAX_WAIT_S = 86_400.0
_KNOWN = frozenset(
    ("agent", "run_id", "tool", "arguments", "side_effect", "call_id", "cwd", "workspace")
) | {"delegated_by", "idempotency_key", "deadline_s", "hosts", "traceparent"}


@dataclass(frozen=True, slots=True)
class Declared:
    """One action as it was declared.

    Attributes:
        agent, tool, arguments, cwd, workspace, call_id, run_id: as sent; "" or None: not told.
        sender, auth: who vouches for it, as an entry's actor says.
        delegated_by: the sub-agent that acts, or the parent for whom, as the agent says.
        via: "hook", "api", "mcp".
        side_effect: what the caller says; it may raise what we see, never lower it.
        hosts: what the caller says that it reaches.
        idempotency: the caller's key.
        deadline_s: how long the caller waits; None: it did not say.
        trace_id: 16 bytes, of the caller's `traceparent`.
        gone: done when the caller waits no longer; None: nobody can tell.
        size: bytes of the arguments.
    """

    agent: str
    tool: str
    arguments: Mapping[str, JSON] = field(default_factory=dict)
    cwd: str = ""
    workspace: str = ""
    call_id: str | None = None
    run_id: str = ""
    sender: str = ""
    auth: str = "none"
    delegated_by: str = ""
    via: str = "api"
    side_effect: SideEffect | None = None
    hosts: tuple[str, ...] = ()
    idempotency: str | None = None
    deadline_s: float | None = None
    trace_id: bytes | None = None
    size: int = 0
    gone: Future[None] | None = field(default=None, compare=False)


def parse_declared(value: Mapping[str, JSON], *, sender: str, auth: str, via: str) -> Declared:
    """Return what a JSON object declares (`POST /v1/actions`).

    Raises:
        MalformedRequestError: a field is missing, unknown or of the wrong type.
        TooLargeError: over a limit.
    """
    for name in value:
        if name not in _KNOWN:
            raise MalformedRequestError(f"An action has no field {name[:40]!r}.")
    tool = _text(value, "tool", MAX_NAME)
    if not tool:
        raise MalformedRequestError("An action names its `tool`.")
    arguments = value.get("arguments")
    if arguments is not None and not isinstance(arguments, Mapping):
        raise MalformedRequestError("`arguments` is an object.")
    return Declared(
        agent=_text(value, "agent", MAX_NAME) or sender or "unknown",
        tool=tool,
        arguments=arguments or {},
        cwd=_text(value, "cwd", MAX_PATH),
        workspace=_text(value, "workspace", MAX_PATH),
        call_id=_text(value, "call_id", MAX_ID) or None,
        run_id=_text(value, "run_id", MAX_ID),
        sender=sender,
        auth=auth,
        delegated_by=_text(value, "delegated_by", MAX_NAME),
        via=via,
        side_effect=_side_effect(value.get("side_effect")),
        hosts=_hosts(value.get("hosts")),
        idempotency=_text(value, "idempotency_key", MAX_KEY) or None,
        deadline_s=deadline_of(value.get("deadline_s")),
        trace_id=_trace_id(_text(value, "traceparent", MAX_NAME)),
        size=checked(arguments or {}),
    )


def checked(arguments: Mapping[str, JSON]) -> int:
    """Return the size of arguments in bytes.

    Raises:
        MalformedRequestError: they hold what JSON cannot (NaN, half a character).
        TooLargeError: too many bytes, or nested too deep.
    """
    if _depth(arguments) > MAX_DEPTH:
        raise TooLargeError(f"The arguments are nested deeper than {MAX_DEPTH}.")
    try:
        size = len(canonical.encode_body(arguments))
    except BadEncodingError as error:
        raise MalformedRequestError("The arguments hold what JSON in UTF-8 cannot.") from error
    if size > MAX_ARGUMENTS:
        raise TooLargeError(f"The arguments have more than {MAX_ARGUMENTS:,} bytes.")
    return size


def deadline_of(value: JSON) -> float | None:
    """Return how long a caller waits, in seconds; None where it does not say.

    Raises:
        MalformedRequestError: no such time.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise MalformedRequestError("`deadline_s` is a number of seconds.")
    if not 0 <= value <= MAX_WAIT_S:
        raise MalformedRequestError(f"`deadline_s` is from 0 to {MAX_WAIT_S:g}.")
    return float(value)


def _depth(root: JSON) -> int:
    level: list[JSON] = [root]
    depth = 0
    while level and depth <= MAX_DEPTH:
        below: list[JSON] = []
        for value in level:
            if isinstance(value, Mapping):
                below.extend(value.values())
            elif isinstance(value, list):
                below.extend(value)
        level, depth = below, depth + 1
    return depth


def _text(value: Mapping[str, JSON], name: str, most: int) -> str:
    found = value.get(name)
    if isinstance(found, str) and len(found) > most:  # what is too large has a status of its own
        raise TooLargeError(f"`{name}` has more than {most} characters.")
    return text(value, name, most)


def _side_effect(value: JSON) -> SideEffect | None:
    if value is None:
        return None
    if isinstance(value, str) and value in set(SideEffect):
        return SideEffect(value)
    raise MalformedRequestError("`side_effect` is none, read, write or irreversible.")


def _hosts(value: JSON) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > MAX_HOSTS:
        raise MalformedRequestError(f"`hosts` is a list of at most {MAX_HOSTS} names.")
    found = tuple(one for one in value if isinstance(one, str) and len(one) <= MAX_NAME)
    if len(found) != len(value):
        raise MalformedRequestError("`hosts` holds what is no name of a host.")
    return found


def _trace_id(traceparent: str) -> bytes | None:
    """Return the trace of a W3C `traceparent`; one that is not valid counts as none."""
    parts = traceparent.split("-")
    try:
        found = bytes.fromhex(parts[1]) if len(parts) >= 4 else b""  # noqa: PLR2004 - its parts
    except ValueError:
        return None
    return found if len(found) == 16 and any(found) else None  # noqa: PLR2004 - W3C
