"""Who sent a record: the agent, its version and where it runs, from its resource and scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.normalize.dialects import common
from desktop_app.normalize.dialects.claude_code import CLAUDE_CODE
from desktop_app.normalize.dialects.codex import CODEX
from desktop_app.normalize.dialects.gemini import GEMINI
from desktop_app.normalize.dialects.generic import GENERIC

if TYPE_CHECKING:
    from desktop_app.normalize.dialects.table import Dialect, Found

# Starts of scope and service names. Scopes come first: OTEL_SERVICE_NAME renames a service.
_BY_NAME: tuple[tuple[str, Dialect], ...] = (
    ("com.anthropic.claude_code", CLAUDE_CODE),
    ("claude-code", CLAUDE_CODE),
    ("codex", CODEX),
    ("gemini-cli", GEMINI),
)
_UNNAMED = "unknown_service"


@dataclass(frozen=True, slots=True)
class Agent:
    """Who runs.

    Attributes:
        name: `claude-code`, `codex`, `gemini-cli`, else service.name; None when it has none.
        version: None when not told, or not the agent's own (Gemini tells node's).
        environment: deployment environment, or None.
        dialect: the tables that read its records.
    """

    name: str | None
    version: str | None
    environment: str | None
    dialect: Dialect


def agent_of(resource: Any, scope_name: str = "") -> Agent:
    """Return the agent behind a Resource message (and one of its scopes)."""
    plain = {a.key: a.value.string_value for a in resource.attributes}
    service = plain.get("service.name", "")
    dialect = _dialect(scope_name) or _dialect(service) or GENERIC
    version = plain.get("service.version") if dialect.version_known else None
    name = dialect.agent or (None if service.startswith(_UNNAMED) else service)
    return Agent(
        name or None, version or None, resource_facts(resource).get("environment"), dialect
    )


def resource_facts(resource: Any) -> Found:
    """Return the fields of `Facts` that a resource gives to all its records."""
    found: Found = {}
    for attribute in resource.attributes:
        row = common.ATTRIBUTES.get(attribute.key)
        if row is not None and (row.strong or row.field not in found):
            value = row.read(attribute.value)
            if value is not None:
                found[row.field] = value
    return found


def _dialect(name: str) -> Dialect | None:
    return next((dialect for start, dialect in _BY_NAME if name.startswith(start)), None)
