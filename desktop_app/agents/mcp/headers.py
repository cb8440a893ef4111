"""What of HTTP's headers passes between an MCP client and its server, and what must agree.

Only headers of a table pass, each once. A client repeats parts of its message in headers
(`Mcp-Method`, `Mcp-Name`, `Mcp-Param-*`), and a server may go by those: what a header says must
stand in the message that is judged. Source: MCP 2025-11-25 and later, "Streamable HTTP".
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import MalformedRequestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.agents.mcp.frames import Frame
    from desktop_app.model.canonical import JSON

Headers: TypeAlias = "Mapping[bytes, Sequence[str]]"  # by name in small letters
SESSION_ID = b"mcp-session-id"
VERSION = b"mcp-protocol-version"
_METHOD, _NAME, _PARAM = b"mcp-method", b"mcp-name", b"mcp-param-"
_TO_SERVER = frozenset((b"accept", b"authorization", b"last-event-id", b"user-agent")) | {
    SESSION_ID,
    VERSION,
    _METHOD,
    _NAME,
}
# A message was judged as UTF-8: a client's `charset` must not make a server read another one.
_OURS = ((b"accept-encoding", b"identity"), (b"content-type", b"application/json"))
_TO_CLIENT = frozenset((SESSION_ID, VERSION, b"allow", b"retry-after", b"www-authenticate"))
_NAMED_BY = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_BASE64 = re.compile(r"=\?base64\?(.*)\?=")
_LISTS = frozenset((b"accept",))  # what may come in several lines
_SESSION = re.compile(r"[!-~]{1,256}")


def to_server(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return what the server gets of a client's headers.

    Raises:
        MalformedRequestError: one came twice.
    """
    passed = list(_OURS)
    for name, values in headers.items():
        if name not in _TO_SERVER and not name.startswith(_PARAM):
            continue
        value = ", ".join(values) if name in _LISTS else only(headers, name)
        passed.append((name, value.encode("latin-1")))
    return passed


def to_client(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return what the client gets of a server's headers, beside those of the body.

    Raises:
        MalformedRequestError: one came twice.
    """
    found = sorted(_TO_CLIENT.intersection(headers))
    return [(name, only(headers, name).encode("latin-1")) for name in found]


def only(headers: Headers, name: bytes) -> str:
    """Return the one value of a header; "" where there is none.

    Raises:
        MalformedRequestError: it came twice.
    """
    values = headers.get(name, ())
    if len(values) > 1:
        raise MalformedRequestError(f"The header {name.decode('latin-1')} came twice.")
    return values[0] if values else ""


def session_of(headers: Headers) -> str:
    """Return the id of the session; "" where there is none.

    Raises:
        MalformedRequestError: it is none.
    """
    found = only(headers, SESSION_ID)
    if found and _SESSION.fullmatch(found) is None:
        raise MalformedRequestError("Mcp-Session-Id has 1 to 256 visible ASCII characters.")
    return found


def check_mirrors(headers: Headers, frame: Frame) -> None:
    """Refuse headers that say something else than their message.

    Raises:
        MalformedRequestError: they do.
    """
    method, name = only(headers, _METHOD), _decoded(only(headers, _NAME))
    if method and method != frame.method:
        raise MalformedRequestError("Mcp-Method is not the method of the message.")
    if name and name != frame.params.get(_NAMED_BY.get(frame.method, "")):
        raise MalformedRequestError("Mcp-Name is not the name in the message.")
    params = [header for header in headers if header.startswith(_PARAM)]
    if not params:
        return
    known = set(_scalars(frame.params.get("arguments")))
    if any(_decoded(only(headers, header)) not in known for header in params):
        raise MalformedRequestError("An Mcp-Param header is no argument of the message.")


def without_mirrors(passed: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return headers for another message of the same client."""
    mirrors = (_METHOD, _NAME, _PARAM)
    return [(name, value) for name, value in passed if not name.startswith(mirrors)]


def _decoded(value: str) -> str:
    """Return a header's value, out of the wrapping for what no header can carry."""
    found = _BASE64.fullmatch(value)
    if found is None:
        return value
    try:
        return base64.b64decode(found[1], validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise MalformedRequestError("A header is not the base64 that it says.") from error


def _scalars(root: JSON) -> list[str]:
    """Return the texts, numbers and truth values at any depth, as a header says them."""
    found: list[str] = []
    level: list[JSON] = [root]
    while level:
        value = level.pop()
        if isinstance(value, Mapping):
            level.extend(value.values())
        elif isinstance(value, list):
            level.extend(value)
        elif isinstance(value, bool):
            found.append(str(value).lower())
        elif value is not None:
            found.append(str(value))
    return found
