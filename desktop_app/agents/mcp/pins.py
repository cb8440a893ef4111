"""A server's tools, pinned: the version of a tool is the digest of what the model is told of it.

At first sight a tool is pinned; it stays pinned to that until a person pins anew, so that a server
whose description changes under a model (a "rug pull") is told of at each start. Titles, icons and
annotations are not part of a version: nothing is decided by them. A description is data: only its
digest is kept, and nothing of it is shown or obeyed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

import mcp_types
from pydantic import ValidationError

from desktop_app.errors import BadEncodingError, ConfigError
from desktop_app.model import canonical

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

VERSION = 1
MAX_TOOLS = 256  # of one server; a file of 65,535 bytes holds them
MAX_NAME = 130  # bytes as JSON; MCP allows 128 characters
_LABEL = b"countersign/mcp-tool/v1\0"


@dataclass(frozen=True, slots=True)
class Drift:
    """A tool that is not what it was at first sight."""

    tool: str
    pinned: str
    now: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What one list of tools came to.

    Attributes:
        new: versions of tools seen for the first time, by name.
        drifted: tools that changed.
        refused: how many rows are no tools, or are beyond what is pinned.
    """

    new: Mapping[str, str] = field(default_factory=dict)
    drifted: tuple[Drift, ...] = ()
    refused: int = 0


def version_of(tool: Mapping[str, JSON]) -> str:
    """Return the version of a tool: a digest, hex.

    Raises:
        ConfigError: it is no tool as MCP has them.
    """
    try:
        mcp_types.Tool.model_validate(tool)
        name = tool["name"]
        if not name or len(canonical.encode_body(name)) > MAX_NAME:
            raise ConfigError(f"The name of a tool has 1 to {MAX_NAME} bytes.")
        told = {key: tool.get(key) for key in ("name", "description", "inputSchema")}
        return sha256(_LABEL + canonical.encode_body(told)).hexdigest()
    except (ValidationError, BadEncodingError) as error:
        raise ConfigError("It is no tool as MCP has them.") from error


def compare(listed: JSON, pinned: Mapping[str, str]) -> Seen:
    """Compare the `tools` of a `tools/list` result with what is pinned."""
    new: dict[str, str] = {}
    drifted: list[Drift] = []
    refused = 0
    for tool in listed if isinstance(listed, list) else ():
        try:
            version = version_of(tool if isinstance(tool, Mapping) else {})
        except ConfigError:
            refused += 1
            continue
        name = str(tool["name"])
        before = pinned.get(name) or new.get(name)
        if before is None and len(pinned) + len(new) >= MAX_TOOLS:
            refused += 1
        elif before is None:
            new[name] = version
        elif before != version:
            drifted.append(Drift(name, before, version))
    return Seen(new, tuple(drifted), refused)


def format_pins(pins: Mapping[str, str]) -> bytes:
    """Return the bytes of a file of pins; names may be in any script, so they are values."""
    rows = [[name, pins[name]] for name in sorted(pins)]
    return canonical.encode({"v": VERSION, "tools": rows})


def parse_pins(data: bytes) -> dict[str, str]:
    """Return what `format_pins` was given.

    Raises:
        ConfigError: damaged, or of another version.
    """
    try:
        value = canonical.decode(data)
    except BadEncodingError as error:
        raise ConfigError("The file of pinned tools is damaged.") from error
    rows = value.get("tools")
    if value.get("v") != VERSION or not isinstance(rows, list):
        raise ConfigError("The file of pinned tools is damaged, or of another version.")
    pins: dict[str, str] = {}
    for row in rows:
        match row:
            case [str(name), str(version)]:
                pins[name] = version
            case _:
                raise ConfigError("The file of pinned tools is damaged.")
    return pins


def server_digest(name: str, command: tuple[str, ...]) -> str:
    """Return what tells one server from another: its name here and its command line."""
    told = canonical.encode_body({"name": name, "command": list(command)})
    return sha256(b"countersign/mcp-server/v1\0" + told).hexdigest()
