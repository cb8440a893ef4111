"""The redactor of the packaged rules."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.host import resources
from desktop_app.redact.redactor import Redactor
from desktop_app.redact.rulefile import parse_rules

RULES = "redaction/default.toml"
KEY_BYTES = 32


def make_redactor(token_key: bytes, *, strict: bool) -> Redactor:
    """Return the redactor of the packaged rules."""
    rules = parse_rules(resources.read_text(RULES), RULES)
    return Redactor(replace(rules, strict=rules.strict or strict), token_key)
